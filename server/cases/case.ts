import type { Entry } from '../platform/bus.ts'
import type { CaseChange, MessageFiled, MovedMessage, Rest } from './entries.ts'

export type CaseKind = 'question' | 'request' | 'complaint' | 'return' | 'fault'
export type CaseStatus = 'new' | 'open' | 'waiting' | 'snoozed' | 'closed'
export type Priority = 'low' | 'normal' | 'high' | 'urgent'

/** One stretch of contact on one channel inside the case. */
export interface Interaction {
  id: string
  channel: string
  customerId: string
  messages: number
  lastInAt: Date | null
  lastOutAt: Date | null
}

/** Messages that left this case or came to it. The last one that names a message says where it stands, seen from here. */
export interface CaseMove {
  splitId: string
  way: 'out' | 'in'
  /** Where they went, or where they came from. */
  caseId: string
  messages: MovedMessage[]
  /** Interactions whose next messages go the same way. */
  goesOn: string[]
  at: Date
  /** It waited for the customer until they came. */
  wasWaiting: boolean
}

/** The fold of a case's stream: all that is known of it except content. */
export interface CaseState {
  seq: number
  id: string
  number: number
  kind: CaseKind
  status: CaseStatus
  priority: Priority
  tags: string[]
  queueId: string
  assigneeId: string | null
  /** The customer it came by; whoever that one is merged into is looked up, so that an undo is exact. */
  customerId: string
  /** Newest use last. */
  interactions: Interaction[]
  lastMessageId: string
  lastMessageAt: Date | null
  lastDirection: 'in' | 'out' | null
  /** The customer wrote and nobody has answered since. */
  isAwaitingReply: boolean
  /** Neither closed nor merged: what most lists and indexes ask. */
  isOpen: boolean
  openedAt: Date | null
  updatedAt: Date | null
  closedAt: Date | null
  snoozedUntil: Date | null
  snoozeToken: string
  disposition: string | null
  followUpOf: string | null
  mergedInto: string | null
  /** The merge by which it is merged now. */
  mergeId: string
  /** Never shortened: a redelivery after an undo is still found (DESIGN section 4). */
  everMergedInto: string[]
  absorbing: { from: string; mergeId: string; at: Date } | null
  absorbed: { caseId: string; mergeId: string }[]
  /** Those that stand, oldest first: an undo takes them out again. */
  moves: CaseMove[]
  /** Never shortened, as `everMergedInto`: where messages that would have come here may have gone. */
  everMovedTo: string[]
  /** Its customer was forgotten, and what it held with them: nothing is filed here any more. */
  erasedAt: Date | null
}

export const startCase = (id: string): CaseState => ({
  seq: 0,
  id,
  number: 0,
  kind: 'question',
  status: 'new',
  priority: 'normal',
  tags: [],
  queueId: '',
  assigneeId: null,
  customerId: '',
  interactions: [],
  lastMessageId: '',
  lastMessageAt: null,
  lastDirection: null,
  isAwaitingReply: false,
  isOpen: false,
  openedAt: null,
  updatedAt: null,
  closedAt: null,
  snoozedUntil: null,
  snoozeToken: '',
  disposition: null,
  followUpOf: null,
  mergedInto: null,
  mergeId: '',
  everMergedInto: [],
  absorbing: null,
  absorbed: [],
  moves: [],
  everMovedTo: [],
  erasedAt: null,
})

const awake = { snoozedUntil: null, snoozeToken: '' }
const withOne = (list: readonly string[], one: string): string[] => (list.includes(one) ? [...list] : [...list, one])

const fileMessage = (state: CaseState, change: MessageFiled): CaseState => {
  const at = new Date(change.receivedAt)
  const isIn = change.direction === 'in'
  const before = state.interactions.find((one) => one.id === change.interactionId)
  const interaction: Interaction = {
    id: change.interactionId,
    channel: change.channel,
    customerId: before?.customerId ?? change.customerId,
    messages: (before?.messages ?? 0) + 1,
    lastInAt: isIn ? at : (before?.lastInAt ?? null),
    lastOutAt: isIn ? (before?.lastOutAt ?? null) : at,
  }
  // An out-of-office answers us and waits for nothing; what a machine begins, somebody looks at once.
  const asks = isIn && change.needsReply !== false && (!change.isAutomatic || state.status === 'new')
  // A person's answer settles the wait; an automatic one does not.
  const isAnswer = !isIn && !change.isAutomatic
  return {
    ...state,
    interactions: [...state.interactions.filter((one) => one.id !== change.interactionId), interaction],
    lastMessageId: change.messageId,
    lastMessageAt: at,
    lastDirection: change.direction,
    isAwaitingReply: asks ? true : isAnswer ? false : state.isAwaitingReply,
    ...(asks && (state.status === 'waiting' || state.status === 'snoozed') ? { status: 'open' as const, ...awake } : {}),
    ...(isAnswer && state.status !== 'closed' ? { status: change.status ?? 'open', ...awake } : {}),
  }
}

const instant = (iso: string | null): Date | null => (iso === null ? null : new Date(iso))

