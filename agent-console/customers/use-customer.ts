import { useQuery } from '@tanstack/react-query'
import type { Customer, Suggestion } from '../../server/customers/wire.ts'
import { rowsOf } from '../../server/platform/wire/live.ts'
import { get, type Page } from '../desk/call.ts'
import { useStanding } from '../desk/use-standing.ts'
import { useTopic } from '../desk/use-topic.ts'

/** A customer and who may be the same: live rows, or a plain fetch where the line does not stand. */
export const useCustomer = (customerId: string) => {
  const topic = useTopic(`customer:${customerId}`)
  const { rows, phase, error: refusal } = topic
  const isLive = phase === 'live' || phase === 'lost'
  const isAsked = useStanding(topic) && !isLive
  const { data, error, refetch } = useQuery({
    queryKey: ['customer', customerId],
    queryFn: ({ signal }) => get<Customer>(`/customers/${customerId}`, undefined, signal),
    enabled: isAsked,
  })
  const { data: suggested } = useQuery({
    queryKey: ['customer', customerId, 'suggestions'],
    queryFn: ({ signal }) => get<Page<Suggestion>>(`/customers/${customerId}/suggestions`, undefined, signal),
    enabled: isAsked,
  })
  const suggestions = isLive ? rowsOf<Suggestion>(rows, 'suggestion') : (suggested?.items ?? [])
  return {
    customer: isLive ? rowsOf<Customer>(rows, 'customer').find(({ id }) => id === customerId) : data,
    suggestions: suggestions.filter(({ state }) => state === 'open'),
    error: phase === 'refused' ? refusal : error,
    refetch: () => void refetch(),
  }
}
