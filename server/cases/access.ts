import { AppError, notFound } from '../platform/errors.ts'
import { type Queues, seesQueue } from '../queues/index.ts'
import type { Permission } from '../staff/index.ts'
import { type Actor, allow } from '../staff/index.ts'
import type { CaseState } from './case.ts'

/** Whether the case's queue lets this actor see it. */
export const seesCase = (actor: Actor, state: Pick<CaseState, 'queueId'>, queues: Pick<Queues, 'byId'>): boolean =>
  seesQueue(actor, state.queueId, queues)

/** Throws forbidden by role, not-found when the case is missing or not for this actor (SECURITY A1). */
export const allowCase = (actor: Actor, permission: Permission, state: CaseState, queues: Pick<Queues, 'byId'>): void => {
  allow(actor, permission)
  if (state.seq === 0 || !seesCase(actor, state, queues)) throw notFound('case')
}

/** Throws conflict when the case cannot be worked on as it is. */
export const needOpen = (state: CaseState): void => {
  if (state.mergedInto !== null) throw new AppError('case-merged', 'conflict', 'This case was merged into another. Open that one.')
  if (state.status === 'closed') throw new AppError('case-closed', 'conflict', 'Reopen the case first.')
}
