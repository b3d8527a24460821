import { Modal } from '@mantine/core'
import { Link } from 'react-router'
import type { WorkView } from '../../server/routing/wire.ts'
import { clock } from '../calls/call-words.ts'
import { useQueues } from '../cases/use-queues.ts'
import { useNow } from '../frame/use-now.ts'
import { useStaff } from '../people/use-staff.ts'
import { ChannelTile } from '../signs/channel-tile.tsx'
import { channelSign } from '../signs/channels.ts'
import { priorityWords } from '../words/case-words.ts'
import { lasting } from '../words/time.ts'
import { moveWork } from './floor-acts.ts'
import { placeOf, type QueueNow, takesWork } from './floor-of.ts'

const waitWords = (ms: number): string => (ms < 3_600_000 ? clock(ms) : lasting(ms))
const priorities = ['urgent', 'high', 'normal', 'low'] as const

interface ChooseProps {
  label: string
  value: string
  choices: readonly { value: string; label: string }[]
  choose(value: string): void
}

const Choose = ({ label, value, choices, choose }: ChooseProps) => (
  <select className="set-sel" aria-label={label} value={value} onChange={(event) => choose(event.currentTarget.value)}>
    {choices.map((one) => (
      <option key={one.value} value={one.value}>
        {one.label}
      </option>
    ))}
  </select>
)

/** What waits in a queue, one by one: to be moved, given to somebody first, or taken sooner. */
export const WaitingDialog = ({ queue: { queue, works }, close }: { queue: QueueNow; close(): void }) => {
  const now = useNow(1000)
  const { queues } = useQueues()
  const { members, byId } = useStaff()
  const agents = members.filter((one) => takesWork(one) && one.presence !== 'offline')
  const nameOf = (work: WorkView): string => `${channelSign(work.channel).label}, waiting ${lasting(now - Date.parse(work.since))}`
  return (
    <Modal opened onClose={close} title={`Waiting in ${queue.name}`} size={760}>
      {works.length === 0 ? <p className="mut">Nobody waits here any more.</p> : null}
      <ul className="waits">
        {works.map((work) => (
          <li key={work.id}>
            <ChannelTile kind={work.channel} />
            <span className="with">
              <Link to={`/cases/${work.caseId}`} onClick={close}>
                Open the case
              </Link>
              <span className="mut">{work.offeredTo ? `Offered to ${byId.get(work.offeredTo)?.name ?? 'somebody'}` : 'Waits'}</span>
            </span>
            <span className={placeOf(queue, work, now).isLate ? 'tm late' : 'tm'}>{waitWords(now - Date.parse(work.since))}</span>
            <Choose
              label={`Priority: ${nameOf(work)}`}
              value={work.priority}
              choices={priorities.map((value) => ({ value, label: priorityWords[value] }))}
              choose={(priority) => void moveWork(work, { priority: priority as WorkView['priority'] }, priorityWords[work.priority])}
            />
            <Choose
              label={`Queue: ${nameOf(work)}`}
              value={work.queueId}
              choices={queues.map(({ id, name }) => ({ value: id, label: name }))}
              choose={(queueId) => void moveWork(work, { queueId }, queues.find((one) => one.id === queueId)?.name ?? '')}
            />
            <Choose
              label={`Offer first to: ${nameOf(work)}`}
              value=""
              choices={[
                { value: '', label: agents.length > 0 ? 'Offer first to' : 'Nobody is here' },
                ...agents.map(({ id, name }) => ({ value: id, label: name })),
              ]}
              choose={(agentId) => void (agentId && moveWork(work, { agentId }, byId.get(agentId)?.name ?? ''))}
            />
          </li>
        ))}
      </ul>
    </Modal>
  )
}
