import { useQuery } from '@tanstack/react-query'
import type { MessageView } from '../../server/hub/wire.ts'
import { get, type Page } from '../desk/call.ts'

/** Messages that named a case their sender has no part in: they wait for a person. */
export const useHeld = () => {
  const { data, error, isLoading, refetch } = useQuery({
    queryKey: ['held'],
    queryFn: ({ signal }) => get<Page<MessageView>>('/messages', { state: 'quarantined', limit: 100 }, signal),
    refetchInterval: 15_000,
  })
  return { messages: data?.items ?? [], error: data ? null : error, isLoading, refetch: () => void refetch() }
}
