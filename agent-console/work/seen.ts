import type { CaseRow } from '../../server/cases/wire.ts'
import { createKept } from '../desk/kept.ts'

const KEEP = 400
/** Case → the newest message this browser has shown. */
export const seen = createKept<Readonly<Record<string, string>>>('seen', {}, { isPersonal: true })

export const markSeen = ({ id, lastMessageAt }: Pick<CaseRow, 'id' | 'lastMessageAt'>): void => {
  const now = seen.get()
  if (!lastMessageAt || (now[id] ?? '') >= lastMessageAt) return
  const entries = Object.entries({ ...now, [id]: lastMessageAt })
  seen.set(Object.fromEntries(entries.sort(([, a], [, b]) => (a < b ? 1 : -1)).slice(0, KEEP)))
}

export const isUnread = (row: CaseRow, now: Readonly<Record<string, string>>): boolean =>
  row.isAwaitingReply && row.lastDirection === 'in' && (row.lastMessageAt ?? '') > (now[row.id] ?? '')