/** What the case holds now of messages: counted when the move was decided, because a fold cannot look back. */
const withRest = (state: CaseState, { interactions, lastMessageAt, ...rest }: Rest): CaseState => ({
  ...state,
  ...rest,
  lastMessageAt: instant(lastMessageAt),
  interactions: interactions.map((one) => ({ ...one, lastInAt: instant(one.lastInAt), lastOutAt: instant(one.lastOutAt) })),
})

const withoutMove = (state: CaseState, splitId: string): CaseState => {
  const waited = state.moves.some((one) => one.splitId === splitId && one.wasWaiting)
  const status = waited && state.status === 'open' && !state.isAwaitingReply ? ('waiting' as const) : state.status
  return { ...state, status, moves: state.moves.filter((one) => one.splitId !== splitId) }
}

const applyChange = (state: CaseState, { change, at }: Entry<CaseChange>): CaseState => {
  switch (change.type) {
    case 'case.opened':
      return {
        ...state,
        number: change.number,
        queueId: change.queueId,
        customerId: change.customerId,
        kind: change.kind,
        followUpOf: change.followUpOf ?? null,
        openedAt: at,
      }
    case 'case.message-filed':
      return fileMessage(state, change)
    case 'case.answered':
      return { ...state, isAwaitingReply: false }
    case 'case.assigned':
      return {
        ...state,
        assigneeId: change.assigneeId,
        ...(change.assigneeId !== null && state.status === 'new' ? { status: 'open' as const } : change.as),
      }
    case 'case.transferred':
      return { ...state, queueId: change.queueId, assigneeId: null }
    case 'case.status-set':
      return { ...state, status: change.status, ...awake }
    case 'case.priority-set':
      return { ...state, priority: change.priority }
    case 'case.kind-set':
      return { ...state, kind: change.kind }
    case 'case.tagged':
      return { ...state, tags: change.tags }
    case 'case.snoozed':
      return { ...state, status: 'snoozed', snoozedUntil: new Date(change.until), snoozeToken: change.token }
    case 'case.woken':
      return { ...state, status: 'open', ...change.as, ...awake }
    case 'case.closed':
      return { ...state, status: 'closed', closedAt: at, disposition: change.disposition, isAwaitingReply: false, ...awake }
    case 'case.reopened':
      return { ...state, status: 'open', ...change.as, closedAt: null, disposition: null }
    case 'case.absorbs':
      return { ...state, absorbing: { from: change.from, mergeId: change.mergeId, at } }
    case 'case.absorbed':
      return { ...state, absorbing: null, absorbed: [...state.absorbed, { caseId: change.from, mergeId: change.mergeId }] }
    case 'case.absorb-cancelled':
      return { ...state, absorbing: null }
    case 'case.merged':
      return { ...state, mergedInto: change.into, mergeId: change.mergeId, everMergedInto: withOne(state.everMergedInto, change.into) }
    case 'case.unmerged':
      return { ...state, mergedInto: null, mergeId: '' }
    case 'case.let-go':
      return { ...state, absorbed: state.absorbed.filter((one) => one.mergeId !== change.mergeId) }
    case 'case.moved-out': {
      const { splitId, to, messages, goesOn } = change
      const move: CaseMove = { splitId, way: 'out', caseId: to, messages, goesOn, at, wasWaiting: false }
      return { ...withRest(state, change.rest), moves: [...state.moves, move], everMovedTo: withOne(state.everMovedTo, to) }
    }
    case 'case.moved-in': {
      const now = withRest(state, change.rest)
      const isWoken = state.status === 'waiting' && now.isAwaitingReply
      const moves = change.from.map(
        ({ caseId, messages }, nth): CaseMove => ({
          splitId: change.splitId,
          way: 'in',
          caseId,
          messages,
          goesOn: nth === 0 ? change.goesOn : [],
          at,
          wasWaiting: isWoken,
        }),
      )
      return { ...now, ...(isWoken ? { status: 'open' as const } : {}), moves: [...state.moves, ...moves] }
    }
    case 'case.move-undone': {
      const now = withoutMove(withRest(state, change.rest), change.splitId)
      return change.isGone ? { ...now, mergedInto: change.to, everMergedInto: withOne(now.everMergedInto, change.to) } : now
    }
    case 'case.taken-back':
      return withoutMove(withRest(state, change.rest), change.splitId)
    case 'case.erased':
      return { ...state, erasedAt: at, tags: [], isAwaitingReply: false }
    case 'case.message-erased':
    case 'case.message-quarantined':
    case 'case.message-released':
    case 'case.delivery':
    case 'case.titled':
    case 'case.noted':
    case 'case.merge-refused':
      return state
    default: {
      // An entry of a newer version than this process: refuse loudly, a silent skip would corrupt the projection.
      const unknown: never = change
      throw new Error(`unknown change ${(unknown as { type: string }).type}`)
    }
  }
}

/** Pure: one entry folded into the state. */
export const foldCase = (state: CaseState, entry: Entry<CaseChange>): CaseState => {
  const next = applyChange(state, entry)
  return { ...next, seq: entry.seq, updatedAt: entry.at, isOpen: next.status !== 'closed' && next.mergedInto === null }
}
