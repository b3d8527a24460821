import { type SystemActor, system } from '../staff/index.ts'
import type { CaseState } from './case.ts'
import type { CaseDeps } from './deps.ts'
import type { MessageFiled } from './entries.ts'
import { goingOn } from './moves.ts'

/**
 * Where a message ended up: in this case, or not, because the case has no first entry yet (`unborn`), was merged (`into`), is closed for too long or was
 * erased. `into` is also where its thread went on, when messages were moved there (moves.ts).
 */
export type Placed =
  | { as: 'filed'; state: CaseState }
  | { as: 'unborn' }
  | { as: 'merged'; into: string }
  | { as: 'too-old'; state: CaseState }

const DAY_MS = 86_400_000

/** Files a message into a case under the message's own key, so that it can never stand there twice. Reopens a case closed within `reopenDays`. */
export const placeMessage =
  (deps: CaseDeps, reopenDays: number, finishSplit: (leadId: string, splitId: string) => Promise<unknown>) =>
  async (caseId: string, change: MessageFiled, actor: SystemActor | { id: string } = system('hub')): Promise<Placed> => {
    const key = `m:${change.messageId}`
    const opensAgain = change.direction === 'in' && !change.isAutomatic && change.needsReply !== false
    const isTooOld = (now: CaseState): boolean =>
      now.erasedAt !== null ||
      (opensAgain && now.status === 'closed' && now.closedAt !== null && deps.clock.now() - now.closedAt.getTime() > reopenDays * DAY_MS)
    // An answer goes where its author is.
    const onward = (now: CaseState) => (change.direction === 'in' ? goingOn(now, change.interactionId) : undefined)
    const blocked = (now: CaseState): boolean => now.seq === 0 || now.mergedInto !== null || onward(now) !== undefined || isTooOld(now)

    // What came in lies in the inbox: lost, it is filed again. Of an answer its author is told that it is kept.
    const how = { isEarly: change.direction === 'in' }
    let verdict: 'file' | 'reopen' | 'blocked' = 'file'
    const file = (): Promise<CaseState> =>
      deps.ledger.commit(
        caseId,
        key,
        actor.id,
        (now) => {
          verdict = blocked(now) ? 'blocked' : opensAgain && now.status === 'closed' ? 'reopen' : 'file'
          return verdict === 'file' ? change : null
        },
        how,
      )
    let state = await file()
    if (verdict === 'file' || (await deps.ledger.entry(caseId, key))) return { as: 'filed', state }
    if (verdict === 'reopen') {
      await deps.ledger.commit(caseId, `reopen:${change.messageId}`, actor.id, (now) =>
        !blocked(now) && now.status === 'closed' ? { type: 'case.reopened', why: 'message' } : null,
      )
      state = await file()
      if (verdict === 'file' || (await deps.ledger.entry(caseId, key))) return { as: 'filed', state }
    }
    if (state.seq === 0) return { as: 'unborn' }
    const move = onward(state)
    if (move) {
      // The other case may not have its first entry yet.
      await finishSplit(state.id, move.splitId)
      return { as: 'merged', into: move.caseId }
    }
    return state.mergedInto !== null ? { as: 'merged', into: state.mergedInto } : { as: 'too-old', state }
  }
