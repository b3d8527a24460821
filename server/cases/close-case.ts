import { AppError } from '../platform/errors.ts'
import type { Actor } from '../staff/index.ts'
import { allowCase } from './access.ts'
import { type CaseState, foldCase, startCase } from './case.ts'
import { changeOpenCase } from './change-case.ts'
import type { CaseCommand, CaseDeps } from './deps.ts'

/** Closes a case with its wrap-up code. Throws not-found, forbidden, conflict (closed already), invalid (not a code of the queue). */
export const closeCase =
  (deps: CaseDeps) =>
  (actor: Actor, { disposition, ...command }: CaseCommand & { disposition: string }): Promise<CaseState> =>
    changeOpenCase(deps, actor, 'case.close', command, (now) => {
      const accepted = deps.queues.byId(now.queueId)?.dispositions ?? []
      if (accepted.length > 0 && !accepted.includes(disposition))
        throw new AppError('disposition', 'invalid', `Choose one of: ${accepted.join(', ')}.`)
      return { type: 'case.closed', disposition }
    })

/** What a case was before it was closed the last time, and when that was. */
const beforeClosing = async ({ ledger }: CaseDeps, caseId: string) => {
  const entries = await ledger.entries(caseId)
  const closing = entries.findLastIndex(({ change }) => change.type === 'case.closed')
  const { status, isAwaitingReply } = entries.slice(0, Math.max(closing, 0)).reduce(foldCase, startCase(caseId))
  // Asleep it would not be woken: its hour went with the closing.
  const awake = status === 'new' || status === 'waiting' ? status : ('open' as const)
  return { at: entries[closing]?.at.getTime(), as: { status: awake, isAwaitingReply } }
}

/** Opens a closed case again; `asItWas` takes the closing back. Throws not-found, forbidden, conflict (merged, erased). */
export const reopenCase =
  (deps: CaseDeps) =>
  async (actor: Actor, { caseId, asItWas = false, commandId }: CaseCommand & { asItWas?: boolean }): Promise<CaseState> => {
    const before = asItWas ? await beforeClosing(deps, caseId) : null
    return deps.ledger.commit(caseId, `${actor.id}:reopen:${commandId}`, actor.id, (now) => {
      allowCase(actor, 'case.status', now, deps.queues)
      if (now.mergedInto !== null) throw new AppError('case-merged', 'conflict', 'This case was merged into another. Open that one.')
      if (now.erasedAt !== null) throw new AppError('case-erased', 'conflict', 'This case was erased. There is nothing left to answer.')
      if (now.status !== 'closed') return null
      const isTheSame = before !== null && before.at === now.closedAt?.getTime()
      return { type: 'case.reopened', why: 'person', ...(isTheSame ? { as: before.as } : {}) }
    })
  }
