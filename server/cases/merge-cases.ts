import { AppError, notFound } from '../platform/errors.ts'
import { idFrom } from '../platform/ids.ts'
import { type Actor, system } from '../staff/index.ts'
import { allowCase, needOpen } from './access.ts'
import type { CaseState } from './case.ts'
import type { CaseCommand, CaseDeps } from './deps.ts'
import { absorbedOf } from './read-merges.ts'

export interface MergeCases extends CaseCommand {
  otherId: string
  /** The merge of two customers this belongs to, so that one undo reverts both. */
  mergeId?: string
}

/**
 * The other case's part: it goes, unless it is merged already or takes another in at this moment. Whatever was decided first stands.
 * Asked again after a crash it gives the same answer (prototypes/ledger simulates the crashes).
 */
const askOther = async ({ ledger }: CaseDeps, by: string, into: string, from: string, mergeId: string): Promise<boolean> => {
  await ledger.settle(from, `${mergeId}.m`, by, (now) =>
    now.mergedInto === null && now.absorbing === null
      ? { type: 'case.merged', into, mergeId }
      : { type: 'case.merge-refused', into, mergeId },
  )
  const state = await ledger.load(from)
  return state.mergeId === mergeId
}

/** Asks the other case and writes the outcome down. */
export const finishMerge = async (deps: CaseDeps, into: string, from: string, mergeId: string): Promise<boolean> => {
  const by = system('merge').id
  const went = await askOther(deps, by, into, from, mergeId)
  await deps.ledger.settle(into, `${mergeId}.e`, by, (now) =>
    now.absorbing?.mergeId === mergeId ? { type: went ? 'case.absorbed' : 'case.absorb-cancelled', from, mergeId } : null,
  )
  return went
}

/**
 * The timeline of the case that stays shows all of the other to everybody who may see it: what a restricted queue keeps to its people must not become
 * everybody's by a merge (SECURITY A1). Throws conflict.
 */
const needSameEyes = async ({ ledger, queues }: CaseDeps, stays: CaseState, goes: CaseState): Promise<void> => {
  const going = [goes, ...(await ledger.states(await absorbedOf({ ledger })(goes)))].filter((one) => one.queueId !== stays.queueId)
  await queues.learn([stays, ...going].map((one) => one.queueId))
  const { restrictedTo = [] } = queues.byId(stays.queueId) ?? {}
  for (const state of going) {
    const queue = queues.byId(state.queueId)
    if (state.queueId === '' || queue?.restrictedTo.length === 0) continue
    // Of a queue that nobody knows, nobody can say who may see what is in it.
    if (!queue) throw notFound('queue')
    if (restrictedTo.length > 0 && restrictedTo.every((one) => queue.restrictedTo.includes(one))) continue
    throw new AppError(
      'case-restricted',
      'conflict',
      `Not everybody who sees case #${stays.number} may see what is in the queue ${queue.name}. Merge the other way round, or transfer one of them first.`,
    )
  }
}

/**
 * Merges `otherId` into `caseId`, which stays. Entries never move: the timeline is the union. Throws not-found, forbidden, conflict (either one is
 * merged or in a merge already, the same case, the one that stays is closed or seen by more people).
 */
export const mergeCases =
  (deps: CaseDeps) =>
  async (
    actor: Actor,
    { caseId, otherId, commandId, mergeId = idFrom('case-merge', actor.id, caseId, otherId, commandId) }: MergeCases,
  ): Promise<CaseState> => {
    if (caseId === otherId) throw new AppError('same-case', 'conflict', 'A case cannot be merged into itself.')
    const other = await deps.ledger.load(otherId)
    allowCase(actor, 'case.merge', other, deps.queues)
    if (other.mergedInto !== null && other.mergeId !== mergeId) throw alreadyMerged()
    const stays = await deps.ledger.load(caseId)
    allowCase(actor, 'case.merge', stays, deps.queues)
    await needSameEyes(deps, stays, other)
    await deps.ledger.commit(caseId, `${mergeId}.r`, actor.id, (now) => {
      allowCase(actor, 'case.merge', now, deps.queues)
      needOpen(now)
      if (now.absorbing !== null)
        throw new AppError('case-merging', 'conflict', 'Another case is being merged into this one. Try again in a moment.')
      return { type: 'case.absorbs', from: otherId, mergeId }
    })
    if (!(await finishMerge(deps, caseId, otherId, mergeId))) throw alreadyMerged()
    return deps.ledger.load(caseId)
  }

const alreadyMerged = (): AppError =>
  new AppError('case-merged', 'conflict', 'The other case is merged already, or is taking another one in.')

/** Takes `otherId` out of `caseId` again. What was filed since stays where it is. Throws not-found, forbidden, conflict (not merged). */
export const unmergeCase =
  (deps: CaseDeps) =>
  async (actor: Actor, { caseId, otherId, commandId }: CaseCommand & { otherId: string }): Promise<CaseState> => {
    const state = await deps.ledger.load(caseId)
    allowCase(actor, 'case.merge', state, deps.queues)
    let mergeId = ''
    await deps.ledger.commit(otherId, `${actor.id}:unmerge:${commandId}`, actor.id, (now) => {
      allowCase(actor, 'case.merge', now, deps.queues)
      if (now.mergedInto !== caseId || now.mergeId === '') throw new AppError('not-merged', 'conflict', 'These cases are not merged.')
      mergeId = now.mergeId
      return { type: 'case.unmerged', from: caseId, mergeId: now.mergeId }
    })
    return mergeId ? letGo(deps, caseId, otherId, mergeId) : deps.ledger.load(caseId)
  }

/** The second half of an undo; the reaction runs it again when a crash came between. */
export const letGo = (deps: CaseDeps, caseId: string, otherId: string, mergeId: string): Promise<CaseState> =>
  deps.ledger.settle(caseId, `${mergeId}.u`, system('merge').id, (now) =>
    now.absorbed.some((one) => one.mergeId === mergeId) ? { type: 'case.let-go', caseId: otherId, mergeId } : null,
  )
