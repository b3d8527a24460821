import type { CaseRow } from '../../server/cases/wire.ts'

export const views = ['open', 'mine', 'unassigned', 'snoozed', 'closed', 'all'] as const
export type View = (typeof views)[number]
export const viewWords: Record<View, string> = {
  open: 'Open',
  mine: 'Mine',
  unassigned: 'With nobody',
  snoozed: 'Snoozed',
  closed: 'Closed',
  all: 'All',
}
export interface CaseFilter {
  view: View
  queueId?: string | undefined
  /** Of one customer alone, as they are after merges. */
  customerId?: string | undefined
}

export const toView = (word: string | null): View => views.find((view) => view === word) ?? 'open'

/** Pure: whether a case belongs into a view now, as the desk's own list decides it. */
export const fits = (row: CaseRow, { view, queueId, customerId }: CaseFilter, memberId: string): boolean => {
  if (row.mergedInto !== null || (queueId && row.queueId !== queueId) || (customerId && row.customerId !== customerId)) return false
  const isOpen = row.status !== 'closed'
  if (view === 'open') return isOpen
  const isAwake = isOpen && row.status !== 'snoozed'
  if (view === 'mine') return isAwake && row.assigneeId === memberId
  if (view === 'unassigned') return isAwake && row.assigneeId === null
  if (view === 'snoozed') return row.status === 'snoozed' && row.assigneeId === memberId
  return view === 'all' || !isOpen
}
