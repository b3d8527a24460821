import type { AgentDay, QueueDay } from '../../server/calls/day/wire.ts'
import type { Queue } from '../../server/queues/wire.ts'
import { useQueues } from '../cases/use-queues.ts'
import { useNow } from '../frame/use-now.ts'
import { useStaff } from '../people/use-staff.ts'
import { Avatar } from '../signs/avatar.tsx'
import { Failure } from '../signs/failure.tsx'
import { QuietBars } from '../signs/quiet-bars.tsx'
import { amount } from '../words/amount.ts'
import { type Figure, FigureTable } from './figure-table.tsx'
import { length, percent } from './figure-words.ts'
import { Ratings } from './ratings.tsx'
import { useDay } from './use-day.ts'

const queueFigures: readonly Figure<QueueDay>[] = [
  { name: 'Service level', of: 'serviceLevel', show: (day) => percent(day.serviceLevel) },
  { name: 'Offered', of: 'offered', show: (day) => amount(day.offered) },
  { name: 'Answered', of: 'answered', show: (day) => amount(day.answered) },
  { name: 'Speed of answer', of: 'averageAnswerSeconds', show: (day) => length(day.averageAnswerSeconds) },
  { name: 'Handle time', of: 'averageHandleSeconds', show: (day) => length(day.averageHandleSeconds) },
  { name: 'Hung up', of: 'abandonRate', show: (day) => percent(day.abandonRate) },
  { name: 'Estimate kept', of: 'estimatesKept', show: (day) => percent(day.estimatesKept) },
  { name: 'Longest wait', of: 'longestWaitSeconds', show: (day) => (day.longestWaitSeconds > 0 ? length(day.longestWaitSeconds) : '–') },
]

const agentFigures: readonly Figure<AgentDay>[] = [
  { name: 'Occupancy', of: 'occupancy', show: (day) => percent(day.occupancy) },
  { name: 'Calls', of: 'handled', show: (day) => amount(day.handled) },
  { name: 'Handling', of: 'handledSeconds', show: (day) => length(day.handledSeconds) },
  { name: 'Available', of: 'availableSeconds', show: (day) => length(day.availableSeconds) },
]

const rated = (hasNames: boolean): Figure<QueueDay | AgentDay> => ({
  name: 'Rated',
  of: 'ratings',
  show: ({ ratings }) => <Ratings ratings={ratings} hasNames={hasNames} />,
})

const QueueHead = ({ queue, day }: { queue: Queue | undefined; day: QueueDay }) => (
  <>
    <b>{queue?.name ?? 'A queue'}</b>
    <span>
      within {queue?.answerWithinSeconds ?? 0} s{day.shortAbandoned > 0 ? `, ${amount(day.shortAbandoned)} hung up at once` : ''}
    </span>
  </>
)

/** The phone since midnight: each queue by the figures of the field, each agent by how busy they were. */
export const Today = () => {
  const now = useNow()
  const { day, isLoading, error, retry } = useDay(now)
  const queues = useQueues()
  const { byId } = useStaff()
  if (isLoading) return <QuietBars what="The day" rows={4} />
  if (error)
    return <Failure what="The figures did not load" still="Calls go on, and nothing of the figures is lost." error={error} retry={retry} />
  if (!day) return null
  const agents = [...day.agents].sort((a, b) => (b.occupancy ?? 0) - (a.occupancy ?? 0))
  const hasNames = new Set([...day.queues, ...agents].flatMap((one) => one.ratings.map(({ name }) => name))).size > 1
  return (
    <div className="day">
      <section aria-labelledby="day-queues">
        <h2 id="day-queues">
          Queues <span className="mut">calls since midnight, in your time zone</span>
        </h2>
        <FigureTable
          what="Queue"
          figures={[...queueFigures, rated(hasNames)]}
          rows={day.queues}
          keyOf={(one) => one.queueId}
          headOf={(one) => <QueueHead queue={queues.byId.get(one.queueId)} day={one} />}
        />
        {day.isCut ? <p className="mut">There were more calls than are counted: these are the newest {amount(20_000)}.</p> : null}
      </section>
      <section aria-labelledby="day-people">
        <h2 id="day-people">People</h2>
        {agents.length === 0 ? (
          <p className="mut">Nobody was available today. Whoever was appears here.</p>
        ) : (
          <FigureTable
            what="Name"
            figures={[...agentFigures, rated(hasNames)]}
            rows={agents}
            keyOf={(one) => one.agentId}
            headOf={({ agentId }) => (
              <span className="who">
                <Avatar name={byId.get(agentId)?.name ?? '?'} of="colleague" size={28} />
                <b>{byId.get(agentId)?.name ?? 'Somebody'}</b>
              </span>
            )}
          />
        )}
      </section>
    </div>
  )
}
