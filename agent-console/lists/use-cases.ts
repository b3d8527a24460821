import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef } from 'react'
import type { CaseRow } from '../../server/cases/wire.ts'
import { rowsOf } from '../../server/platform/wire/live.ts'
import { usePages } from '../desk/use-pages.ts'
import { useStanding } from '../desk/use-standing.ts'
import { useTopic } from '../desk/use-topic.ts'
import { type CaseFilter, fits } from './case-filter.ts'

const keyOf = (filter: CaseFilter, memberId: string) => ['cases', filter.view, filter.queueId ?? '', filter.customerId ?? '', memberId]

/** One view of all cases, page by page, with every change as it happens. */
export const useCases = (filter: CaseFilter, memberId: string) => {
  const client = useQueryClient()
  const topic = useTopic('cases:all')
  const { rows: live, taken } = topic
  const isAsked = useStanding(topic)
  // Its snapshot is empty: what happened while nobody followed it here or the line was away, and what is seen no more since a queue was restricted, is
  // fetched. What is not asked for yet, because the topic did not stand, is asked for below, once.
  const before = useRef({ taken, isAsked })
  useEffect(() => {
    const { current } = before
    if (taken > current.taken) void client.invalidateQueries({ queryKey: ['cases'], refetchType: current.isAsked ? 'active' : 'none' })
    before.current = { taken, isAsked }
  }, [taken, isAsked, client])
  const { items, ...pages } = usePages<CaseRow>(keyOf(filter, memberId), '/cases', { query: { ...filter }, enabled: isAsked })

  const rows = useMemo(() => {
    const byId = new Map(items.map((row) => [row.id, row]))
    for (const row of rowsOf<CaseRow>(live, 'case')) if ((byId.get(row.id)?.v ?? -1) <= row.v) byId.set(row.id, row)
    return [...byId.values()].filter((row) => fits(row, filter, memberId)).sort((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1))
  }, [items, live, filter, memberId])
  return { ...pages, rows, isLoading: pages.isLoading && rows.length === 0, error: rows.length === 0 ? pages.error : null }
}
