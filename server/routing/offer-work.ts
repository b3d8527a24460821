import { AppError } from '../platform/errors.ts'
import { idFrom } from '../platform/ids.ts'
import { type RoutingDeps, router } from './deps.ts'
import type { Choice } from './engine.ts'
import type { WorkChange } from './entries.ts'
import { explain, whyMe } from './explain.ts'
import { capacityFor } from './fit.ts'
import type { Floor } from './floor.ts'
import { type Place, placesFit } from './reserve.ts'
import { placeOf } from './settle.ts'
import type { WorkState } from './work.ts'

/**
 * Carries out a choice: takes a place with the agent, keeps the decision, commits the offer. If the place or the work is gone meanwhile, the floor
 * is told what is true and nothing has happened. True when it is worth while to choose again at once.
 */
export const offerWork =
  (deps: RoutingDeps, floor: Floor) =>
  async ({ work, agent, step, others }: Choice): Promise<boolean> => {
    const { platform, ledger, reservations, decisions, queues } = deps
    const before = floor.work(work.id)
    if (!before) return false
    const now = platform.clock.now()
    const offerId = idFrom('offer', work.id, String(before.seq + 1), agent.id)
    const candidates = explain(work, floor.agents(), { step, choice: { agent, others }, now })
    const why = whyMe(work, agent)
    const expiresAt = new Date(now + queues.offerSeconds(before.queueId, before.isLive) * 1000)
    // At once, so that the next choice of the same round sees it.
    floor.putWork({ ...before, state: 'offered', holderId: agent.id, offerExpiresAt: expiresAt, updatedAt: new Date(now) }, now)
    try {
      const place = placeOf({ ...before, offerExpiresAt: expiresAt })
      const fits = (held: readonly Place[]): boolean =>
        placesFit(held, before, capacityFor(agent, before.channel), { besideLive: work.demand.steps[step]?.besideLive })
      const keep = () =>
        decisions.keep({
          id: offerId,
          workId: work.id,
          caseId: before.caseId,
          at: new Date(now),
          chosenId: agent.id,
          waitedMs: now - work.since,
          candidates,
        })
      // A router beside this one may be keeping the same decision: it is not to be dropped as one that came to nothing.
      const isAlone = platform.isOnlyProcess
      // Both to their end, so that what one of them kept can be taken back when the other fails.
      const [reserving, keeping] = await Promise.allSettled([reservations.reserve(agent.id, place, fits), isAlone && keep()])
      if (reserving.status === 'rejected') throw reserving.reason
      if (keeping.status === 'rejected') throw keeping.reason
      if (!reserving.value) {
        if (isAlone) await decisions.drop(offerId, before.caseId)
        floor.block(agent.id)
        await learn(deps, floor, agent.id)
        floor.putWork(await ledger.load(work.id), now)
        const isFree = fits(await reservations.placesOf(agent.id))
        if (isFree) floor.unblock(agent.id)
        return isFree
      }
      if (!isAlone) await keep()
      const isOurs = await commitOffer(deps, before, { agentId: agent.id, offerId, expiresAt: expiresAt.toISOString(), why })
      const after = await ledger.load(work.id)
      if (!isOurs) {
        if (after.holderId !== agent.id) await reservations.release(agent.id, work.id)
        if (after.offerId !== offerId) await decisions.drop(offerId, before.caseId)
      }
      floor.putWork(after, now)
      return false
    } catch (error) {
      const after = await ledger.load(work.id).catch(() => null)
      // Unreadable, it may be offered or not: it waits, and the next try finds out.
      floor.putWork(after ?? before, now)
      // The place frees itself; taken back here, it might be that of another router's offer by now, and so might the decision.
      if (platform.isOnlyProcess && after && after.offerId !== offerId) await decisions.drop(offerId, before.caseId)
      throw error
    }
  }

/** False when another router, or the end of the work, was quicker. Lost, it is offered again; who accepts takes it along to the disk. */
const commitOffer = async (
  { changeWork }: RoutingDeps,
  before: WorkState,
  offer: { agentId: string; offerId: string; expiresAt: string; why: string },
): Promise<boolean> => {
  let isOurs = false
  try {
    const decide = (current: WorkState): WorkChange | null => {
      isOurs = current.state === 'waiting' && current.seq === before.seq
      return isOurs ? { type: 'work.offered', ...offer } : null
    }
    await changeWork(before.id, `offer:${before.seq + 1}`, router.id, decide, { isEarly: true })
    return isOurs
  } catch (error) {
    if (error instanceof AppError && error.kind === 'conflict') return false
    throw error
  }
}

/** An agent's places are taken though the floor saw room: looks at what they are, and frees what is stale. A place being taken now is left alone. */
const learn = async ({ reservations, ledger, platform }: RoutingDeps, floor: Floor, agentId: string): Promise<void> => {
  for (const place of await reservations.placesOf(agentId)) {
    const work = await ledger.load(place.workId)
    if (work.seq > 0) floor.putWork(work, platform.clock.now())
    const isStale = place.until === null || !work.isOpen || work.holderId !== null
    if (work.seq > 0 && work.holderId !== agentId && isStale) await reservations.release(agentId, place.workId)
  }
}
