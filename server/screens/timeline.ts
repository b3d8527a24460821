import { type CallView, isOfCall } from '../calls/index.ts'
import type { CaseChange, CaseState, MessageFiled, MovedIn, MovedOut, NoteContent } from '../cases/index.ts'
import { type Message, presentMessage } from '../hub/index.ts'
import { type Entry, idOfStream } from '../platform/bus.ts'
import type { Actor } from '../staff/index.ts'
import type { ScreenDeps } from './deps.ts'
import type { TimelineItem } from './wire.ts'

type Fact = string | number | boolean | null | string[]

/** Ids and facts of a change, for the sentence on screen. Entries hold no content, so nothing has to be left out but what is for the ledger alone. */
const factsOf = (change: CaseChange, entry: Entry, calls: ReadonlyMap<string, CallView>): Record<string, Fact> => {
  if (change.type === 'case.moved-out' || change.type === 'case.moved-in' || change.type === 'case.taken-back')
    return moveFacts(change, entry, calls)
  if (change.type === 'case.move-undone') return { to: change.to, isGone: change.isGone }
  const { type: _type, ...rest } = change as { type: string } & Record<string, Fact | undefined>
  return Object.fromEntries(
    Object.entries(rest).filter(([name, value]) => value !== undefined && !['token', 'mergeId', 'as'].includes(name)),
  ) as Record<string, Fact>
}

/** Changes that are shown in another way (a message's own line, its delivery state, a call) or are one half of a pair. */
const silent = new Set<CaseChange['type']>([
  'case.delivery',
  'case.answered',
  'case.absorbs',
  'case.absorb-cancelled',
  'case.merge-refused',
  'case.message-released',
  'case.message-erased',
])

type Move = MovedOut | MovedIn | Extract<CaseChange, { type: 'case.taken-back' }>
const movedBy = (change: Move) => {
  if (change.type === 'case.taken-back') return change.messages
  if (change.type === 'case.moved-in') return change.from.flatMap((one) => one.messages)
  return [...change.messages, ...change.others.flatMap((one) => one.messages)]
}
/** Whose calls the line of a change tells of. */
export const interactionsOf = (change: CaseChange): string[] => {
  if (change.type === 'case.message-filed') return isOfCall(change.channel) ? [change.interactionId] : []
  if (change.type !== 'case.moved-out' && change.type !== 'case.moved-in' && change.type !== 'case.taken-back') return []
  return [...new Set(movedBy(change).map((one) => one.interactionId))]
}

/** The notes whose words the line of a change shows. */
export const notesOf = (change: CaseChange): string[] =>
  (change.type === 'case.noted' || change.type === 'case.transferred') && change.noteId ? [change.noteId] : []

/** A move is told once, where the messages stood or stand: how many, a call as one, whence or whither, and by what to take them back. */
const moveFacts = (change: Move, entry: Entry, calls: ReadonlyMap<string, CallView>): Record<string, Fact> => {
  const counts = {
    messages: movedBy(change).filter((one) => !calls.has(one.interactionId)).length,
    calls: interactionsOf(change).filter((id) => calls.has(id)).length,
  }
  if (change.type === 'case.taken-back') return { from: change.from, ...counts }
  const { splitId } = change
  const movedAt = entry.at.toISOString()
  if (change.type === 'case.moved-in') return { splitId, from: change.from[0]?.caseId ?? '', ...counts, movedAt }
  return { ...(change.lead === null ? { splitId } : {}), to: change.to, ...counts, movedAt }
}

/** The entry is what files a message; the mark on its document follows a moment later, and a screen shall not show the moment between. */
const asFiled = (message: Message, change: MessageFiled, caseId: string): Message =>
  message.direction === 'out'
    ? message
    : { ...message, state: 'filed', caseId, customerId: change.customerId, interactionId: change.interactionId, reason: '' }

/** One entry as a line of the timeline; null for those that are not shown. An erased message or note leaves a line that says so. */
export const toItem = (
  entry: Entry<CaseChange>,
  messages: ReadonlyMap<string, Message>,
  notes: ReadonlyMap<string, NoteContent>,
  /** By interaction. */
  calls: ReadonlyMap<string, CallView>,
): TimelineItem | null => {
  const { change } = entry
  const base = { id: entry.id, seq: entry.seq, at: entry.at.toISOString(), caseId: idOfStream(entry.stream) }
  // The case that led a move takes back nothing where all of it was of cases merged into it: they tell it.
  if (silent.has(change.type) || (change.type === 'case.taken-back' && change.messages.length === 0)) return null
  if (change.type === 'case.message-filed') {
    const message = messages.get(change.messageId)
    if (message) {
      const at = message.receivedAt.toISOString()
      return {
        type: 'message',
        ...base,
        at,
        message: presentMessage(asFiled(message, change, base.caseId)),
        call: calls.get(change.interactionId) ?? null,
      }
    }
    return { type: 'event', ...base, by: entry.by, what: 'message.erased', facts: {} }
  }
  if (change.type === 'case.noted') {
    const note = notes.get(change.noteId)
    if (note) return { type: 'note', ...base, by: note.authorId, text: note.text, mentions: note.mentions }
    return { type: 'event', ...base, by: entry.by, what: 'note.erased', facts: {} }
  }
  const at = change.type === 'case.moved-out' || change.type === 'case.moved-in' ? change.firstAt : base.at
  const [note] = notesOf(change).flatMap((id) => notes.get(id)?.text ?? [])
  return {
    type: 'event',
    ...base,
    at,
    by: entry.by,
    what: change.type,
    facts: factsOf(change, entry, calls),
    ...(note === undefined ? {} : { note }),
  }
}

const isMove = (item: TimelineItem): boolean => item.type === 'event' && item.facts.movedAt !== undefined

/**
 * The timeline of a case: the union of its own entries and of those of the cases merged into it now, in the order of time. What was merged stays in its
 * own queue, which may be restricted since: who does not see that is shown the rest (SECURITY A1).
 */
export const readTimeline =
  ({ cases, hub, calls }: ScreenDeps) =>
  async (actor: Actor, state: CaseState): Promise<TimelineItem[]> => {
    const absorbed = await cases.getStates(actor, await cases.absorbedOf(state))
    const ids = [state.id, ...absorbed.map((one) => one.id)]
    const entries = (await Promise.all(ids.map((id) => cases.linesOf(id))))
      .flat()
      // Told by the case they were chosen in, where that is shown too.
      .filter(
        ({ change }) =>
          change.type !== 'case.moved-out' || change.lead === null || (change.messages.length > 0 && !ids.includes(change.lead)),
      )
    const filed = entries.flatMap(({ change }) => (change.type === 'case.message-filed' ? [change] : []))
    const [messages, notes, views] = await Promise.all([
      hub.byIds(filed.map((one) => one.messageId)),
      cases.readNotes(entries.flatMap(({ change }) => notesOf(change))),
      calls.callsOfInteractions([...new Set(entries.flatMap(({ change }) => interactionsOf(change)))]),
    ])
    const callsByInteraction = new Map(views.map((one) => [one.interactionId, one]))
    const messagesById = new Map(messages.map((one) => [one.id, one]))
    return entries
      .map((entry) => toItem(entry, messagesById, notes, callsByInteraction))
      .filter((one) => one !== null)
      .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : Number(isMove(b)) - Number(isMove(a)) || a.seq - b.seq))
  }
