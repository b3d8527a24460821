import { useQuery } from '@tanstack/react-query'
import type { FlowItem, FlowView } from '../../server/calls/flows/wire.ts'
import { get, type Page } from '../desk/call.ts'

export type Days = 1 | 7

const LOOK_AGAIN_MS = 10_000

export const useFlows = () => {
  const { data, isLoading, error, refetch } = useQuery({
    queryKey: ['flows'],
    queryFn: ({ signal }) => get<Page<FlowItem>>('/flows', undefined, signal),
    refetchInterval: LOOK_AGAIN_MS,
  })
  return { flows: data?.items, isLoading, error: data ? null : error, retry: () => void refetch() }
}

/** A flow with its figures, looked at again every ten seconds while the page is seen. */
export const useFlow = (name: string | null, days: Days) => {
  const { data, isLoading, error, refetch } = useQuery({
    queryKey: ['flow', name, days],
    queryFn: ({ signal }) => get<FlowView>(`/flows/${encodeURIComponent(name ?? '')}`, { days }, signal),
    enabled: name !== null,
    refetchInterval: LOOK_AGAIN_MS,
    placeholderData: (before) => (before?.name === name ? before : undefined),
  })
  return { flow: data, isLoading, error: data ? null : error, retry: () => void refetch() }
}
