import type { LiveRow } from '../../server/platform/wire/live.ts'

/** What is known of one topic, by kind and id. The rules stand in `server/platform/wire/live.ts`; the widget shares types with the desk, no code. */
export type Rows = ReadonlyMap<string, LiveRow>

const keyOf = ({ kind, id }: LiveRow): string => `${kind} ${id}`

/** Pure. The newer of two rows stays; one that left stays as a mark without content, so that an older event cannot bring it back. */
export const applyRows = (rows: Rows, changes: readonly LiveRow[]): Rows => {
  const next = new Map(rows)
  for (const change of changes) {
    const held = next.get(keyOf(change))
    if (!held || held.v <= change.v) next.set(keyOf(change), change)
  }
  return next
}

export const rowsOf = <T>(rows: Rows, kind: string): T[] =>
  [...rows.values()].filter((one) => one.kind === kind && one.row !== undefined).map((one) => one.row as T)
