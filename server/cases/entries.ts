import type { CaseKind, CaseStatus, Priority } from './case.ts'

/** What can happen to a case. Ids and facts only: titles, notes and messages are content and lie elsewhere. */
export type CaseChange =
  | { type: 'case.opened'; number: number; queueId: string; customerId: string; kind: CaseKind; followUpOf?: string }
  | MessageFiled
  /** A message named this case, but its sender has no part in it: it waits for a decision outside the timeline (SECURITY E2). */
  | { type: 'case.message-quarantined'; messageId: string; channel: string }
  | { type: 'case.message-released'; messageId: string; filedHere: boolean }
  | { type: 'case.delivery'; messageId: string; state: string }
  /** Somebody spoke with the customer, who waits for nothing any more. */
  | { type: 'case.answered'; interactionId: string }
  /** `as`: what it was before it was given to somebody, where that is taken back. */
  | { type: 'case.assigned'; assigneeId: string | null; workId?: string; as?: { status: 'new' } }
  | { type: 'case.transferred'; queueId: string; noteId?: string }
  /** `new`: it was so before, and what had changed it is taken back. */
  | { type: 'case.status-set'; status: Exclude<CaseStatus, 'snoozed' | 'closed'> }
  | { type: 'case.priority-set'; priority: Priority }
  | { type: 'case.kind-set'; kind: CaseKind }
  | { type: 'case.titled' }
  | { type: 'case.tagged'; tags: string[] }
  | { type: 'case.noted'; noteId: string; mentions: string[] }
  | { type: 'case.snoozed'; until: string; token: string }
  /** `as`, `undoes`: what it was before it slept, and the entry that put it to sleep, where that is taken back. */
  | {
      type: 'case.woken'
      token: string
      why: 'time' | 'message' | 'person'
      as?: { status: 'new' | 'open' | 'waiting' }
      undoes?: string
    }
  | { type: 'case.closed'; disposition: string }
  /** `as`: what it was when it was closed, where that is taken back. */
  | { type: 'case.reopened'; why: 'message' | 'person'; as?: { status: 'new' | 'open' | 'waiting'; isAwaitingReply: boolean } }
  /** The case that stays says first that it takes the other in … */
  | { type: 'case.absorbs'; from: string; mergeId: string }
  /** … the other says whether it goes … */
  | { type: 'case.merged'; into: string; mergeId: string }
  | { type: 'case.merge-refused'; into: string; mergeId: string }
  /** … and the first writes down the outcome. */
  | { type: 'case.absorbed'; from: string; mergeId: string }
  | { type: 'case.absorb-cancelled'; from: string; mergeId: string }
  /** Undo: the merged case leaves first, then the other lets go. */
  | { type: 'case.unmerged'; from: string; mergeId: string }
  | { type: 'case.let-go'; caseId: string; mergeId: string }
  | MovedOut
  | MovedIn
  /** Undo of a move: the case its messages came to gives them up first … `isGone`: it was opened for them and holds nothing else, so it goes too. */
  | { type: 'case.move-undone'; splitId: string; to: string; isGone: boolean; rest: Rest }
  /** … and each case they had left takes its own back. */
  | { type: 'case.taken-back'; splitId: string; from: string; messages: MovedMessage[]; rest: Rest }
  /** Its customer was forgotten: title, notes and messages are gone. */
  | { type: 'case.erased' }
  /** What somebody else had said in it was forgotten with them. */
  | { type: 'case.message-erased'; messageId: string }

/** A message took its place in the case. */
export interface MessageFiled {
  type: 'case.message-filed'
  messageId: string
  direction: 'in' | 'out'
  channel: string
  interactionId: string
  customerId: string
  /** ISO 8601: when it was received or written. */
  receivedAt: string
  isAutomatic: boolean
  /** It asks for nobody: the case stays as it is. */
  needsReply?: false
  /** What the work it makes asks for beside its queue: skill → level, and a head start. */
  skills?: Record<string, number>
  priority?: Priority
  /** Whoever asks waits longer than since this message. */
  waitsSince?: string
  /** Who of the staff means to take it. */
  meantFor?: string
  /** Of an answer: who wrote it, and the status it leaves the case in. */
  authorId?: string
  status?: 'open' | 'waiting'
}

/** A message that stands in another case than the one it was filed in: its entry and its key stay there. */
export interface MovedMessage {
  messageId: string
  filedIn: string
  interactionId: string
  customerId: string
}

/** What a case is known by of its messages, once some have left it or come to it. Instants are ISO 8601. */
export interface Rest {
  interactions: {
    id: string
    channel: string
    customerId: string
    messages: number
    lastInAt: string | null
    lastOutAt: string | null
  }[]
  lastMessageId: string
  lastMessageAt: string | null
  lastDirection: 'in' | 'out' | null
  isAwaitingReply: boolean
}

/** Messages left for another case. The case they were chosen in says so first; where cases are merged into it, each says it of its own. */
export interface MovedOut {
  type: 'case.moved-out'
  splitId: string
  to: string
  messages: MovedMessage[]
  /** ISO 8601: when the first of them was received. */
  firstAt: string
  /** The case they were chosen in, where this is one that was merged into it. */
  lead: string | null
  /** What those merged into this one have to give. */
  others: { caseId: string; messages: MovedMessage[] }[]
  /** Interactions whose next messages go where these went. */
  goesOn: string[]
  /** The case is opened for them. */
  opens: { queueId: string; customerId: string; kind: CaseKind } | null
  rest: Rest
}

/** Messages came from another case. Always taken: the decision was made there. */
export interface MovedIn {
  type: 'case.moved-in'
  splitId: string
  /** By the case they stood in, the one they were chosen in first. */
  from: { caseId: string; messages: MovedMessage[] }[]
  firstAt: string
  goesOn: string[]
  rest: Rest
}
