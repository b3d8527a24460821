import { agentLeg, type CallState, customerLeg, legOf, nextLegId } from './call.ts'
import type { CallChange, Outcome, ToldRange } from './entries.ts'
import { companyOf, isLive, isOver, isTalking, type Leg, TOLD_MS } from './parties/leg.ts'

/** How long an agent who accepted has to come to the line, and one whose line was lost. */
export const JOIN_MS = 8_000
export const REJOIN_MS = 30_000
export const OUTBOUND_JOIN_MS = 20_000
/** How long a colleague or a number outside rings. */
export const RING_MS = 30_000
/** An explicit pause of the recording ends by itself. */
export const PAUSE_MS = 120_000
/** Who could not be reached is called again, so often and so much later. */
const CALL_AGAIN_MS = [15 * 60_000, 60 * 60_000]

export interface Rulebook {
  /** Nothing goes out of a restored desk until somebody has looked at it: who is to be called back waits (SECURITY R6). */
  isPaused(): boolean
  /** Since when the desk is there to be come to. */
  begunAt(): number
  wrapUpSeconds(queueId: string | null): number
  needsDisposition(queueId: string | null): boolean
  /** They are there, and in no call. */
  isFree(agentId: string): boolean
  /** Where whoever was in no queue yet waits for a person: a call of ours from no case, one that the menu connected outside. */
  queueOf(call: Pick<CallState, 'ourNumber'>): string
}

const instant = (now: number, ms: number): string => new Date(now + ms).toISOString()
const isPast = (at: Date | null, now: number): boolean => at !== null && at.getTime() <= now

/** They have what they came for, or were told that there is nothing: hanging up is no giving up. */
const isSettled = (outcome: Outcome | null) => outcome === 'voicemail' || outcome === 'turned-away' || outcome === 'callback'
const givenUp = ({ outcome }: CallState): Outcome => (isSettled(outcome) ? outcome : 'abandoned')

/** The line by which we call them, not the one they called on: answered and hung up in the same moment, they were not reached by it either. */
const isOurs = ({ way, dialTurn, wasLive }: Leg): boolean => way === 'carrier' && (dialTurn !== undefined || !wasLive)

/** They had hung up to be called back, and an agent accepted before the news of it came: that agent calls them. */
const calledBackInstead = ({ callback, workId, agentId, joinBy }: CallState, now: number): CallChange | null =>
  callback?.state === 'waiting' && workId !== null && agentId !== null
    ? { type: 'call.accepted', workId, agentId, joinBy: (joinBy ?? new Date(now)).toISOString() }
    : null

/** What the end of the customer's line means, by how far the call had come. */
const leaving = (call: CallState, customer: Leg, now: number, book: Rulebook): CallChange => {
  const left = (outcome: Outcome, isOver: boolean, wrapsUp = false): CallChange => ({
    type: 'call.left',
    outcome,
    isOver,
    wrapUpEndsAt: wrapsUp ? instant(now, book.wrapUpSeconds(call.queueId) * 1000) : null,
  })
  if (call.isInternal) return left(call.answeredAt ? 'answered' : 'failed', true)
  switch (call.phase) {
    case 'menu':
      // After a talk: whoever had it may still be wrapping up.
      if (call.answeredAt !== null) return left('answered', call.wrapUpBy === null)
      return left(call.outcome ?? 'served-by-menu', true)
    case 'waiting':
      if (call.callback?.state === 'waiting') return left('callback', false)
      // Whoever sent them out before, to nobody, may still be wrapping up.
      return left(givenUp(call), call.wrapUpBy === null)
    case 'connecting': {
      if (!isOurs(customer)) return calledBackInstead(call, now) ?? left(givenUp(call), true)
      const agent = agentLeg(call)
      const outcome = call.callback?.state === 'waiting' ? 'callback' : 'failed'
      return left(outcome, !agent?.wasLive && outcome === 'failed', agent?.wasLive ?? false)
    }
    default:
      // Who was sent out before wraps up already; the call is over when nobody of ours is in it.
      return left('answered', call.agentId === null && call.wrapUpBy === null, call.agentId !== null)
  }
}

