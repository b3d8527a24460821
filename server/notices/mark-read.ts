import type { mongo } from 'mongoose'
import { type Actor, allow } from '../staff/index.ts'
import { MENTIONS_CHANGED, type NoticeDeps } from './deps.ts'
import { openMentions, type StoredMention } from './store.ts'

const mark = async ({ platform }: NoticeDeps, actor: Actor, which: mongo.Filter<StoredMention>): Promise<{ count: number }> => {
  const { modifiedCount: count } = await openMentions(platform.connection).updateMany(
    { userId: actor.id, readAt: null, ...which },
    { $set: { readAt: new Date(platform.clock.now()) } },
  )
  if (count > 0) platform.bus.tell({ name: MENTIONS_CHANGED, data: { userIds: [actor.id] } })
  return { count }
}

/** The actor has seen what names them in a case, and in those merged into it. Throws forbidden, not-found. */
export const readInCase =
  (deps: NoticeDeps) =>
  async (actor: Actor, { caseId }: { caseId: string }): Promise<{ count: number }> => {
    const current = await deps.cases.getState(actor, caseId)
    return mark(deps, actor, { caseId: { $in: [caseId, ...(await deps.cases.absorbedOf(current))] } })
  }

/** The actor has seen everything that names them up to a moment. Throws forbidden. */
export const readAll =
  (deps: NoticeDeps) =>
  async (actor: Actor, { upTo }: { upTo: string }): Promise<{ count: number }> => {
    allow(actor, 'case.read')
    return mark(deps, actor, { at: { $lte: new Date(upTo) } })
  }
