import type { RoutingDeps } from './deps.ts'
import { requeueBecause } from './finish-work.ts'

/**
 * Whoever takes a call, or speaks on a line, is asked for nothing else that is live: it goes on at once instead of running out and making them not
 * responding. `cause` names the call.
 */
export const takeBackOffers =
  ({ works, changeOnce }: Pick<RoutingDeps, 'works' | 'changeOnce'>) =>
  async (agentId: string, cause: string): Promise<void> => {
    const requeue = requeueBecause({ changeOnce })
    for (const { id, stickyId } of (await works.heldBy(agentId)).filter((one) => one.state === 'offered' && one.isLive))
      await requeue(id, 'busy', cause, { stickyId, only: (now) => now.state === 'offered' && now.holderId === agentId })
  }