const missedCallback = (call: CallState, customer: Leg, now: number): CallChange | null => {
  const { callback } = call
  if (call.phase !== 'connecting' || callback?.state !== 'waiting' || !customer.isDialled || !isOurs(customer)) return null
  if (callback.attempts >= call.legs.filter((one) => one.role === 'customer' && isOver(one) && one.isDialled && isOurs(one)).length)
    return null
  const pause = CALL_AGAIN_MS[callback.attempts]
  const nextAt = pause === undefined || now + pause > callback.expiresAt.getTime() ? null : instant(now, pause)
  return { type: 'call.callback-missed', why: customer.line as never, nextAt }
}

/** Nobody can come to a desk that is not there: what ran out while it was down or started is waited for once more. */
const isMissed = (by: Date | null, now: number, book: Rulebook): boolean => isPast(by, now) && now >= book.begunAt() + JOIN_MS

/** Null for who was told no time, and for who hung up to be called back. */
const toldOf = ({ estimate, callback }: CallState, now: number): ToldRange | null => {
  if (!estimate?.at || callback || estimate.fromMinutes === null || estimate.toMinutes === null) return null
  return { fromMinutes: estimate.fromMinutes, toMinutes: estimate.toMinutes, waitedMs: now - estimate.at.getTime() }
}

/** The agent's own line, and what is missing of it. */
const agentsLine = (call: CallState, now: number, waitedMs: number, book: Rulebook): CallChange | null => {
  const { agentId } = call
  const agent = agentLeg(call)
  const customer = customerLeg(call)
  // Of a call that is being ended no line is missed: the agent's may be over before the customer's.
  if (agentId === null || !customer || customer.isGone) return null
  // They dialled in, and whether they are in the talk will be known in a moment.
  const isComing = agent !== undefined && isUntold(agent)
  if (call.phase === 'connecting') {
    const isThere = agent !== undefined && isTalking(agent)
    if (isThere && isLive(customer) && customer.place === 'conference') {
      return { type: 'call.answered', agentId, waitedMs, told: call.answeredAt === null ? toldOf(call, now) : null }
    }
    // A line that is lost on the way may be a page that is loaded again: there is time until then.
    if (isThere || isComing || !isMissed(call.joinBy, now, book)) return null
    if (call.direction === 'out' && call.answeredAt === null && call.callback === null)
      return { type: 'call.left', outcome: 'failed', isOver: true, wrapUpEndsAt: null }
    return { type: 'call.released', agentId, why: 'not-joined' }
  }
  if (call.phase !== 'talking') return null
  const isThere = agent !== undefined && !isOver(agent)
  if (call.rejoinBy) {
    if (agent && isTalking(agent) && !agent.isGone) return { type: 'call.agent-back', agentId }
    if (isComing || !isMissed(call.rejoinBy, now, book)) return null
    if (call.isInternal) return { type: 'call.hung-up' }
    const colleague = companyOf(call)
    if (colleague?.role !== 'colleague' || colleague.agentId === null)
      return requeued(call, 'agent-lost', { queueId: call.queueId ?? book.queueOf(call) })
    return handedOver(colleague, { from: agentId, agentId: colleague.agentId })
  }
  return isThere ? null : { type: 'call.agent-lost', agentId, rejoinBy: instant(now, REJOIN_MS) }
}

export const requeued = (
  call: CallState,
  why: 'agent-lost' | 'transferred' | 'not-answered',
  to: { queueId?: string; agentId?: string } = {},
): CallChange => ({
  type: 'call.requeued',
  why,
  from: call.agentId,
  queueId: to.queueId ?? call.queueId ?? '',
  toAgentId: to.agentId ?? (why === 'agent-lost' ? call.agentId : null),
  // Nobody of ours is in it any more: its work is done, and done work cannot wait again.
  ask: call.agentId === null && call.wrapUpBy === null ? call.asks + 1 : null,
  // Of whoever had the customer before, and writes up still.
  ...(call.wrapUpBy !== null && call.wrapUpBy !== call.agentId ? { keepsWrapUp: true } : {}),
})

