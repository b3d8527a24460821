import type { LiveState } from '../../../server/platform/wire/live.ts'

/** Rows of one kind that belong to one call, by id. */
export const rowsOfCall = <T extends { sid: string }>(rows: LiveState, kind: string, sid: string): Map<string, T> => {
  const found = new Map<string, T>()
  for (const one of rows.values()) if (one.kind === kind && (one.row as T | undefined)?.sid === sid) found.set(one.id, one.row as T)
  return found
}
