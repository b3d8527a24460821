import { useQuery } from '@tanstack/react-query'
import type { SandboxPage } from '../../server/sandbox/wire.ts'
import { get, type Page } from '../desk/call.ts'

/** Where the outside world is played, for whoever sits in a sandbox. */
export const useSandboxPages = () => {
  const { data, error, refetch } = useQuery({
    queryKey: ['sandbox-pages'],
    queryFn: ({ signal }) => get<Page<SandboxPage>>('/sandbox/pages', undefined, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
  return { pages: data?.items, error, retry: () => void refetch() }
}