/** Who was asked as one of a queue has the customer for it. */
export const handedOver = ({ id, queueId }: Leg, who: { from: string; agentId: string }): CallChange => ({
  type: 'call.handed-over',
  legId: id,
  ...who,
  ...(queueId === undefined ? {} : { queueId }),
})

/** Between the customer's hold and the line of who is asked lies one write. After this, the desk has died there, and nobody is asked any more. */
const UNASKED_MS = 4_000
const unaskedAt = ({ consult, legs, updatedAt }: CallState): Date | null =>
  consult && updatedAt && !legs.some((one) => one.id === consult.legId) ? new Date(updatedAt.getTime() + UNASKED_MS) : null

/** Who was asked besides did not come, or went. Of a queue, the next is asked who is still free. */
const consulted = (call: CallState, now: number, book: Rulebook): CallChange | null => {
  if (!call.consult) return null
  if (isPast(unaskedAt(call), now)) return { type: 'call.consult-ended', legId: call.consult.legId, why: 'not-answered' }
  const leg = legOf(call, call.consult.legId)
  if (!leg || !isOver(leg)) return null
  const { queue } = call.consult
  if (leg.wasLive || !queue || customerLeg(call)?.isGone)
    return { type: 'call.consult-ended', legId: leg.id, why: leg.wasLive ? 'left' : 'not-answered' }
  const at = queue.next.findIndex(book.isFree)
  const agentId = queue.next[at]
  if (agentId === undefined) return { type: 'call.consult-ended', legId: leg.id, why: 'nobody' }
  return { type: 'call.consult-passed', legId: nextLegId(call), agentId, dialBy: instant(now, RING_MS), next: queue.next.slice(at + 1) }
}

/** The menu has more for the customer, now that the talk is over: a survey, say. Who left the menu by being called back is not asked. */
export const goesOn = (call: CallState): boolean => {
  const customer = customerLeg(call)
  return call.phase === 'talking' && customer?.goesOn === true && isLive(customer) && !customer.isGone && customer.place === 'conference'
}

/** Nobody of ours is in it: the customer talks with somebody outside. */
const outsideOnly = (call: CallState, book: Rulebook): CallChange | null => {
  if (call.phase !== 'talking' || call.agentId !== null || customerLeg(call)?.isGone) return null
  const outside = call.legs.filter((one) => one.role === 'outside')
  if (outside.some((one) => !isOver(one))) return null
  if (outside.some((one) => one.wasLive))
    return goesOn(call) ? { type: 'call.sent-back', from: null, wrapUpEndsAt: null } : { type: 'call.hung-up' }
  return requeued(call, 'not-answered', { queueId: call.queueId ?? book.queueOf(call) })
}

/** Sent into the conference, and nobody said that it came there: news may be lost on the way. */
const isUntold = (leg: Leg): boolean =>
  (leg.role !== 'customer' || leg.way === 'softphone') &&
  isLive(leg) &&
  leg.place === 'conference' &&
  !leg.isIn &&
  !leg.isGone &&
  leg.inAt.getTime() === 0
const untold = (call: CallState, now: number): CallChange | null => {
  const leg = call.legs.find((one) => isUntold(one) && one.lineAt.getTime() + TOLD_MS <= now)
  if (!leg) return null
  return {
    type: 'call.leg-moved',
    legId: leg.id,
    carrierId: leg.carrierId,
    // Not known then, and looked for once it is needed.
    conferenceId: call.conferenceId,
    isIn: true,
    reportedAt: new Date(now).toISOString(),
  }
}

const lapsed = (call: CallState, now: number): CallChange | null => {
  const leg = call.legs.find((one) => !isOver(one) && !one.isGone && one.line === 'planned' && isPast(one.dialBy, now))
  return leg ? { type: 'call.drop-asked', legId: leg.id } : null
}

