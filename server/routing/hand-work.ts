import { AppError, notFound } from '../platform/errors.ts'
import type { SystemActor } from '../staff/index.ts'
import { type RoutingDeps, router } from './deps.ts'
import type { enqueueWork } from './enqueue-work.ts'
import type { WorkState } from './work.ts'

/**
 * Puts work back into a queue with its age, for a channel that knows its customer still waits (a call was transferred, an agent's line was lost).
 * `stickyId` is offered it first, `notTo` not before its instant (ISO 8601). Finished work stays finished.
 */
export const requeueWork =
  ({ changeOnce }: RoutingDeps) =>
  (
    actor: SystemActor,
    {
      workId,
      queueId,
      stickyId = null,
      notTo,
      commandId,
    }: {
      workId: string
      queueId?: string
      stickyId?: string | null
      notTo?: { agentId: string; until: string }
      commandId: string
    },
  ): Promise<WorkState> =>
    changeOnce(workId, `requeue:${commandId}`, actor.id, (now) => {
      const isElsewhere = now.state !== 'waiting' || (queueId !== undefined && queueId !== now.queueId)
      if (!now.isOpen || !isElsewhere) return null
      const to = { queueId: queueId ?? now.queueId, stickyId, ...(notTo ? { notTo } : {}) }
      return { type: 'work.requeued', from: now.holderId, why: 'transferred', ...to }
    })

/**
 * Gives active work to another agent at once, as when a consulted colleague takes the caller; `queueId`: it is that queue's from then on. Throws conflict
 * (nobody is at work on it).
 */
export const handWork =
  ({ changeOnce }: RoutingDeps) =>
  (
    actor: SystemActor,
    { workId, agentId, queueId, commandId }: { workId: string; agentId: string; queueId?: string | undefined; commandId: string },
  ): Promise<WorkState> =>
    changeOnce(workId, `hand:${commandId}`, actor.id, (now) => {
      if (now.state !== 'active') throw new AppError('not-active', 'conflict', 'Nobody is at work on this.')
      if (now.holderId === agentId) return null
      return { type: 'work.assigned', agentId, from: now.holderId, takesCase: true, ...(queueId === undefined ? {} : { queueId }) }
    })

/** Work that an agent began by themselves, as a call they made: theirs at once, whatever else they have. Throws not-found (case, agent). */
export const giveWork =
  ({ cases, staff, platform }: RoutingDeps, enqueue: ReturnType<typeof enqueueWork>) =>
  async (
    _actor: SystemActor,
    {
      caseId,
      interactionId,
      channel,
      agentId,
      commandId,
    }: Record<'caseId' | 'interactionId' | 'channel' | 'agentId' | 'commandId', string>,
  ): Promise<WorkState | null> => {
    const current = await cases.getState(router, caseId)
    const member = (await staff.membersForRouting()).find((one) => one.id === agentId)
    if (!member) throw notFound('user')
    const since = new Date(platform.clock.now())
    const giveTo = { member, isCertain: true }
    return enqueue({ current, interactionId, channel, cause: commandId, messageId: '', since, stickyId: null, giveTo })
  }
