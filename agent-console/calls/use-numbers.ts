import { useQuery } from '@tanstack/react-query'
import type { NumberView } from '../../server/calls/wire.ts'
import { get, type Page } from '../desk/call.ts'
import { LOOK_AGAIN_MS } from '../desk/look-again.ts'

/** Our phone numbers. `isWatched`: asked for again and again, as where they are set; otherwise whenever somebody comes to need them. */
export const useNumbers = ({ isWanted = true, isWatched = true } = {}) => {
  const { data, isLoading, error, refetch } = useQuery({
    queryKey: ['numbers'],
    queryFn: ({ signal }) => get<Page<NumberView>>('/numbers', undefined, signal),
    enabled: isWanted,
    staleTime: LOOK_AGAIN_MS,
    refetchInterval: isWatched && LOOK_AGAIN_MS,
  })
  return { numbers: data?.items ?? [], isLoading, error: data ? null : error, retry: () => void refetch() }
}
