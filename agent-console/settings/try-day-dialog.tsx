import { Modal, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { Queue } from '../../server/queues/wire.ts'
import type { ReplayedDay } from '../../server/routing/replay/wire.ts'
import { useQueues } from '../cases/use-queues.ts'
import { useAttempt } from '../frame/use-attempt.ts'
import { Empty } from '../signs/empty.tsx'
import { QuietBars } from '../signs/quiet-bars.tsx'
import { Why } from '../signs/why.tsx'
import { clockTime } from '../words/time.ts'
import { dayBounds, replayAssumptions, replayRows, today } from './replay-words.ts'
import { type ReplayedRules, replayQueue } from './settings-acts.ts'

const Comparison = ({ name, of: { real, now, changed } }: { name: string; of: ReplayedDay['queues'][number] }) => (
  <table className="rep-t" aria-label={name}>
    <thead>
      <tr>
        <th scope="col">{name}</th>
        <th scope="col">Really</th>
        <th scope="col">Replayed with the rules of now</th>
        <th scope="col">Replayed with yours</th>
      </tr>
    </thead>
    <tbody>
      {replayRows.map(({ label, show }) => (
        <tr key={label}>
          <th scope="row">{label}</th>
          <td>{show(real)}</td>
          <td>{show(now)}</td>
          <td>
            <b>{show(changed)}</b>
          </td>
        </tr>
      ))}
    </tbody>
  </table>
)

const Result = ({ day }: { day: ReplayedDay }) => {
  const { queues } = useQueues()
  const nameOf = (id: string): string => queues.find((one) => one.id === id)?.name ?? 'A queue'
  if (day.queues.length === 0)
    return (
      <Empty title="No work waited that day" isPlain>
        Choose another day: whatever came in and had to wait is replayed.
      </Empty>
    )
  return (
    <div className="rep">
      {day.isCut ? (
        <p className="ban">There was more work than is replayed at once. This is the day until {clockTime(new Date(day.until))}.</p>
      ) : null}
      {day.queues.map((one) => (
        <Comparison key={one.queueId} name={nameOf(one.queueId)} of={one} />
      ))}
      <p className="mut">
        Compare the two replays with each other. How near the first of them comes to what really was says how far to believe the second.
      </p>
    </div>
  )
}

/** A day of the past under the rules that are being written, before they are saved. */
export const TryDayDialog = ({ queue, rules, close }: { queue: Queue; rules: ReplayedRules; close(): void }) => {
  const [date, setDate] = useState(today())
  const [day, setDay] = useState<ReplayedDay | null>(null)
  const { isBusy, why, attempt } = useAttempt()
  return (
    <Modal opened onClose={close} title={`${queue.name} on a day of the past`} size={760}>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          // A portal's events reach the form that opened it.
          event.stopPropagation()
          setDay(null)
          void attempt(async () => setDay(await replayQueue(queue, rules, dayBounds(date))))
        }}
      >
        <Why why={why} />
        <TextInput
          className="set-n"
          type="date"
          label="Day"
          required
          withAsterisk={false}
          max={today()}
          data-autofocus
          value={date}
          onChange={(event) => {
            setDate(event.currentTarget.value)
            setDay(null)
          }}
        />
        <div role="status">
          {isBusy ? <p>The day is being replayed, once with the rules of now and once with yours.</p> : null}
          {day ? <span className="sr">The day is replayed.</span> : null}
        </div>
        {isBusy ? <QuietBars what="The replay" rows={3} /> : null}
        {day ? <Result day={day} /> : null}
        <details className="rep-a" open={day === null && !isBusy}>
          <summary>What a replay assumes</summary>
          <ul>
            {replayAssumptions.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        </details>
        <div className="acts">
          <button type="button" className="btn ghost" onClick={close}>
            Back to the form
          </button>
          <button type="submit" className="btn pri" disabled={isBusy || date === ''}>
            Replay the day
          </button>
        </div>
      </form>
    </Modal>
  )
}
