import { type QueryKey, useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { get, type Page } from './call.ts'
import { queryClient } from './query-client.ts'

interface PagesOptions {
  /** Besides the cursor. */
  query?: Record<string, string | number | undefined>
  /** Asks again while it is shown, every so many milliseconds. */
  refetchInterval?: number
  refetchOnMount?: 'always'
  /** False: not asked for yet. */
  enabled?: boolean
  /** So long what was fetched is not asked for again when it comes on screen, or when it is `enabled`. */
  staleTime?: number
}

/** A list of the API, page by page, with what a screen shows of it: an error only while there is nothing to show. */
export const usePages = <T>(queryKey: QueryKey, path: string, { query = {}, ...options }: PagesOptions = {}) => {
  const { data, error, isPending, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => get<Page<T>>(path, { ...query, ...(pageParam ? { cursor: pageParam } : {}) }, signal),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    ...options,
  })
  const items = useMemo(() => data?.pages.flatMap((page) => page.items) ?? [], [data])
  return {
    items,
    error: data ? null : error,
    isLoading: isPending && !error,
    refetch: () => queryClient.refetchQueries({ queryKey, exact: true }),
    more: hasNextPage ? () => void fetchNextPage() : null,
    isLoadingMore: isFetchingNextPage,
  }
}
