import type { CaseRow } from '../../server/cases/wire.ts'
import type { Customer, Suggestion } from '../../server/customers/wire.ts'
import type { ReplyWay } from '../../server/hub/wire.ts'
import { type LiveRow, type LiveState, rowKey, rowsOf } from '../../server/platform/wire/live.ts'
import type { Decision, WorkView } from '../../server/routing/wire.ts'
import type { CaseScreen, NamedCase, TimelineItem } from '../../server/screens/wire.ts'
import { inOrder } from '../timeline/in-order.ts'

export interface Typing {
  at: string
  isTyping: boolean
}
export interface CaseView extends CaseScreen {
  typing: Typing[]
}

/** A fetched screen in the form of live rows, so that both are read alike. */
export const rowsOfScreen = (screen: CaseScreen): LiveState => {
  const rows: LiveRow[] = [
    { kind: 'case', id: screen.case.id, v: screen.case.v, row: screen.case },
    ...screen.timeline.map((row) => ({ kind: 'item', id: row.id, v: 0, row })),
    { kind: 'customer', id: screen.customer.id, v: screen.customer.v, row: screen.customer },
    ...screen.suggestions.map((row) => ({ kind: 'suggestion', id: row.id, v: 0, row })),
    ...screen.ways.map((row) => ({ kind: 'way', id: row.id, v: 0, row })),
    ...screen.history.map((row) => ({ kind: 'history', id: row.id, v: row.v, row })),
    ...screen.named.map((row) => ({ kind: 'named', id: row.id, v: 0, row })),
    ...screen.work.map((row) => ({ kind: 'work', id: row.id, v: row.v, row })),
    ...screen.decisions.map((row) => ({ kind: 'decision', id: row.id, v: 0, row })),
  ]
  return new Map(rows.map((row) => [rowKey(row), row]))
}

const newestFirst = (a: CaseRow, b: CaseRow): number => Date.parse(b.updatedAt) - Date.parse(a.updatedAt)

/** Pure: the rows of a case's topic as its screen. Undefined while the case or its customer is not among them. */
export const caseView = (caseId: string, rows: LiveState): CaseView | undefined => {
  const current = rowsOf<CaseRow>(rows, 'case').find(({ id }) => id === caseId)
  const customers = rowsOf<Customer>(rows, 'customer')
  // Before a fresh snapshot after a merge both sides may be here: the one that stands is shown.
  const customer =
    customers.find(
      ({ mergedInto, id, merged }) => mergedInto === null && (id === current?.customerId || merged.includes(current?.customerId ?? '')),
    ) ?? customers[0]
  if (!current || !customer) return undefined
  return {
    case: current,
    customer,
    timeline: inOrder(rowsOf<TimelineItem>(rows, 'item')),
    suggestions: rowsOf<Suggestion>(rows, 'suggestion').filter(({ state }) => state === 'open'),
    ways: rowsOf<ReplyWay>(rows, 'way'),
    history: rowsOf<CaseRow>(rows, 'history')
      .filter(({ id }) => id !== caseId)
      .sort(newestFirst),
    named: rowsOf<NamedCase>(rows, 'named'),
    work: rowsOf<WorkView>(rows, 'work'),
    decisions: rowsOf<Decision>(rows, 'decision'),
    typing: rowsOf<Typing>(rows, 'typing'),
  }
}

/** Pure: the cases whose numbers this screen knows: the customer's own, those whose opening stands in the timeline after a merge, and those it names. */
export const knownCases = ({ case: current, history, named, timeline }: CaseView): Pick<CaseRow, 'id' | 'number'>[] => [
  current,
  ...history,
  ...timeline.flatMap((item) =>
    item.type === 'event' && item.what === 'case.opened' && typeof item.facts.number === 'number'
      ? [{ id: item.caseId, number: item.facts.number }]
      : [],
  ),
  ...named,
]
