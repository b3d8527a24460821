import { agentLeg, type CallState, customerLeg } from './call.ts'
import { isLive, isOver, isTalking, type Leg } from './parties/leg.ts'
import { latestOf } from './recordings/recording.ts'

/** What is to be asked of the carrier now. */
export type CarrierAct =
  | { do: 'hang-up'; leg: Leg }
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

/** A supervisor is pointed at who alone shall hear them before they can be heard, and muted as long as there is nobody to point at. */
const coachAct = (call: CallState, leg: Leg): CarrierAct | null => {
  if (leg.mode === null || !isTalking(leg)) return null
  const agent = agentLeg(call)
  const of = leg.mode === 'whisper' && agent && isTalking(agent) ? agent.carrierId : null
  const isMuted = leg.mode === 'listen' || (leg.mode === 'whisper' && of === null)
  if (isMuted) return leg.mutedThere ? null : { do: 'mute', leg, isMuted }
  if (of !== leg.coachThere) return { do: 'coach', leg, of }
  return leg.mutedThere ? { do: 'mute', leg, isMuted: false } : null
}

const legAct = (call: CallState, leg: Leg): CarrierAct | null => {
  if (isOver(leg)) return null
  if (leg.isGone) return leg.carrierId !== '' && !leg.goneThere ? { do: 'hang-up', leg } : null
  if (leg.role === 'outside' && leg.line === 'planned' && !leg.isDialled) return { do: 'dial', leg }
  if (inConference(leg) && call.conferenceId !== '' && leg.isHeld !== leg.heldThere) return { do: 'hold', leg, isHeld: leg.isHeld }
  return coachAct(call, leg)
}

/**
 * Pure: the first thing in which the carrier's side differs from what we want; null when nothing does. The sensitive comes first: a recording is
 * paused before anybody is held or connected.
 */
export const nextAct = (call: CallState, now: number): CarrierAct | null => {
  const pause = recordingAct(call)
  if (pause && pause.do !== 'record' && !(pause.do === 'pause-recording' && !pause.isPaused)) return pause
  const placed = placeAct(call)
  if (placed) return placed
  for (const leg of call.legs) {
    const act = legAct(call, leg)
    if (act) return act
  }
  if (pause) return pause
  const due = call.recordings.find((one) => one.fetchAt !== null && one.fetchAt.getTime() <= now)
  return due ? { do: 'fetch-recording', recordingId: due.id } : null
}
