import { IconChevronRight, IconRoute } from '@tabler/icons-react'
import type { CallView } from '../../server/calls/wire.ts'
import { clock } from './call-words.ts'

/** The way through the phone menu on one line: what was chosen, what was said, how long it took to reach somebody. */
export const PathLine = ({ call }: { call: CallView }) => {
  const chosen = call.path.filter(({ keys, said, article }) => keys || said || article)
  const waitedMs = call.queuedAt ? Date.parse(call.answeredAt ?? call.endedAt ?? call.queuedAt) - Date.parse(call.queuedAt) : 0
  const pieces = [
    ...chosen.map((one) => ({
      key: `${one.at} ${one.step}`,
      node: (
        <>
          {one.keys ? <kbd>{one.keys}</kbd> : null}
          {one.said ? <q>{one.said}</q> : one.article ? 'Heard an article' : one.says}
        </>
      ),
    })),
    ...(waitedMs >= 1000 ? [{ key: 'waited', node: <>Waited {clock(waitedMs)}</> }] : []),
  ]
  if (pieces.length === 0) return null
  return (
    <p className="path">
      <IconRoute size={14} stroke={1.75} aria-hidden />
      <span className="sr">Phone menu:</span>
      {pieces.map(({ key, node }, at) => (
        <span key={key} className="path-p">
          {at > 0 ? <IconChevronRight size={11} stroke={1.75} aria-hidden /> : null}
          <span>{node}</span>
        </span>
      ))}
    </p>
  )
}
