import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { Mention } from '../../server/notices/wire.ts'
import { get, type Page } from '../desk/call.ts'
import { useUnread } from './use-unread.ts'

/** Everything that names me, page by page, and asked for again whenever what I have not read is another. */
export const useMentions = () => {
  const { unread } = useUnread()
  const { data, error, isLoading, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ['mentions'],
    queryFn: ({ pageParam, signal }) => get<Page<Mention>>('/mentions', pageParam ? { cursor: pageParam } : {}, signal),
    initialPageParam: '',
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    // What was read is told nowhere: a case that was merged or renamed since.
    refetchOnMount: 'always',
  })
  const before = useRef(unread)
  useEffect(() => {
    if (before.current !== unread) void refetch()
    before.current = unread
  }, [unread, refetch])
  return {
    mentions: data?.pages.flatMap(({ items }) => items) ?? [],
    error: data ? null : error,
    isLoading,
    refetch: () => void refetch(),
    more: hasNextPage ? () => void fetchNextPage() : null,
    isLoadingMore: isFetchingNextPage,
  }
}
