import { AppError } from '../platform/errors.ts'
import type { Actor } from '../staff/index.ts'
import { allowCase } from './access.ts'
import type { CaseState } from './case.ts'
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

/** Opens a closed case again. Throws not-found, forbidden, conflict (merged, erased). */
export const reopenCase =
  (deps: CaseDeps) =>
  (actor: Actor, { caseId, commandId }: CaseCommand): Promise<CaseState> =>
    deps.ledger.commit(caseId, `${actor.id}:reopen:${commandId}`, actor.id, (now) => {
      allowCase(actor, 'case.status', now, deps.queues)
      if (now.mergedInto !== null) throw new AppError('case-merged', 'conflict', 'This case was merged into another. Open that one.')
      if (now.erasedAt !== null) throw new AppError('case-erased', 'conflict', 'This case was erased. There is nothing left to answer.')
      return now.status === 'closed' ? { type: 'case.reopened', why: 'person' } : null
    })
