import { AppError } from '../platform/errors.ts'
import type { Actor } from '../staff/index.ts'
import type { CaseState } from './case.ts'
import { changeOpenCase } from './change-case.ts'
import type { CaseCommand, CaseDeps } from './deps.ts'
import { wouldBeNew } from './would-be-new.ts'

export interface AssignCase extends CaseCommand {
  assigneeId: string | null
  /** The last giving is taken back: the case is new again if nothing else was done in it. */
  asItWas?: boolean
  /** The work whose acceptance this is. */
  workId?: string
}

/** Gives a case to a member of the staff, or to nobody. Throws not-found, forbidden, conflict (closed), invalid (disabled member). */
export const assignCase =
  (deps: CaseDeps) =>
  async (actor: Actor, { assigneeId, workId, asItWas = false, ...command }: AssignCase): Promise<CaseState> => {
    const member = assigneeId === null ? null : await deps.staff.getMember(actor, assigneeId)
    if (member?.isDisabled) throw new AppError('member-disabled', 'invalid', `${member.name} no longer works here.`)
    const before = asItWas && assigneeId === null ? await wouldBeNew(deps, command.caseId, 'case.assigned') : null
    return changeOpenCase(deps, actor, 'case.assign', command, (now) => {
      if (now.assigneeId === assigneeId) return null
      const isNew = before?.isNew && before.seq === now.seq
      return { type: 'case.assigned', assigneeId, ...(workId ? { workId } : {}), ...(isNew ? { as: { status: 'new' as const } } : {}) }
    })
  }
