import { AppError } from '../platform/errors.ts'
import { type Actor, allow, isAllowed } from '../staff/index.ts'
import { loadWorkFor, type WorkCommand } from './answer-offer.ts'
import type { RoutingDeps } from './deps.ts'
import type { WorkState } from './work.ts'

/**
 * Takes waiting work unasked, also beyond one's capacity: that is a person's own choice. Throws forbidden (the queue does not allow it; who assigns
 * work may always), not-found, conflict (someone else has it or is being asked).
 */
export const pickWork =
  (deps: RoutingDeps) =>
  async (actor: Actor, { workId, commandId }: WorkCommand): Promise<WorkState> => {
    allow(actor, 'work.pick')
    if (actor.type !== 'staff') throw new AppError('staff-only', 'forbidden', 'Only a member of the staff can pick work.')
    const work = await loadWorkFor(deps, actor, workId)
    if (!deps.queues.byId(work.queueId)?.allowsPick && !isAllowed(actor, 'work.assign'))
      throw new AppError('no-pick', 'forbidden', 'This queue offers its work. It cannot be picked.')
    return deps.changeWork(workId, `${actor.id}:pick:${commandId}`, actor.id, (now) => {
      if (now.state === 'active' && now.holderId === actor.id) return null
      if (now.state === 'offered' && now.holderId === actor.id) return { type: 'work.accepted', agentId: actor.id, offerId: now.offerId }
      if (now.state !== 'waiting') throw new AppError('work-taken', 'conflict', 'Someone else has this work already.')
      return { type: 'work.picked', agentId: actor.id }
    })
  }
