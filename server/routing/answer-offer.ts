import { AppError, notFound } from '../platform/errors.ts'
import { seesQueue } from '../queues/index.ts'
import { type Actor, allow } from '../staff/index.ts'
import type { RoutingDeps } from './deps.ts'
import type { WorkState } from './work.ts'

export interface WorkCommand {
  workId: string
  /** Makes a repeated command the same command. */
  commandId: string
}

/** Throws not-found when the work is missing or not for this actor: both look the same (SECURITY A1). */
export const loadWorkFor = async ({ ledger, queues }: RoutingDeps, actor: Actor, workId: string): Promise<WorkState> => {
  const work = await ledger.load(workId)
  const isVisible = work.holderId === actor.id || seesQueue(actor, work.queueId, queues)
  if (work.seq === 0 || !isVisible) throw notFound('work')
  return work
}

const offerGone = (): AppError => new AppError('offer-gone', 'conflict', 'This offer has passed.')

/**
 * Takes what was offered: the work is active, and the case is theirs when this resolves. Throws forbidden, not-found, conflict (the offer has passed).
 */
export const acceptOffer =
  (deps: RoutingDeps) =>
  async (actor: Actor, { workId, commandId }: WorkCommand): Promise<WorkState> => {
    allow(actor, 'work.answer')
    await loadWorkFor(deps, actor, workId)
    return deps.changeWork(workId, `${actor.id}:accept:${commandId}`, actor.id, (now) => {
      if (now.state === 'active' && now.holderId === actor.id) return null
      if (now.state !== 'offered' || now.holderId !== actor.id) throw offerGone()
      return { type: 'work.accepted', agentId: actor.id, offerId: now.offerId }
    })
  }

/** Gives an offer back: it goes to the next colleague and keeps its place. Throws forbidden, not-found, conflict (the offer has passed). */
export const declineOffer =
  (deps: RoutingDeps) =>
  async (actor: Actor, { workId, commandId }: WorkCommand): Promise<WorkState> => {
    allow(actor, 'work.answer')
    await loadWorkFor(deps, actor, workId)
    return deps.changeWork(workId, `${actor.id}:decline:${commandId}`, actor.id, (now) => {
      if (now.state !== 'offered' || now.holderId !== actor.id) throw offerGone()
      return { type: 'work.declined', agentId: actor.id, offerId: now.offerId }
    })
  }