/** Its time is over; who is called again later has no end yet to tell of. */
const lateWrapUp = (call: CallState, agentId: string, book: Rulebook): CallChange => {
  const lacksOutcome = call.disposition === null && call.callback?.state !== 'waiting' && book.needsDisposition(call.queueId)
  return { type: 'call.wrapped', agentId, why: 'time', ...(lacksOutcome ? { lacksOutcome } : {}) }
}

/** Nobody is on the line, and nobody has taken it. */
const isAwaitingCallback = (call: CallState): boolean => !call.isOnLine && call.phase === 'waiting' && call.callback?.state === 'waiting'

/**
 * Pure: what follows by itself from what a call is at a moment; null when nothing does. Whoever changes a call asks until there is nothing more, and
 * so does the alarm and whoever starts the desk again: nothing depends on having been there when it happened.
 */
export const next = (call: CallState, now: number, book: Rulebook): CallChange | null => {
  if (!call.isLive || call.seq === 0) return null
  const customer = customerLeg(call)
  const { wrapUpBy } = call
  const isOtherwise = call.agentId !== null && call.phase !== 'wrap-up'
  // They took it again themselves; or the call is over for whoever had it after them, who writes up now.
  if (wrapUpBy !== null && isOtherwise && (wrapUpBy === call.agentId || (customer && isOver(customer))))
    return { type: 'call.wrapped', agentId: wrapUpBy, why: 'done' }
  if (call.isOnLine && customer && isOver(customer)) return missedCallback(call, customer, now) ?? leaving(call, customer, now, book)
  if (call.wrapUpBy !== null && isPast(call.wrapUpEndsAt, now)) return lateWrapUp(call, call.wrapUpBy, book)
  if (isAwaitingCallback(call) && book.isPaused()) return call.callback?.dueAt ? null : { type: 'call.callback-held' }
  if (isPast(call.callback?.dueAt ?? null, now) && call.phase === 'waiting')
    return { type: 'call.callback-due', ask: call.asks + 1, queueId: call.queueId ?? '' }
  if (!call.isOnLine && call.phase === 'waiting') {
    const { callback } = call
    if (callback?.state !== 'waiting') return { type: 'call.left', outcome: 'callback', isOver: true, wrapUpEndsAt: null }
    if (isPast(callback.expiresAt, now)) return { type: 'call.callback-missed', why: 'no-answer', nextAt: null }
  }
  if (isPast(call.pausedUntil, now)) return { type: 'call.recording-asked', act: 'resume' }
  const waitedMs = now - (call.queuedAt ?? call.startedAt ?? new Date(now)).getTime()
  return (
    untold(call, now) ?? lapsed(call, now) ?? consulted(call, now, book) ?? agentsLine(call, now, waitedMs, book) ?? outsideOnly(call, book)
  )
}

/** When to ask again though nothing happens; none: only when something does. What is due already, and waits for something else, stands among them. */
export const dueTimes = (call: CallState): readonly Date[] =>
  [
    ...call.recordings.map((one) => one.fetchAt),
    ...(call.unwanted ?? []).map((one) => one.removeAt),
    ...(call.isLive
      ? [
          call.joinBy,
          call.rejoinBy,
          call.wrapUpEndsAt,
          call.pausedUntil,
          unaskedAt(call),
          call.callback?.dueAt ?? null,
          call.callback?.state === 'waiting' ? call.callback.expiresAt : null,
          ...call.legs.filter(isUntold).map((one) => new Date(one.lineAt.getTime() + TOLD_MS)),
          ...call.legs
            .filter((one) => !isOver(one))
            .flatMap(({ holdRefused, muteRefused, askAt }) => [holdRefused?.againAt ?? null, muteRefused?.againAt ?? null, askAt ?? null]),
          ...call.legs.filter((one) => one.line === 'planned' && !isOver(one)).map((one) => one.dialBy),
        ]
      : []),
  ].filter((one) => one !== null)
