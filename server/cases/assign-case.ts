import { AppError } from '../platform/errors.ts'
import type { Actor } from '../staff/index.ts'
import type { CaseState } from './case.ts'
import { changeOpenCase } from './change-case.ts'
import type { CaseCommand, CaseDeps } from './deps.ts'

export interface AssignCase extends CaseCommand {
  assigneeId: string | null
  /** The work whose acceptance this is. */
  workId?: string
}

/** Gives a case to a member of the staff, or to nobody. Throws not-found, forbidden, conflict (closed), invalid (disabled member). */
export const assignCase =
  (deps: CaseDeps) =>
  async (actor: Actor, { assigneeId, workId, ...command }: AssignCase): Promise<CaseState> => {
    const member = assigneeId === null ? null : await deps.staff.getMember(actor, assigneeId)
    if (member?.isDisabled) throw new AppError('member-disabled', 'invalid', `${member.name} no longer works here.`)
    return changeOpenCase(deps, actor, 'case.assign', command, (now) =>
      now.assigneeId === assigneeId ? null : { type: 'case.assigned', assigneeId, ...(workId ? { workId } : {}) },
    )
  }
