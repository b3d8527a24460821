import { IconHandStop } from '@tabler/icons-react'
import { post } from '../desk/call.ts'
import { may, useMe } from '../frame/me.ts'
import { perform } from '../frame/perform.ts'
import type { CaseView } from './case-view.ts'
import { useQueues } from './use-queues.ts'

/** Work that waits may be picked where its queue allows it. */
export const TakeButton = ({ view }: { view: CaseView }) => {
  const me = useMe()
  const { byId } = useQueues()
  const waiting = view.work.find((work) => work.state === 'waiting' && byId.get(work.queueId)?.allowsPick)
  if (!waiting || !may(me, 'work.pick')) return null
  return (
    <button
      type="button"
      className="btn sm"
      onClick={() => void perform({ done: `Case ${view.case.number} is yours`, run: () => post(`/work/${waiting.id}/pick`) })}
    >
      <IconHandStop size={15} stroke={1.75} aria-hidden />
      <span>Take it</span>
    </button>
  )
}
