import { IconMessage } from '@tabler/icons-react'
import type { LineText } from '../../server/sandbox/carrier/wire.ts'
import { clockTime } from '../words/time.ts'
import { forPeople } from './number.ts'
import { useAtEnd } from './use-at-end.ts'

export const TextList = ({ texts }: { texts: readonly LineText[] }) => {
  const { ref, onScroll } = useAtEnd<HTMLOListElement>(texts.length)
  if (texts.length === 0)
    return (
      <div className="none">
        <IconMessage size={26} stroke={1.75} aria-hidden />
        <b>No texts yet</b>
        <p>Write one below; what the desk answers comes here.</p>
      </div>
    )
  return (
    <ol ref={ref} onScroll={onScroll} className="txt-l" aria-live="polite" aria-label="Texts">
      {texts.map((one) => (
        <li key={`${one.at} ${one.text}`} className={one.direction}>
          <p dir="auto">{one.text}</p>
          <span>
            {one.direction === 'in' ? `${forPeople(one.from)}, ` : `to ${forPeople(one.to)}, `}
            {clockTime(new Date(one.at))}
            {one.media.length > 0 ? `, ${one.media.length} attached` : ''}
          </span>
        </li>
      ))}
    </ol>
  )
}
