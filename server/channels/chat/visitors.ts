import type { Connection } from 'mongoose'
import { batchFinds } from '../../platform/batch.ts'
import { isDuplicateKey } from '../../platform/db/database-errors.ts'
import type { IndexSpec } from '../../platform/db/indexes.ts'
import { AppError } from '../../platform/errors.ts'
import type { VisitorActor } from '../../staff/index.ts'
import { letsIn, type Site } from './site.ts'
import { newSession, SESSIONS_KEPT, type Session, type Visitor } from './visitor.ts'

export const visitorIndexes: IndexSpec[] = [
  { collection: 'visitors', key: { 'session.id': 1 } },
  { collection: 'visitors', key: { 'session.caseId': 1 } },
  { collection: 'visitors', key: { 'session.agentId': 1 } },
  { collection: 'visitors', key: { 'session.interactionId': 1 } },
  { collection: 'visitors', key: { 'earlier.interactionId': 1 } },
  { collection: 'used_identities', key: { expiresAt: 1 }, expireAfterSeconds: 0 },
]

type SessionChange = Partial<Omit<Session, 'id' | 'v'>>
const underSession = (change: SessionChange) =>
  Object.fromEntries(Object.entries(change).map(([name, value]) => [`session.${name}`, value]))

/** The visitors as documents. Each change of a session is a compare-and-set on its id, so that a late one never reaches the next session. */
export const createVisitors = (connection: Connection, sites: () => readonly Site[]) => {
  const visitors = connection.collection<Visitor>('visitors')
  const find = (filter: object): Promise<Visitor | null> => visitors.findOne(filter) as Promise<Visitor | null>
  const findById = batchFinds<Visitor>(visitors, '_id')
  return {
    get: async (id: string): Promise<Visitor | null> => (await findById(id))[0] ?? null,
    /** Throws unauthenticated when the visitor is gone or was revoked, or the site lets them in no more. */
    live: async ({ visitorId, proof }: Pick<VisitorActor, 'visitorId' | 'proof'>): Promise<Visitor> => {
      const [visitor] = await findById(visitorId)
      const site = sites().find((one) => one.id === visitor?.siteId)
      if (!visitor || visitor.revokedAt || !letsIn(site, { isVerified: visitor.verified !== null, proof }))
        throw new AppError('visit-over', 'unauthenticated', 'This visit has ended.')
      return visitor
    },
    bySession: (sessionId: string) => find({ 'session.id': sessionId }),
    byInteraction: (interactionId: string) =>
      find({ $or: [{ 'session.interactionId': interactionId }, { 'earlier.interactionId': interactionId }] }),
    byCase: (caseId: string) => visitors.find({ 'session.caseId': caseId, 'session.endedAt': null }).limit(50).toArray(),
    byAgent: (agentId: string) => visitors.find({ 'session.agentId': agentId, 'session.endedAt': null }).limit(200).toArray(),
    add: async (visitor: Visitor): Promise<Visitor> => {
      try {
        await visitors.insertOne(visitor)
        return visitor
      } catch (error) {
        // Two tabs of a signed-in customer began at the same moment.
        if (!isDuplicateKey(error)) throw error
        return (await find({ _id: visitor._id })) as Visitor
      }
    },
    seen: async (id: string, change: Partial<Pick<Visitor, 'seenAt' | 'name' | 'verified'>>): Promise<void> => {
      await visitors.updateOne({ _id: id }, { $set: change })
    },
    /**
     * Forgets a visitor who wrote in a session until then: their token is good for nothing from now on, and the next visit is somebody new. False when that
     * was done before: whoever has the id by now came after it.
     */
    erase: async (id: string, sessionId: string, until: Date): Promise<boolean> => {
      const wroteIt = { $or: [{ createdAt: { $lt: until } }, { 'session.id': sessionId }, { 'earlier.id': sessionId }] }
      return (await visitors.deleteOne({ _id: id, ...wroteIt })).deletedCount === 1
    },
    revoke: async (id: string, at: Date): Promise<boolean> =>
      (await visitors.updateOne({ _id: id, revokedAt: null }, { $set: { revokedAt: at } })).modifiedCount === 1,
    /** Keeps a typed address, at most `limit` in one session. False when there are as many already. */
    addTyped: async (id: string, sessionId: string, address: string, limit: number): Promise<boolean> => {
      const { matchedCount } = await visitors.updateOne(
        { _id: id, [`typed.${limit - 1}.sessionId`]: { $ne: sessionId } },
        { $push: { typed: { sessionId, address } } },
      )
      return matchedCount === 1
    },
    /** A change the visitor can see: raises the version. False when it is another session by now, or `only` does not hold. */
    changeSession: async (sessionId: string, change: SessionChange, only: SessionChange = {}): Promise<boolean> => {
      const { modifiedCount } = await visitors.updateOne(
        { 'session.id': sessionId, ...underSession(only) },
        { $set: underSession(change), $inc: { 'session.v': 1 } },
      )
      return modifiedCount === 1
    },
    /** Puts a new session in the place of one that ended. False when somebody else has done so. */
    nextSession: async (visitorId: string, before: string, id: string, now: Date): Promise<boolean> => {
      for (;;) {
        const visitor = await find({ _id: visitorId, 'session.id': before })
        if (!visitor) return false
        const { session } = visitor
        // Its alarm has not rung yet.
        const over: Session = session.endedAt ? session : { ...session, endedAt: now, endedBy: 'silence', v: session.v + 1 }
        const { modifiedCount } = await visitors.updateOne(
          { _id: visitorId, 'session.id': before, 'session.v': session.v },
          { $set: { session: newSession(id), earlier: [...visitor.earlier, over].slice(1 - SESSIONS_KEPT), typed: [] } },
        )
        // Else it was changed since it was read: what is kept of it is how it ended.
        if (modifiedCount === 1) return true
      }
    },
  }
}

export type Visitors = ReturnType<typeof createVisitors>
