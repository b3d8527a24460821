import { AppError, notFound } from '../platform/errors.ts'
import { type Actor, allow, seesTeams } from '../staff/index.ts'
import { loadWorkFor, type WorkCommand } from './answer-offer.ts'
import type { Priority } from './demand.ts'
import { type RoutingDeps, router } from './deps.ts'
import type { WorkState } from './work.ts'

export interface MoveWork extends WorkCommand {
  queueId?: string | undefined
  /** It is offered to them first. */
  agentId?: string | undefined
  priority?: Priority | undefined
}

/**
 * Lets waiting work wait elsewhere, for somebody, or with another priority; it keeps its age. What has a case that can wait takes the case with it; a
 * call follows its work. Throws forbidden, not-found (work, queue, person), conflict (somebody is at work on it).
 */
export const moveWork =
  (deps: RoutingDeps) =>
  async (actor: Actor, { workId, queueId, agentId, priority, commandId }: MoveWork): Promise<WorkState> => {
    allow(actor, 'work.assign')
    const work = await loadWorkFor(deps, actor, workId)
    if (queueId !== undefined) {
      const queue = deps.queues.byId(queueId)
      if (!queue || !seesTeams(actor, queue.restrictedTo)) throw notFound('queue')
    }
    if (agentId !== undefined && !(await deps.staff.membersForRouting()).some((one) => one.id === agentId)) throw notFound('user')
    const needWaiting = (now: WorkState): void => {
      if (!now.isQueued) throw new AppError('work-taken', 'conflict', 'Somebody is at work on this already.')
    }
    let state = work
    if (priority !== undefined)
      state = await deps.changeWork(workId, `${actor.id}:prioritise:${commandId}`, actor.id, (now) => {
        needWaiting(now)
        return now.priority === priority ? null : { type: 'work.priority-set', priority }
      })
    if (queueId === undefined && agentId === undefined) return state
    state = await deps.changeWork(workId, `${actor.id}:move:${commandId}`, actor.id, (now) => {
      needWaiting(now)
      return { type: 'work.requeued', from: now.holderId, why: 'moved', queueId: queueId ?? now.queueId, stickyId: agentId ?? null }
    })
    await takeCaseAlong(deps, actor, state, commandId)
    return state
  }

/** Because its queue overflows; once, whoever finds it first. */
export const overflowWork =
  (deps: RoutingDeps) =>
  async ({ workId, queueId }: { workId: string; queueId: string }): Promise<void> => {
    const state = await deps.changeOnce(workId, `overflow:${queueId}`, router.id, (now) =>
      now.state === 'waiting' && !now.hasOverflowed && now.queueId !== queueId
        ? { type: 'work.requeued', from: null, why: 'overflow', queueId, stickyId: now.stickyId }
        : null,
    )
    await takeCaseAlong(deps, router, state, `overflow:${workId}`)
  }

/** The case waits where its work does. A call's case does not: it is about more than the call. */
const takeCaseAlong = async ({ cases }: RoutingDeps, actor: Actor, work: WorkState, commandId: string): Promise<void> => {
  if (work.isExclusive || !work.isQueued) return
  const current = await cases.getState(router, work.caseId)
  if (current.queueId === work.queueId || !current.isOpen) return
  await cases.transferCase(actor, { caseId: work.caseId, queueId: work.queueId, note: '', commandId })
}
