import { useQuery } from '@tanstack/react-query'
import type { Customer, Suggestion } from '../../server/customers/wire.ts'
import { rowsOf } from '../../server/platform/wire/live.ts'
import { get, type Page } from '../desk/call.ts'
import { useTopic } from '../desk/use-topic.ts'

/** A customer and who may be the same: live rows as soon as the line stands, a plain fetch until then. */
export const useCustomer = (customerId: string) => {
  const { rows, phase, error: refusal } = useTopic(`customer:${customerId}`)
  const isLive = phase === 'live' || phase === 'lost'
  const { data, error, refetch } = useQuery({
    queryKey: ['customer', customerId],
    queryFn: ({ signal }) => get<Customer>(`/customers/${customerId}`, undefined, signal),
    enabled: !isLive,
  })
  const { data: suggested } = useQuery({
    queryKey: ['customer', customerId, 'suggestions'],
    queryFn: ({ signal }) => get<Page<Suggestion>>(`/customers/${customerId}/suggestions`, undefined, signal),
    enabled: !isLive,
  })
  const suggestions = isLive ? rowsOf<Suggestion>(rows, 'suggestion') : (suggested?.items ?? [])
  return {
    customer: isLive ? rowsOf<Customer>(rows, 'customer').find(({ id }) => id === customerId) : data,
    suggestions: suggestions.filter(({ state }) => state === 'open'),
    error: phase === 'refused' ? refusal : error,
    refetch: () => void refetch(),
  }
}
