import { agentLeg, type CallState, customerLeg, type Unwanted } from './call.ts'
import { isLive, isOver, isTalking, type Leg, type Refusal } from './parties/leg.ts'
import { latestOf } from './recordings/recording.ts'

/** What is to be asked of the carrier now. */
export type CarrierAct =
  | { do: 'hang-up'; leg: Leg }
  /** What became of it. */
  | { do: 'ask'; leg: Leg }
  | { do: 'dial'; leg: Leg }
  /** Into the conference, to the music of the queue, or back to the menu. */
  | { do: 'redirect'; leg: Leg; to: 'conference' | 'wait' | 'menu' }
  | { do: 'hold'; leg: Leg; isHeld: boolean }
  | { do: 'mute'; leg: Leg; isMuted: boolean }
  | { do: 'coach'; leg: Leg; of: string | null }
  | { do: 'record'; leg: Leg }
  | { do: 'pause-recording'; leg: Leg; recordingId: string; isPaused: boolean }
  | { do: 'stop-recording'; leg: Leg; recordingId: string }
  | { do: 'fetch-recording'; recordingId: string }
  | { do: 'remove-recording'; of: Unwanted }

const inConference = (leg: Leg): boolean => isLive(leg) && leg.place === 'conference' && !leg.isGone && leg.carrierId !== ''

/** Whether the customer's line is to be recorded, and whether somebody hears what should not be on it. */
export const wantsRecording = (call: CallState): 'on' | 'paused' | 'off' => {
  const isAsked = call.recordingAsked === 'start' || (call.recordingAsked === null && call.terms.isRecorded)
  if (!isAsked || !call.hasConsent) return 'off'
  const customer = customerLeg(call)
  const isTalked = call.phase === 'talking' && call.rejoinBy === null && customer?.place === 'conference'
  return isTalked && !customer.isHeld && call.consult === null && call.pausedUntil === null ? 'on' : 'paused'
}

const recordingAct = (call: CallState): CarrierAct | null => {
  const customer = customerLeg(call)
  if (!customer || !isLive(customer) || customer.isGone || customer.carrierId === '') return null
  const wanted = wantsRecording(call)
  const latest = latestOf(call, 'call')
  const running = latest && latest.there !== 'stopped' ? latest : undefined
  // One a line, unless it is begun anew on purpose: that it is finished may be told before the line's own end.
  const wasRecorded = call.recordings.some((one) => one.legId === customer.id)
  if (!running) return wanted === 'on' && !wasRecorded ? { do: 'record', leg: customer } : null
  if (wanted === 'off') return { do: 'stop-recording', leg: customer, recordingId: running.id }
  if (running.there === wanted) return null
  return { do: 'pause-recording', leg: customer, recordingId: running.id, isPaused: wanted === 'paused' }
}

const placeAct = (call: CallState): CarrierAct | null => {
  const customer = customerLeg(call)
  const agent = agentLeg(call)
  if (!customer || customer.isGone || isOver(customer)) return null
  const isAgentIn = agent !== undefined && isTalking(agent)
  if (customer.line === 'planned' && !customer.isDialled)
    return call.phase === 'connecting' && isAgentIn && customer.way === 'carrier' ? { do: 'dial', leg: customer } : null
  if (!isLive(customer) || customer.carrierId === '') return null
  if (customer.place === 'flow' && call.phase === 'connecting' && isAgentIn) return { do: 'redirect', leg: customer, to: 'conference' }
  if (customer.place === 'conference' && call.phase === 'waiting') return { do: 'redirect', leg: customer, to: 'wait' }
  if (customer.place === 'conference' && call.phase === 'menu') return { do: 'redirect', leg: customer, to: 'menu' }
  return null
}

/** Who alone is to hear a supervisor who whispers: null while the carrier would not have it. */
const coachedBy = (call: CallState, { mode, coachRefused }: Leg): string | null => {
  const agent = agentLeg(call)
  if (mode !== 'whisper' || !agent || !isTalking(agent) || agent.isGone || agent.isHeld || agent.heldThere) return null
  return agent.carrierId === coachRefused ? null : agent.carrierId
}
const mayBeHeard = (call: CallState, leg: Leg): boolean => leg.mode === 'barge' || (leg.mode === 'whisper' && coachedBy(call, leg) !== null)

/** The carrier refused, and is not asked again yet. */
const isPutOff = (refused: Refusal | undefined, now: number): boolean =>
  refused ? refused.againAt === null || refused.againAt.getTime() > now : false

/**
 * Nobody is heard by others than they mean to be: muted before anything else, and until the carrier confirmed who hears them. Whom it will not mute in the
 * end is hung up (SECURITY P8).
 */
const quietAct = (call: CallState, leg: Leg, now: number): CarrierAct | null => {
  if (leg.mode === null || leg.mutedThere || leg.goneThere || !isTalking(leg)) return null
  if (mayBeHeard(call, leg) && leg.coachThere === coachedBy(call, leg)) return null
  if (leg.muteRefused?.againAt === null) return { do: 'hang-up', leg }
  return isPutOff(leg.muteRefused, now) ? null : { do: 'mute', leg, isMuted: true }
}

/** Whoever is muted is pointed at who alone shall hear them, and heard only then. */
const coachAct = (call: CallState, leg: Leg, now: number): CarrierAct | null => {
  if (!leg.mutedThere || !isTalking(leg) || !mayBeHeard(call, leg)) return null
  const of = coachedBy(call, leg)
  if (of !== leg.coachThere) return { do: 'coach', leg, of }
  return isPutOff(leg.muteRefused, now) ? null : { do: 'mute', leg, isMuted: false }
}

const legAct = (call: CallState, leg: Leg, now: number): CarrierAct | null => {
  if (isOver(leg)) return null
  if (leg.isGone && leg.carrierId !== '' && !leg.goneThere) return { do: 'hang-up', leg }
  if (leg.askAt && leg.askAt.getTime() <= now && leg.carrierId !== '') return { do: 'ask', leg }
  if (leg.isGone) return null
  if (leg.role === 'outside' && leg.line === 'planned' && !leg.isDialled) return { do: 'dial', leg }
  if (inConference(leg) && leg.isHeld !== leg.heldThere && !isPutOff(leg.holdRefused, now)) return { do: 'hold', leg, isHeld: leg.isHeld }
  return coachAct(call, leg, now)
}

/**
 * Pure: the first thing in which the carrier's side differs from what we want; null when nothing does. The sensitive comes first: a
 * supervisor is silenced, and a recording is paused, before anybody is held, connected or hung up.
 */
export const nextAct = (call: CallState, now: number): CarrierAct | null => {
  for (const leg of call.legs) {
    const quiet = quietAct(call, leg, now)
    if (quiet) return quiet
  }
  const pause = recordingAct(call)
  if (pause && pause.do !== 'record' && !(pause.do === 'pause-recording' && !pause.isPaused)) return pause
  const placed = placeAct(call)
  if (placed) return placed
  for (const leg of call.legs) {
    const act = legAct(call, leg, now)
    if (act) return act
  }
  if (pause) return pause
  const due = call.recordings.find((one) => one.fetchAt !== null && one.fetchAt.getTime() <= now)
  if (due) return { do: 'fetch-recording', recordingId: due.id }
  // Last: a carrier that gives no answer to this holds up nothing else.
  const of = call.unwanted?.find((one) => one.removeAt.getTime() <= now)
  return of ? { do: 'remove-recording', of } : null
}
