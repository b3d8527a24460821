import type { Entry } from '../platform/bus.ts'
import { type CaseMove, type CaseState, foldCase, startCase } from './case.ts'
import type { CaseChange, MessageFiled, MovedMessage, Rest } from './entries.ts'

type Moved = Pick<CaseState, 'moves'>
export type Filed = Entry<CaseChange> & { change: MessageFiled }

export const isFiled = (entry: Entry<CaseChange>): entry is Filed => entry.change.type === 'case.message-filed'

/** What became of a message, seen from one case; undefined when it was never moved from here or to here. */
export const lastMoveOf = ({ moves }: Moved, messageId: string): CaseMove | undefined =>
  moves.findLast((move) => move.messages.some((one) => one.messageId === messageId))

/** The move by which the next messages of an interaction, on their way to this case, go on to another; undefined when they stay. */
export const goingOn = ({ moves }: Moved, interactionId: string): CaseMove | undefined => {
  const last = moves.findLast((move) => move.goesOn.includes(interactionId))
  return last?.way === 'out' ? last : undefined
}

/** The entries of a case's own stream, and those by which everything that ever came to it was filed elsewhere. */
export interface Sources {
  own: readonly Entry<CaseChange>[]
  came: ReadonlyMap<string, Filed>
}

/** Pure: the messages that stand in a case under these moves, in the order they were received. */
export const standing = ({ own, came }: Sources, moved: Moved): Filed[] => {
  const isHere = ({ change }: Filed): boolean => lastMoveOf(moved, change.messageId)?.way !== 'out'
  const mine = own.filter(isFiled).filter(isHere)
  const ids = new Set(mine.map(({ change }) => change.messageId))
  const others = [...came.values()].filter(({ change }) => !ids.has(change.messageId) && lastMoveOf(moved, change.messageId)?.way === 'in')
  return [...mine, ...others].sort((a, b) => instantOf(a) - instantOf(b))
}

const instantOf = ({ change, at }: Entry<CaseChange>): number =>
  change.type === 'case.message-filed' ? Date.parse(change.receivedAt) : at.getTime()

const iso = (at: Date | null): string | null => at?.toISOString() ?? null

/** Pure: the messages an entry brought into its case from another, or back into it. */
export const movedBy = (change: CaseChange): MovedMessage[] =>
  change.type === 'case.moved-in' ? change.from.flatMap((one) => one.messages) : change.type === 'case.taken-back' ? change.messages : []

/** Pure: what a case is known by under these moves: the fold of what stands in it, as if it had never held anything else. */
export const restOf = (sources: Sources, moved: Moved): Rest => {
  const settled = sources.own.filter(({ change }) => change.type === 'case.answered' || change.type === 'case.closed')
  const lines = [...standing(sources, moved), ...settled].sort((a, b) => instantOf(a) - instantOf(b))
  const { interactions, lastMessageId, lastMessageAt, lastDirection, isAwaitingReply } = lines.reduce(foldCase, startCase(''))
  return {
    interactions: interactions.map((one) => ({ ...one, lastInAt: iso(one.lastInAt), lastOutAt: iso(one.lastOutAt) })),
    lastMessageId,
    lastMessageAt: iso(lastMessageAt),
    lastDirection,
    isAwaitingReply,
  }
}

/**
 * Pure: of the interactions of these messages, those whose next messages go with them. The rule: a thread goes where its last inbound message went (its
 * last message, where nobody outside has written in it yet). A thread that goes on from here to another case already is left to go there.
 */
export const followersOf = (lead: Moved, messages: readonly Filed[], isChosen: (messageId: string) => boolean): string[] => {
  const last = new Map<string, MessageFiled>()
  for (const { change } of messages) {
    const before = last.get(change.interactionId)
    if (change.direction === 'in' || before?.direction !== 'in') last.set(change.interactionId, change)
  }
  return [...last.values()].filter((one) => isChosen(one.messageId) && !goingOn(lead, one.interactionId)).map((one) => one.interactionId)
}
