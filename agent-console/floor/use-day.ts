import { useQuery } from '@tanstack/react-query'
import type { CallDay } from '../../server/calls/day/wire.ts'
import { get } from '../desk/call.ts'
import { startOfToday } from './start-of-today.ts'

const LOOK_AGAIN_MS = 10_000

/** The phone's figures since midnight of the reader's own day, looked at again every ten seconds while they are seen. */
export const useDay = (now: number) => {
  const since = startOfToday(now)
  const { data, isLoading, error, refetch } = useQuery({
    queryKey: ['calls-today', since],
    queryFn: ({ signal }) => get<CallDay>('/calls-today', { since }, signal),
    refetchInterval: LOOK_AGAIN_MS,
    placeholderData: (before) => before,
  })
  return { day: data, isLoading, error: data ? null : error, retry: () => void refetch() }
}
