import type { Actor } from '../staff/index.ts'
import { allowCase } from './access.ts'
import type { CaseState } from './case.ts'
import { changeOpenCase } from './change-case.ts'
import type { CaseCommand, CaseDeps } from './deps.ts'
import { keepNote } from './note-case.ts'

export interface TransferCase extends CaseCommand {
  queueId: string
  /** For whoever takes it next; may be empty. */
  note: string
}

/** Moves a case to another queue, where it waits for someone new. Throws not-found, forbidden, conflict (closed). */
export const transferCase =
  (deps: CaseDeps) =>
  async (actor: Actor, { queueId, note, ...command }: TransferCase): Promise<CaseState> => {
    const queue = await deps.queues.getQueue(actor, queueId)
    const current = await deps.ledger.load(command.caseId)
    allowCase(actor, 'case.transfer', current, deps.queues)
    const isMoving = current.isOpen && current.queueId !== queue.id
    const noteId = note && isMoving ? await keepNote(deps, actor, command, note, []) : undefined
    return changeOpenCase(deps, actor, 'case.transfer', command, (now) =>
      now.queueId === queue.id ? null : { type: 'case.transferred', queueId: queue.id, ...(noteId ? { noteId } : {}) },
    )
  }
