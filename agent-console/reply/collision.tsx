import { IconAlertCircle } from '@tabler/icons-react'
import type { CaseView } from '../cases/case-view.ts'
import { channelSign } from '../signs/channels.ts'
import { scrollToEnd } from '../timeline/scroll.ts'
import { firstName } from '../words/names.ts'

/** Says on top of the box, never in a dialog, that something came in after this draft was begun. */
export const Collision = ({ view, startedAt, isWriting }: { view: CaseView; startedAt: string | null; isWriting: boolean }) => {
  const last = view.timeline.findLast((item) => item.type === 'message')
  if (!isWriting || !startedAt || last?.type !== 'message' || Date.parse(last.message.receivedAt) <= Date.parse(startedAt)) return null
  const { direction, channel, from } = last.message
  const who = direction === 'in' ? firstName(from.name || view.customer.name) : 'A colleague'
  return (
    <div className="collide" role="status">
      <IconAlertCircle size={15} stroke={1.75} aria-hidden />
      <span>
        <b>{who}</b> wrote {channelSign(channel).by} after you began this draft.
      </span>
      <button type="button" className="lk" onClick={scrollToEnd}>
        Show what is new
      </button>
    </div>
  )
}
