/**
 * What travels between `platform/live.ts` and a screen, and how a screen applies it. Both sides import this file; it has no imports of its own.
 *
 * A topic is a set of rows. `watch` answers with all of them and the topic's counter; each later change is one event with the next number.
 * A row replaces the one of the same kind and id unless that one is newer (`v`, the number of the stream's entry it was made from).
 * A missing number, another epoch or a new connection means: watch again.
 */
export interface LiveRow {
  kind: string
  id: string
  /** Grows with each change of this row. */
  v: number
  /** Absent: the row has left the topic. */
  row?: unknown
}

export interface LiveSnapshot {
  topic: string
  /** Changes when the server process does. */
  epoch: string
  /** The number of the last event included. */
  n: number
  rows: LiveRow[]
}

export interface LiveEvent {
  topic: string
  epoch: string
  n: number
  rows: LiveRow[]
}

export type LiveState = ReadonlyMap<string, LiveRow>

export const rowKey = (row: Pick<LiveRow, 'kind' | 'id'>): string => `${row.kind} ${row.id}`

export const fromSnapshot = (snapshot: LiveSnapshot): LiveState => new Map(snapshot.rows.map((row) => [rowKey(row), row]))

/** Pure. A removed row stays as a mark without content, so that an older event cannot bring it back. */
export const applyRows = (state: LiveState, rows: readonly LiveRow[]): LiveState => {
  const next = new Map(state)
  for (const row of rows) {
    const held = next.get(rowKey(row))
    if (!held || held.v <= row.v) next.set(rowKey(row), row)
  }
  return next
}

/** The rows of one kind that are there. */
export const rowsOf = <T>(state: LiveState, kind: string): T[] => {
  const found: T[] = []
  for (const row of state.values()) if (row.kind === kind && row.row !== undefined) found.push(row.row as T)
  return found
}
