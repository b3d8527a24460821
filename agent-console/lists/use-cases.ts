import { type InfiniteData, useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef } from 'react'
import type { CaseRow } from '../../server/cases/wire.ts'
import { rowsOf } from '../../server/platform/wire/live.ts'
import { get, type Page } from '../desk/call.ts'
import { useTopic } from '../desk/use-topic.ts'
import { type CaseFilter, fits } from './case-filter.ts'

const keyOf = (filter: CaseFilter, memberId: string) => ['cases', filter.view, filter.queueId ?? '', filter.customerId ?? '', memberId]

/** One view of all cases, page by page, with every change as it happens. */
export const useCases = (filter: CaseFilter, memberId: string) => {
  const client = useQueryClient()
  const { rows: live, taken } = useTopic('cases:all')
  const query = useInfiniteQuery({
    queryKey: keyOf(filter, memberId),
    queryFn: ({ pageParam, signal }) => get<Page<CaseRow>>('/cases', { ...filter, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  })
  // Its snapshot is empty: what happened while nobody followed it here or the line was away, and what is seen no more since a queue was
  // restricted, is fetched.
  const before = useRef(0)
  useEffect(() => {
    if (taken > before.current) void client.invalidateQueries({ queryKey: ['cases'] })
    before.current = taken
  }, [taken, client])

  const fetched = (query.data as InfiniteData<Page<CaseRow>> | undefined)?.pages
  const rows = useMemo(() => {
    const byId = new Map((fetched ?? []).flatMap(({ items }) => items).map((row) => [row.id, row]))
    for (const row of rowsOf<CaseRow>(live, 'case')) if ((byId.get(row.id)?.v ?? -1) <= row.v) byId.set(row.id, row)
    return [...byId.values()].filter((row) => fits(row, filter, memberId)).sort((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1))
  }, [fetched, live, filter, memberId])
  return { ...query, rows }
}
