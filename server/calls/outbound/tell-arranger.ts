import type { CallState } from '../call.ts'
import { type CallDeps, phone } from '../deps.ts'
import type { RefusalCode } from './may-dial.ts'

/**
 * A note of the case names whoever arranged a call that will never be made, because the gate lets nobody call them any more: they promised it, and may
 * write instead. `cause`: what it follows from; the same again is told once.
 */
export const tellArranger = async (
  { cases, staff }: Pick<CallDeps, 'cases' | 'staff'>,
  { callback, caseId, interactionId }: CallState,
  { why, cause }: { why: RefusalCode; cause: string },
): Promise<void> => {
  const by = callback?.arranged?.by
  if (by === undefined || caseId === null) return
  const name = staff.memberOf(by)?.name
  const current = await cases.intake.leadsTo(caseId, interactionId)
  const reason = why === 'do-not-call' ? 'this person asked not to be called' : 'their number may not be called from here any more'
  await cases.noteCase(phone, {
    caseId: current.id,
    text: `${name ? `@${name} ` : ''}The call that you arranged is cancelled: ${reason}.`,
    mentions: [by],
    commandId: `not-called:${cause}`,
  })
}
