import { useInfiniteQuery } from '@tanstack/react-query'
import type { MessageView } from '../../server/hub/wire.ts'
import { get, type Page } from '../desk/call.ts'

/** What waits for a person: messages that named a case their sender has no part in, and those that could not be filed. */
export const useHeld = () => {
  const { data, error, isLoading, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['held'],
    queryFn: ({ pageParam, signal }) =>
      get<Page<MessageView>>('/messages', { state: 'held', limit: 50, ...(pageParam ? { cursor: pageParam } : {}) }, signal),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    refetchInterval: 15_000,
  })
  return {
    messages: data?.pages.flatMap(({ items }) => items) ?? [],
    error: data ? null : error,
    isLoading,
    refetch: () => void refetch(),
    more: hasNextPage ? () => void fetchNextPage() : null,
    isLoadingMore: isFetchingNextPage,
  }
}
