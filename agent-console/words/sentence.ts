import type { TimelineItem } from '../../server/screens/wire.ts'
import { kindWords, messagesAndCalls, priorityWords, statusWords } from './case-words.ts'
import { dispositionWords, type Names } from './names.ts'
import { stamp } from './time.ts'

export type EventItem = Extract<TimelineItem, { type: 'event' }>
/** A piece of a sentence: plain, or weighty, perhaps with the page it leads to. */
export type Piece = string | { b: string; to?: string }
export interface Sentence {
  glyph:
    | 'route'
    | 'open'
    | 'person'
    | 'queue'
    | 'status'
    | 'priority'
    | 'tag'
    | 'clock'
    | 'close'
    | 'reopen'
    | 'merge'
    | 'split'
    | 'held'
    | 'pencil'
    | 'erased'
  pieces: Piece[]
}

type Facts = EventItem['facts']
interface Telling {
  facts: Facts
  who: string
  names: Names
  nowMs: number
}
type Teller = (telling: Telling) => Sentence | null

const text = (value: Facts[string] | undefined): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')
const list = (value: Facts[string] | undefined): string[] => (Array.isArray(value) ? value : [])

const numbered = (names: Names, id: string): string => {
  const number = names.caseNumber(id)
  return number === undefined ? 'another case' : `case ${number}`
}
/** Leads there where the number is known: who may not see a case would only find it missing. */
const linked = (names: Names, id: string, words = numbered(names, id)): Piece =>
  names.caseNumber(id) === undefined ? { b: words } : { b: words, to: `/cases/${id}` }
const moved = (facts: Facts): string => messagesAndCalls(Number(facts.messages), Number(facts.calls))
const worded = (words: Record<string, string>, key: string): string => (words[key] ?? key).toLowerCase()

/** What the desk does on somebody's behalf is told without a subject. */
const desk = 'The desk'
const by = (who: string, verb: string): string[] => (who === desk ? [] : [who, verb])
const capital = (words: string, who: string): string => (who === desk ? words.charAt(0).toUpperCase() + words.slice(1) : words)

const assigned: Teller = ({ facts, who, names }) => {
  const id = text(facts.assigneeId)
  const glyph = 'person' as const
  if (!id) return { glyph, pieces: [who, ' gave the case back to the queue'] }
  if (facts.workId) return { glyph, pieces: [{ b: names.staff(id) }, ' accepted the offer'] }
  if (who === names.staff(id)) return { glyph, pieces: [who, ' took the case'] }
  return { glyph, pieces: [who, ' gave the case to ', { b: names.staff(id) }] }
}

