import { IconMessage } from '@tabler/icons-react'
import type { LineText } from '../../server/sandbox/carrier/wire.ts'
import { clockTime } from '../words/time.ts'
import { forPeople } from './number.ts'
import { useAtEnd } from './use-at-end.ts'

const TextFile = ({ path, type }: LineText['files'][number]) => {
  const address = `/sandbox/carrier${path}`
  if (type.startsWith('image/')) return <img src={address} alt="Came with the text" />
  // biome-ignore lint/a11y/useMediaCaption: nobody wrote down what is said in it
  if (type.startsWith('audio/')) return <audio src={address} controls aria-label="Sound that came with the text" />
  return (
    <a href={address} target="_blank" rel="noreferrer">
      Open the file ({type})
    </a>
  )
}

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
          {one.text ? <p dir="auto">{one.text}</p> : null}
          {one.files.map((file) => (
            <TextFile key={file.path} {...file} />
          ))}
          <span>
            {one.direction === 'in' ? `${forPeople(one.from)}, ` : `to ${forPeople(one.to)}, `}
            {clockTime(new Date(one.at))}
          </span>
        </li>
      ))}
    </ol>
  )
}
