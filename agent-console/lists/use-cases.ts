import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef } from 'react'
import type { CaseRow } from '../../server/cases/wire.ts'
import { rowsOf } from '../../server/platform/wire/live.ts'
import { usePages } from '../desk/use-pages.ts'
import { useTopic } from '../desk/use-topic.ts'
import { type CaseFilter, fits } from './case-filter.ts'

const keyOf = (filter: CaseFilter, memberId: string) => ['cases', filter.view, filter.queueId ?? '', filter.customerId ?? '', memberId]

/** One view of all cases, page by page, with every change as it happens. */
export const useCases = (filter: CaseFilter, memberId: string) => {
  const client = useQueryClient()
  const { rows: live, taken } = useTopic('cases:all')
  const { items, ...pages } = usePages<CaseRow>(keyOf(filter, memberId), '/cases', { query: { ...filter } })
  // Its snapshot is empty: what happened while nobody followed it here or the line was away, and what is seen no more since a queue was
  // restricted, is fetched.
  const before = useRef(0)
  useEffect(() => {
    if (taken > before.current) void client.invalidateQueries({ queryKey: ['cases'] })
    before.current = taken
  }, [taken, client])

  const rows = useMemo(() => {
    const byId = new Map(items.map((row) => [row.id, row]))
    for (const row of rowsOf<CaseRow>(live, 'case')) if ((byId.get(row.id)?.v ?? -1) <= row.v) byId.set(row.id, row)
    return [...byId.values()].filter((row) => fits(row, filter, memberId)).sort((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1))
  }, [items, live, filter, memberId])
  return { ...pages, rows, isLoading: pages.isLoading && rows.length === 0, error: rows.length === 0 ? pages.error : null }
}
