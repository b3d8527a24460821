import { AppError } from '../platform/errors.ts'
import { type Actor, allow } from '../staff/index.ts'
import { loadWorkFor, type WorkCommand } from './answer-offer.ts'
import { type RoutingDeps, router } from './deps.ts'
import type { FinishReason, RequeueReason } from './entries.ts'
import type { WorkState } from './work.ts'

/** Ends work: its place with the agent is free. Throws forbidden, not-found, conflict (someone else is at work on it). */
export const finishWork =
  (deps: RoutingDeps) =>
  async (actor: Actor, { workId, commandId }: WorkCommand): Promise<WorkState> => {
    allow(actor, 'work.answer')
    await loadWorkFor(deps, actor, workId)
    return deps.changeWork(workId, `${actor.id}:finish:${commandId}`, actor.id, (now) => {
      if (!now.isOpen) return null
      if (actor.type !== 'system' && now.holderId !== actor.id)
        throw new AppError('not-yours', 'conflict', 'Someone else is at work on this.')
      return { type: 'work.finished', from: now.holderId, why: 'ended' }
    })
  }

/** The same because of something that happened; `cause` is its entry. */
export const finishBecause =
  ({ changeOnce }: RoutingDeps) =>
  (workId: string, why: FinishReason, cause: string): Promise<WorkState> =>
    changeOnce(workId, `${why}:${cause}`, router.id, (now) => (now.isOpen ? { type: 'work.finished', from: now.holderId, why } : null))

/** Puts held work back into a queue, with its age. `only`: when it is still held by this agent in this state. */
export const requeueBecause =
  ({ changeOnce }: Pick<RoutingDeps, 'changeOnce'>) =>
  (
    workId: string,
    why: RequeueReason,
    cause: string,
    { queueId, stickyId = null, only }: { queueId?: string; stickyId?: string | null; only?: (now: WorkState) => boolean } = {},
  ): Promise<WorkState> =>
    changeOnce(workId, `${why}:${cause}`, router.id, (now) =>
      now.isOpen && (now.state !== 'waiting' || (queueId !== undefined && queueId !== now.queueId)) && (only?.(now) ?? true)
        ? { type: 'work.requeued', from: now.holderId, why, queueId: queueId ?? now.queueId, stickyId }
        : null,
    )
