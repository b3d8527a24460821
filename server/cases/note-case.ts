import { idFrom } from '../platform/ids.ts'
import { maskCards } from '../platform/wire/mask-cards.ts'
import { type Actor, allow } from '../staff/index.ts'
import { allowCase } from './access.ts'
import type { CaseState } from './case.ts'
import type { CaseCommand, CaseDeps } from './deps.ts'

/** The erasable content of a note. */
export interface NoteContent {
  id: string
  caseId: string
  authorId: string
  text: string
  mentions: string[]
  at: Date
}

export interface NoteCase extends CaseCommand {
  text: string
  /** User ids. */
  mentions: string[]
}

/** Stores the words of a note before the entry that names them; the same command stores them once. */
export const keepNote = async (
  { connection, clock }: CaseDeps,
  actor: Actor,
  { caseId, commandId }: CaseCommand,
  text: string,
  mentions: string[],
): Promise<string> => {
  allow(actor, 'case.note')
  const id = `n_${idFrom(caseId, actor.id, commandId)}`
  await connection
    .collection<{ _id: string } & Omit<NoteContent, 'id'>>('notes')
    .updateOne(
      { _id: id },
      { $setOnInsert: { caseId, authorId: actor.id, text: maskCards(text), mentions, at: new Date(clock.now()) } },
      { upsert: true },
    )
  return id
}

/** Writes a note that stays inside. Allowed on closed cases too. Throws not-found, forbidden. */
export const noteCase =
  (deps: CaseDeps) =>
  async (actor: Actor, { text, mentions, ...command }: NoteCase): Promise<CaseState> => {
    allowCase(actor, 'case.note', await deps.ledger.load(command.caseId), deps.queues)
    const noteId = await keepNote(deps, actor, command, text, mentions)
    return deps.ledger.commit(command.caseId, `${actor.id}:note:${command.commandId}`, actor.id, (now) => {
      allowCase(actor, 'case.note', now, deps.queues)
      return { type: 'case.noted', noteId, mentions }
    })
  }

/** The words of notes, by id; erased ones are missing. */
export const readNotes =
  ({ connection }: CaseDeps) =>
  async (ids: readonly string[]): Promise<Map<string, NoteContent>> => {
    if (ids.length === 0) return new Map()
    const found = await connection
      .collection<{ _id: string } & Omit<NoteContent, 'id'>>('notes')
      .find({ _id: { $in: [...ids] } })
      .toArray()
    return new Map(found.map(({ _id, ...rest }) => [_id, { id: _id, ...rest }]))
  }
