import type { QueueDay } from '../../server/calls/day/wire.ts'
import type { Queue } from '../../server/queues/wire.ts'
import { useQueues } from '../cases/use-queues.ts'
import { useNow } from '../frame/use-now.ts'
import { useStaff } from '../people/use-staff.ts'
import { Avatar } from '../signs/avatar.tsx'
import { Failure } from '../signs/failure.tsx'
import { QuietBars } from '../signs/quiet-bars.tsx'
import { FigureHead } from './figure-head.tsx'
import { length, percent } from './figure-words.ts'
import { Ratings } from './ratings.tsx'
import { useDay } from './use-day.ts'

const QueueRow = ({ queue, day, hasNames }: { queue: Queue | undefined; day: QueueDay; hasNames: boolean }) => (
  <tr>
    <th scope="row">
      <b>{queue?.name ?? 'A queue'}</b>
      <span>
        within {queue?.answerWithinSeconds ?? 0} s{day.shortAbandoned > 0 ? `, ${day.shortAbandoned} hung up at once` : ''}
      </span>
    </th>
    <td className="num2">{percent(day.serviceLevel)}</td>
    <td className="num2">{day.offered}</td>
    <td className="num2">{day.answered}</td>
    <td className="num2">{length(day.averageAnswerSeconds)}</td>
    <td className="num2">{length(day.averageHandleSeconds)}</td>
    <td className="num2">{percent(day.abandonRate)}</td>
    <td className="num2">{percent(day.estimatesKept)}</td>
    <td className="num2">{day.longestWaitSeconds > 0 ? length(day.longestWaitSeconds) : '–'}</td>
    <td className="num2">
      <Ratings ratings={day.ratings} hasNames={hasNames} />
    </td>
  </tr>
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
          Queues <span className="mut">calls since midnight, of your own zone</span>
        </h2>
        <div className="scroll">
          <table className="dt">
            <thead>
              <tr>
                <th scope="col">Queue</th>
                <FigureHead name="Service level" of="serviceLevel" />
                <FigureHead name="Offered" of="offered" />
                <FigureHead name="Answered" of="answered" />
                <FigureHead name="Speed of answer" of="averageAnswerSeconds" />
                <FigureHead name="Handle time" of="averageHandleSeconds" />
                <FigureHead name="Hung up" of="abandonRate" />
                <FigureHead name="Estimate kept" of="estimatesKept" />
                <FigureHead name="Longest wait" of="longestWaitSeconds" />
                <FigureHead name="Rated" of="ratings" />
              </tr>
            </thead>
            <tbody>
              {day.queues.map((one) => (
                <QueueRow key={one.queueId} queue={queues.byId.get(one.queueId)} day={one} hasNames={hasNames} />
              ))}
            </tbody>
          </table>
        </div>
        {day.isCut ? <p className="mut">There were more calls than are counted: these are the newest 20,000.</p> : null}
      </section>
      <section aria-labelledby="day-people">
        <h2 id="day-people">People</h2>
        {agents.length === 0 ? <p className="mut">Nobody was available today. Whoever was appears here.</p> : null}
        {agents.length > 0 ? (
          <div className="scroll">
            <table className="dt">
              <thead>
                <tr>
                  <th scope="col">Name</th>
                  <FigureHead name="Occupancy" of="occupancy" />
                  <FigureHead name="Calls" of="handled" />
                  <FigureHead name="Handling" of="handledSeconds" />
                  <FigureHead name="Available" of="availableSeconds" />
                  <FigureHead name="Rated" of="ratings" />
                </tr>
              </thead>
              <tbody>
                {agents.map((one) => (
                  <tr key={one.agentId}>
                    <th scope="row">
                      <span className="who">
                        <Avatar name={byId.get(one.agentId)?.name ?? '?'} of="colleague" size={28} />
                        <b>{byId.get(one.agentId)?.name ?? 'Somebody'}</b>
                      </span>
                    </th>
                    <td className="num2">{percent(one.occupancy)}</td>
                    <td className="num2">{one.handled}</td>
                    <td className="num2">{length(one.handledSeconds)}</td>
                    <td className="num2">{length(one.availableSeconds)}</td>
                    <td className="num2">
                      <Ratings ratings={one.ratings} hasNames={hasNames} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        ) : null}
      </section>
    </div>
  )
}
