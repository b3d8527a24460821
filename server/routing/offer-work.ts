import { AppError } from '../platform/errors.ts'
import { idFrom } from '../platform/ids.ts'
import { type RoutingDeps, router } from './deps.ts'
import type { Choice } from './engine.ts'
import { explain, whyMe } from './explain.ts'
import { capacityFor } from './fit.ts'
import type { Floor } from './floor.ts'
import { placesFit } from './reserve.ts'
import { placeOf } from './settle.ts'
import type { WorkState } from './work.ts'

/**
 * Carries out a choice: takes a place with the agent, keeps the decision, commits the offer. If the place or the work is gone meanwhile, the floor
 * is told what is true and nothing has happened.
 */
export const offerWork =
  (deps: RoutingDeps, floor: Floor) =>
  async ({ work, agent, step }: Choice): Promise<void> => {
    const { platform, ledger, reservations, decisions, queues } = deps
    const before = floor.work(work.id)
    if (!before) return
    const now = platform.clock.now()
    const offerId = idFrom('offer', work.id, String(before.seq + 1), agent.id)
    const candidates = explain(work, floor.agents(), { step, chosenId: agent.id, now })
    const why = whyMe(work, agent)
    const expiresAt = new Date(now + queues.offerSeconds(before.queueId, before.isLive) * 1000)
    // At once, so that the next choice of the same round sees it.
    floor.putWork({ ...before, state: 'offered', holderId: agent.id, offerExpiresAt: expiresAt, updatedAt: new Date(now) }, now)
    try {
      const place = placeOf({ ...before, offerExpiresAt: expiresAt })
      if (!(await reservations.reserve(agent.id, place, (held) => placesFit(held, before, capacityFor(agent, before.channel))))) {
        await learn(deps, floor, agent.id)
        floor.putWork(await ledger.load(work.id), now)
        return
      }
      const waitedMs = now - work.since
      await decisions.keep({
        id: offerId,
        workId: work.id,
        caseId: before.caseId,
        at: new Date(now),
        chosenId: agent.id,
        waitedMs,
        candidates,
      })
      const isOurs = await commitOffer(deps, before, { agentId: agent.id, offerId, expiresAt: expiresAt.toISOString(), why })
      const after = await ledger.load(work.id)
      if (!isOurs) {
        if (after.holderId !== agent.id) await reservations.release(agent.id, work.id)
        if (after.offerId !== offerId) await decisions.drop(offerId)
      }
      floor.putWork(after, now)
    } catch (error) {
      floor.putWork(await ledger.load(work.id), now)
      throw error
    }
  }

/** False when another router, or the end of the work, was quicker. */
const commitOffer = async (
  { changeWork }: RoutingDeps,
  before: WorkState,
  offer: { agentId: string; offerId: string; expiresAt: string; why: string },
): Promise<boolean> => {
  let isOurs = false
  try {
    await changeWork(before.id, `offer:${before.seq + 1}`, router.id, (current) => {
      isOurs = current.state === 'waiting' && current.seq === before.seq
      return isOurs ? { type: 'work.offered', ...offer } : null
    })
    return isOurs
  } catch (error) {
    if (error instanceof AppError && error.kind === 'conflict') return false
    throw error
  }
}

/** An agent's places are taken though the floor saw room: looks at what they are, frees what is stale, leaves the agent out for this round. */
const learn = async ({ reservations, ledger, platform }: RoutingDeps, floor: Floor, agentId: string): Promise<void> => {
  floor.block(agentId)
  for (const place of await reservations.placesOf(agentId)) {
    const work = await ledger.load(place.workId)
    if (work.seq > 0) floor.putWork(work, platform.clock.now())
    if (work.seq > 0 && work.holderId !== agentId) await reservations.release(agentId, place.workId)
  }
}
