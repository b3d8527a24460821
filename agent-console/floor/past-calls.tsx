import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import type { CallView } from '../../server/calls/wire.ts'
import { clock, outcomeOf, outcomeWords, partyName, partyNumber } from '../calls/call-words.ts'
import { DialButton } from '../calls/dial-button.tsx'
import { Recordings } from '../calls/recordings.tsx'
import { useQueues } from '../cases/use-queues.ts'
import { LOOK_AGAIN_MS } from '../desk/look-again.ts'
import { usePages } from '../desk/use-pages.ts'
import { useNow } from '../frame/use-now.ts'
import { useStaff } from '../people/use-staff.ts'
import { Empty } from '../signs/empty.tsx'
import { Failure } from '../signs/failure.tsx'
import { MoreButton } from '../signs/more-button.tsx'
import { QuietBars } from '../signs/quiet-bars.tsx'
import { dispositionWords } from '../words/names.ts'
import { stamp } from '../words/time.ts'

const names = ['number', 'agentId', 'queueId', 'outcome', 'recorded', 'lacksOutcome', 'from', 'to'] as const
type Filter = Partial<Record<(typeof names)[number], string>>

/** A day of the reader's own zone as instants; the last day is wholly in. */
const dayStart = (day: string, plus = 0): string | undefined => {
  const [year, month, date] = day.split('-').map(Number)
  return year && month && date ? new Date(year, month - 1, date + plus).toISOString() : undefined
}

const usePastCalls = (filter: Filter) => {
  const { from = '', to = '', ...rest } = filter
  const query = { ...rest, from: dayStart(from), to: dayStart(to, 1), limit: 30 }
  const { items, refetch, ...pages } = usePages<CallView>(['past-calls', filter], '/calls', {
    query,
    refetchInterval: LOOK_AGAIN_MS,
    refetchOnMount: 'always',
  })
  return { ...pages, calls: items, retry: () => void refetch() }
}

/** `2:11, solved`: how long they spoke, and what came of it. */
const resultWords = ({ answeredAt, endedAt, lacksOutcome, disposition }: CallView): string => {
  const spoke = answeredAt && endedAt ? clock(Date.parse(endedAt) - Date.parse(answeredAt)) : ''
  const outcome = lacksOutcome ? 'no outcome said' : disposition ? dispositionWords(disposition).toLowerCase() : ''
  return [spoke, outcome].filter(Boolean).join(', ')
}

const PastCall = ({ call }: { call: CallView }) => {
  const now = useNow()
  const { byId } = useStaff()
  const queues = useQueues()
  const who = [...new Set(call.legs.flatMap((one) => (one.role === 'agent' && one.agentId ? [one.agentId] : [])))]
  return (
    <li>
      <time dateTime={call.startedAt}>{stamp(call.startedAt, now)}</time>
      <span className="with">
        {call.caseId ? <Link to={`/cases/${call.caseId}`}>{partyName(call)}</Link> : <span>{partyName(call)}</span>}
        <span className="mut past-w">
          <bdi dir="ltr">{partyNumber(call)}</bdi>
          {call.direction === 'out' ? <span>called by us</span> : null}
          {call.party.address ? <DialButton number={call.party.address} {...(call.caseId ? { caseId: call.caseId } : {})} /> : null}
        </span>
      </span>
      <span className="with">
        <span>{who.length > 0 ? who.map((id) => byId.get(id)?.name ?? 'Somebody').join(', ') : 'Nobody'}</span>
        <span className="mut">{queues.byId.get(call.queueId ?? '')?.name ?? ''}</span>
      </span>
      <span className="with">
        <span>{call.outcome ? outcomeOf(call) : 'Goes on'}</span>
        <span className="mut">{resultWords(call)}</span>
      </span>
      {call.recordings.length > 0 ? <Recordings call={call} /> : null}
    </li>
  )
}

interface ChooseProps {
  label: string
  /** What nothing chosen means. */
  every: string
  value: string | undefined
  /** Value and words of each. */
  choices: readonly (readonly [string, string])[]
  choose(value: string): void
}

