import { useQuery } from '@tanstack/react-query'
import type { CallView } from '../../server/calls/wire.ts'
import { get, type Page } from '../desk/call.ts'
import { useMe } from '../frame/me.ts'
import { OutcomeChoice } from './outcome-choice.tsx'
import { PartyLink } from './party-link.tsx'
import { useMyCalls } from './use-my-calls.ts'

/** My newest call of which it was not said in time how it ended. Looked for again whenever a call of mine begins or is over. */
const useLacking = (): CallView | undefined => {
  const me = useMe()
  const mine = useMyCalls()
    .map(({ id }) => id)
    .join()
  const { data } = useQuery({
    queryKey: ['calls', 'lacking', mine],
    queryFn: ({ signal }) => get<Page<CallView>>('/calls', { agentId: me.id, lacksOutcome: 'yes', limit: 10 }, signal),
  })
  return mine ? undefined : data?.items.find(({ agentId }) => agentId === me.id)
}

/** Stands until it is said; in a call it waits, so that nobody writes up one while talking in another. */
export const OutcomeLine = () => {
  const call = useLacking()
  if (!call) return null
  return (
    <section className="ban warn paused asks" aria-label="A call without an outcome">
      <span>
        The time to write up the call with <PartyLink call={call} /> is over, and nobody said how it ended.
      </span>
      <OutcomeChoice call={call} />
    </section>
  )
}
