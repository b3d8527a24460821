import type { CaseState } from '../cases/index.ts'
import type { CallState } from './call.ts'
import { type CallDeps, phone } from './deps.ts'

const noteKey = ({ id }: CallState): string => `note:${id}`

/** What a call leaves in its case: that somebody spoke with the customer, their notes, or nothing to do at all. Before its end it does nothing. */
export const tidyCase = async (
  { cases, staff }: Pick<CallDeps, 'cases' | 'staff'>,
  call: CallState,
  /** What was written while talking. */
  note: string,
): Promise<void> => {
  if (call.caseId === null || call.phase !== 'ended') return
  const way = await cases.intake.wayOf(call.caseId, call.interactionId)
  const current = way.at(-1)
  if (!current) return
  const caseId = current.id
  if (call.outcome === 'answered' && current.isAwaitingReply)
    await cases.intake.commit(caseId, `answered:${call.id}`, phone.id, (now) =>
      now.isAwaitingReply ? { type: 'case.answered', interactionId: call.interactionId } : null,
    )
  const author = note === '' ? null : await noteAuthor(staff, call)
  if (author && !(await isNoted(cases, way, author.id, call)))
    await cases.noteCase(author, { caseId, text: note, mentions: [], commandId: noteKey(call) })
  if (call.outcome === 'served-by-menu')
    await cases.intake.commit(caseId, `served:${call.id}`, phone.id, (now) =>
      holdsOneMessage(now) && now.status === 'new' ? { type: 'case.closed', disposition: 'served-by-menu' } : null,
    )
}

/** Nothing but the call itself: whoever writes at the same moment is not to find their case closed. */
const holdsOneMessage = ({ interactions }: CaseState): boolean => interactions.length === 1 && interactions[0]?.messages === 1

/** Run again after a merge or a move, or its undo: the note stays in the case that the call was in when it was written. */
const isNoted = async (cases: CallDeps['cases'], way: readonly CaseState[], authorId: string, call: CallState): Promise<boolean> => {
  const places = new Set(way.flatMap((one) => [one.id, ...one.everMergedInto, ...one.everMovedTo]))
  for (const id of places) if (await cases.intake.entry(id, `${authorId}:note:${noteKey(call)}`)) return true
  return false
}

/** Whoever wrote it, though another had the call last. */
const noteAuthor = async (staff: CallDeps['staff'], call: CallState) => {
  const writer = call.noteBy === undefined ? null : await staff.actorOf(call.noteBy)
  if (writer) return writer
  const agentId = call.agentId ?? call.legs.findLast((one) => one.role === 'agent')?.agentId ?? null
  return agentId === null ? null : staff.actorOf(agentId)
}