const Choose = ({ label, every, value = '', choices, choose }: ChooseProps) => (
  <select className="set-sel" aria-label={label} value={value} onChange={(event) => choose(event.currentTarget.value)}>
    <option value="">{every}</option>
    {choices.map(([id, words]) => (
      <option key={id} value={id}>
        {words}
      </option>
    ))}
  </select>
)

/** Calls of the past, by number, agent, queue, day and outcome; those with a recording play here. The search stands in the address, to be sent on. */
export const PastCalls = () => {
  const [words, setWords] = useSearchParams()
  const { queues } = useQueues()
  const { members } = useStaff()
  const filter = Object.fromEntries(names.flatMap((name) => (words.get(name) ? [[name, words.get(name)]] : []))) as Filter
  const [typed, setTyped] = useState(filter.number ?? '')
  const { calls, isLoading, error, retry, more, isLoadingMore } = usePastCalls(filter)
  const choose = (name: keyof Filter, value: string): void => {
    const next = new URLSearchParams(words)
    if (value) next.set(name, value)
    else next.delete(name)
    setWords(next, { replace: true })
  }
  return (
    <div className="past">
      <form
        className="past-f"
        aria-label="Find calls"
        onSubmit={(event) => {
          event.preventDefault()
          choose('number', typed.trim())
        }}
      >
        <input
          type="search"
          className="set-sel"
          aria-label="Number"
          placeholder="Number, then Enter"
          value={typed}
          maxLength={30}
          onChange={(event) => {
            setTyped(event.currentTarget.value)
            if (event.currentTarget.value === '') choose('number', '')
          }}
        />
        <Choose
          label="Agent"
          every="Every agent"
          value={filter.agentId}
          choices={members.map(({ id, name }) => [id, name])}
          choose={(id) => choose('agentId', id)}
        />
        <Choose
          label="Queue"
          every="Every queue"
          value={filter.queueId}
          choices={queues.map(({ id, name }) => [id, name])}
          choose={(id) => choose('queueId', id)}
        />
        <Choose
          label="Outcome"
          every="Every outcome"
          value={filter.outcome}
          choices={Object.entries(outcomeWords)}
          choose={(outcome) => choose('outcome', outcome)}
        />
        <label>
          From
          <input
            type="date"
            className="set-sel"
            value={filter.from ?? ''}
            onChange={(event) => choose('from', event.currentTarget.value)}
          />
        </label>
        <label>
          to
          <input type="date" className="set-sel" value={filter.to ?? ''} onChange={(event) => choose('to', event.currentTarget.value)} />
        </label>
        <label>
          <input
            type="checkbox"
            checked={filter.recorded === 'yes'}
            onChange={(event) => choose('recorded', event.currentTarget.checked ? 'yes' : '')}
          />
          With a recording
        </label>
        <label>
          <input
            type="checkbox"
            checked={filter.lacksOutcome === 'yes'}
            onChange={(event) => choose('lacksOutcome', event.currentTarget.checked ? 'yes' : '')}
          />
          No outcome said
        </label>
      </form>
      {isLoading ? <QuietBars what="The calls" rows={4} /> : null}
      {error ? <Failure what="The calls did not load" still="Nothing of them is lost." error={error} retry={retry} /> : null}
      {!isLoading && !error && calls.length === 0 ? (
        <Empty title={Object.keys(filter).length > 0 ? 'No such call' : 'No call yet'}>
          {Object.keys(filter).length > 0
            ? 'Ask for less: a day more, or any agent.'
            : 'Calls stand here as soon as somebody rings, with what was recorded of them.'}
        </Empty>
      ) : null}
      {calls.length > 0 ? (
        <ul className="past-l" aria-label="Calls, newest first">
          {calls.map((call) => (
            <PastCall key={call.id} call={call} />
          ))}
        </ul>
      ) : null}
      <MoreButton more={more} isLoadingMore={isLoadingMore} label="Show older ones" className="more-rows" />
      <p className="mut past-n">Who plays a recording is noted in the audit log.</p>
    </div>
  )
}
