import { type RoutingDeps, router } from './deps.ts'
import type { WorkState } from './work.ts'

/** A console that lost the desk finds it again within this time; nobody is blamed for what runs out before. */
const RETURN_MS = 30_000

/** Nobody can answer a desk that is not there: the offer is from before this desk began, and ran out before, or before a console could be back. */
const couldNotBeAnswered = ({ heldSince, offerExpiresAt }: WorkState, begunAt: number): boolean =>
  heldSince !== null && heldSince.getTime() < begunAt && offerExpiresAt !== null && offerExpiresAt.getTime() < begunAt + RETURN_MS

/** The time of an offer ran out: the work waits again and keeps its age. An offer that was answered meanwhile stays answered. */
export const lapseOffer =
  ({ changeOnce, begunAt }: RoutingDeps) =>
  (workId: string, offerId: string): Promise<WorkState> =>
    changeOnce(workId, `lapse:${offerId}`, router.id, (now) => {
      const { state, holderId: agentId, queueId, stickyId } = now
      if (state !== 'offered' || now.offerId !== offerId || agentId === null) return null
      if (couldNotBeAnswered(now, begunAt())) return { type: 'work.requeued', from: agentId, why: 'desk-away', queueId, stickyId }
      return { type: 'work.lapsed', agentId, offerId }
    })