/** One line for each kind of entry that a timeline shows. Null: said elsewhere on the screen. */
const tellers: Record<string, Teller> = {
  'case.opened': ({ facts, names }) => ({
    glyph: 'open',
    pieces: facts.followUpOf
      ? ['Opened as a follow-up of ', linked(names, text(facts.followUpOf))]
      : [`Case ${text(facts.number)} opened in `, { b: names.queue(text(facts.queueId)) }],
  }),
  'case.assigned': assigned,
  'case.transferred': ({ facts, who, names }) => ({
    glyph: 'queue',
    pieces: [who, ' transferred the case to ', { b: names.queue(text(facts.queueId)) }],
  }),
  'case.status-set': ({ facts, who }) => ({
    glyph: 'status',
    pieces: [who, ' set the status to ', { b: worded(statusWords, text(facts.status)) }],
  }),
  'case.priority-set': ({ facts, who }) => ({
    glyph: 'priority',
    pieces: [who, ' set the priority to ', { b: worded(priorityWords, text(facts.priority)) }],
  }),
  'case.kind-set': ({ facts, who }) => ({ glyph: 'tag', pieces: [who, ' marked it as a ', { b: worded(kindWords, text(facts.kind)) }] }),
  'case.titled': ({ who }) => ({ glyph: 'pencil', pieces: [who, ' changed the title'] }),
  'case.tagged': ({ facts, who }) => {
    const tags = list(facts.tags)
    return { glyph: 'tag', pieces: tags.length > 0 ? [who, ' tagged it ', { b: tags.join(', ') }] : [who, ' removed the tags'] }
  },
  'case.snoozed': ({ facts, who, nowMs }) => ({
    glyph: 'clock',
    pieces: [who, ' snoozed the case until ', { b: stamp(text(facts.until), nowMs) }],
  }),
  'case.woken': ({ facts, who }) => ({
    glyph: 'clock',
    pieces:
      facts.why === 'time'
        ? ['The snooze ended']
        : facts.why === 'message'
          ? ['The snooze ended: the customer wrote']
          : facts.undoes
            ? [who, ' took the snooze back']
            : [who, ' ended the snooze'],
  }),
  'case.closed': ({ facts, who }) => ({
    glyph: 'close',
    pieces: [who, ' closed the case as ', { b: dispositionWords(text(facts.disposition)).toLowerCase() }],
  }),
  'case.reopened': ({ facts, who }) => ({
    glyph: 'reopen',
    pieces: facts.why === 'message' ? ['Reopened: the customer wrote again'] : [who, ' reopened the case'],
  }),
  'case.absorbed': ({ facts, who, names }) => ({
    glyph: 'merge',
    pieces: [
      ...by(who, ' merged '),
      linked(names, text(facts.from), capital(numbered(names, text(facts.from)), who)),
      who === desk ? ' merged into this one' : ' into this one',
    ],
  }),
  'case.merged': ({ facts, who, names }) => ({
    glyph: 'merge',
    pieces: [
      ...(who === desk ? ['This case was merged into '] : [who, ' merged this case into ']),
      { b: numbered(names, text(facts.into)) },
    ],
  }),
  'case.merge-refused': () => ({ glyph: 'merge', pieces: ['A merge was refused: the case had changed meanwhile'] }),
  'case.unmerged': ({ who }) => ({
    glyph: 'merge',
    pieces: [who === desk ? 'This case stands alone again' : `${who} took the cases apart again`],
  }),
  'case.let-go': ({ facts, who, names }) => ({
    glyph: 'merge',
    pieces: [
      ...by(who, ' took '),
      linked(names, text(facts.caseId), capital(numbered(names, text(facts.caseId)), who)),
      who === desk ? ' stands alone again' : ' out of this one',
    ],
  }),
  'case.moved-out': ({ facts, who, names }) => ({
    glyph: 'split',
    pieces: [`${who} moved ${moved(facts)} from here to `, linked(names, text(facts.to))],
  }),
  'case.moved-in': ({ facts, who, names }) => ({
    glyph: 'split',
    pieces: [`${who} moved ${moved(facts)} here from `, linked(names, text(facts.from))],
  }),
  'case.taken-back': ({ facts, who, names }) => ({
    glyph: 'split',
    pieces: [`${who} moved ${moved(facts)} back here from `, linked(names, text(facts.from))],
  }),
  'case.move-undone': ({ facts, who, names }) => ({
    glyph: 'split',
    pieces: [`${who} moved messages back to `, linked(names, text(facts.to))],
  }),
  'case.erased': ({ who }) => ({
    glyph: 'erased',
    pieces: [who === desk ? 'The customer was erased, and what was said here with them' : `${who} erased what was said here`],
  }),
  'message.erased': () => ({ glyph: 'erased', pieces: ['A message stood here. It was erased.'] }),
  'note.erased': () => ({ glyph: 'erased', pieces: ['A note stood here. It was erased.'] }),
  'case.message-quarantined': () => ({
    glyph: 'held',
    pieces: ['A message named this case and is held back: its sender has no part in it'],
  }),
  'case.message-released': ({ facts, who }) => (facts.filedHere ? { glyph: 'held', pieces: [who, ' filed a held message here'] } : null),
}

/** Messages and notes have their own rows; deliveries stand at their message; a merge is told once, by its outcome. */
const silent = new Set([
  'case.message-filed',
  'case.noted',
  'case.delivery',
  'case.answered',
  'case.absorbs',
  'case.absorb-cancelled',
  'case.message-erased',
])

/** Who did it, in a word: the system is not a person, so it is "The desk". */
export const whoOf = (by: string, names: Names): string => {
  if (by === names.me) return 'You'
  if (by.startsWith('system')) return desk
  if (by.startsWith('key')) return 'An integration'
  if (by.startsWith('visitor')) return 'The customer'
  return names.staff(by)
}

/** An entry as one plain sentence. Null when the screen says it elsewhere. */
export const sentence = (item: EventItem, names: Names, nowMs: number): Sentence | null => {
  if (silent.has(item.what)) return null
  const who = whoOf(item.by, names)
  const teller = tellers[item.what]
  if (teller) return teller({ facts: item.facts, who, names, nowMs })
  // An entry of a newer desk: better a vague line than a hole in the history.
  return { glyph: 'route', pieces: [who, ` changed the case (${item.what.replace(/^.*\./, '').replaceAll('-', ' ')})`] }
}

export const plain = ({ pieces }: Sentence): string => pieces.map((piece) => (typeof piece === 'string' ? piece : piece.b)).join('')
