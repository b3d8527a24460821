import { useQuery } from '@tanstack/react-query'
import type { SiteView } from '../../server/channels/chat/wire.ts'
import { get, type Page } from '../desk/call.ts'
import { LOOK_AGAIN_MS } from '../desk/look-again.ts'

export const useSites = () => {
  const { data, isLoading, error, refetch } = useQuery({
    queryKey: ['sites'],
    queryFn: ({ signal }) => get<Page<SiteView>>('/sites', undefined, signal),
    refetchInterval: LOOK_AGAIN_MS,
  })
  return { sites: data?.items ?? [], isLoading, error: data ? null : error, retry: () => void refetch() }
}
