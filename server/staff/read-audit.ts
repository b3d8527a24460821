import type { Entry } from '../platform/bus.ts'
import type { IndexSpec } from '../platform/db/indexes.ts'
import { type Actor, allow } from './actor.ts'
import type { StaffDeps } from './deps.ts'
import type { AuditEntry } from './wire.ts'

type Stored = Omit<Entry, 'id'> & { _id: string }

const present = ({ _id, stream, seq, at, by, change: { type, ...facts } }: Stored): AuditEntry => ({
  id: _id,
  stream,
  seq,
  at: at.toISOString(),
  by,
  what: type,
  facts,
})

/** Chained entries are the audit, whichever room wrote them: only they hold the hash of the one before. Serves no other entry. */
const isAudit = { prev: { $exists: true } }
export const auditIndexes: IndexSpec[] = [
  { collection: 'entries', key: { at: -1, _id: -1 }, partialFilterExpression: isAudit },
  { collection: 'entries', key: { by: 1, at: -1, _id: -1 }, partialFilterExpression: isAudit },
]

export interface AuditFilter {
  stream?: string | undefined
  kind?: string | undefined
  by?: string | undefined
}

/** All streams of a kind lie between its colon and the sign after it. */
const streamIs = ({ stream, kind }: AuditFilter): Record<string, unknown> => {
  if (stream !== undefined) return { stream }
  return kind === undefined ? {} : { stream: { $gte: `${kind}:`, $lt: `${kind};` } }
}

/** What somebody did, and what their own account says of them: a sign-in is written down by the desk. */
const doneBy = (by: string | undefined): Record<string, unknown> => (by === undefined ? {} : { $or: [{ by }, { stream: `user:${by}` }] })

/** The audit, newest first. Throws forbidden, invalid (foreign cursor). */
export const readAudit =
  ({ platform }: StaffDeps) =>
  async (
    actor: Actor,
    { stream, kind, by, limit, cursor }: AuditFilter & { limit: number; cursor?: string | undefined },
  ): Promise<{ items: AuditEntry[]; nextCursor: string | null }> => {
    allow(actor, 'audit.read')
    const entries = platform.connection.collection<Stored>('entries')
    const purpose = `audit ${stream ?? ''} ${kind ?? ''} ${by ?? ''}`
    const [at, id] = cursor === undefined ? [] : platform.cursors.read(purpose, cursor)
    const before = at === undefined ? {} : { $or: [{ at: { $lt: new Date(at) } }, { at: new Date(at), _id: { $lt: String(id) } }] }
    const found = await entries
      .find({ ...isAudit, ...streamIs({ stream, kind }), $and: [doneBy(by), before] } as never)
      .sort({ at: -1, _id: -1 })
      .limit(limit + 1)
      .toArray()
    const items = found.slice(0, limit) as Stored[]
    const last = items.at(-1)
    return {
      items: items.map(present),
      nextCursor: found.length > limit && last ? platform.cursors.sign(purpose, [last.at.getTime(), last._id]) : null,
    }
  }
