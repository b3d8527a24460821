import { type RoutingDeps, router } from './deps.ts'
import type { WorkState } from './work.ts'

/** The time of an offer ran out: the work waits again and keeps its age. An offer that was answered meanwhile stays answered. */
export const lapseOffer =
  ({ changeOnce }: RoutingDeps) =>
  (workId: string, offerId: string): Promise<WorkState> =>
    changeOnce(workId, `lapse:${offerId}`, router.id, (now) =>
      now.state === 'offered' && now.offerId === offerId && now.holderId !== null
        ? { type: 'work.lapsed', agentId: now.holderId, offerId }
        : null,
    )
