import type { CallReport } from '../../../calls/index.ts'
import type { Signed } from '../signature.ts'
import { legStateOf } from './leg-state.ts'

/** Which leg of which call a callback is about. */
export interface LegRef {
  callId: string
  legId: string
}

type Participant = Extract<CallReport, { type: 'participant' }>['what']

const participantEvents: Record<string, Participant> = {
  'participant-join': 'joined',
  'participant-leave': 'left',
  'participant-hold': 'held',
  'participant-unhold': 'resumed',
  'participant-mute': 'muted',
  'participant-unmute': 'unmuted',
}
const recordingStates: Record<string, Extract<CallReport, { type: 'recording' }>['state']> = {
  'in-progress': 'running',
  completed: 'ready',
  absent: 'absent',
  failed: 'absent',
}

/** Twilio writes RFC 2822. Without a time that can be read, it happened now. */
const timeOf = ({ Timestamp = '' }: Signed, now: Date): Date => {
  const at = Date.parse(Timestamp)
  return Number.isNaN(at) ? now : new Date(at)
}

/**
 * The key of a callback: what it is about, its kind and Twilio's own count. Twilio's signature holds no time, so this is what tells a replay
 * (SECURITY P3). Where nothing is counted, the delivery's own token (r), else what is said.
 */
const keyOf = (about: string, kind: string, { SequenceNumber }: Signed, token: string | undefined, said: string): string =>
  `${about}:${kind}:${SequenceNumber ?? token ?? said}`

/** Null for what says nothing about a leg. */
export const readLegReport = (body: Signed, leg: LegRef, token: string | undefined, now: Date): CallReport | null => {
  const { CallSid = '', CallStatus = '', SipResponseCode, ErrorCode } = body
  const state = legStateOf(CallStatus)
  if (!CallSid || !state) return null
  const reason = ErrorCode ? `Twilio error ${ErrorCode}` : SipResponseCode && SipResponseCode !== '200' ? `SIP ${SipResponseCode}` : ''
  return {
    type: 'leg',
    key: keyOf(CallSid, 'status', body, token, CallStatus),
    ...leg,
    carrierId: CallSid,
    state,
    at: timeOf(body, now),
    ...(reason ? { reason } : {}),
  }
}

/** Null for what nobody asks about, such as the start, which the second participant tells as well. */
export const readConferenceReport = (body: Signed, callId: string, token: string | undefined, now: Date): CallReport | null => {
  const { ConferenceSid = '', StatusCallbackEvent = '', CallSid = '', ParticipantLabel = '' } = body
  if (!ConferenceSid) return null
  const known = { callId, conferenceId: ConferenceSid, at: timeOf(body, now) }
  // Participants' events are counted for the conference as a whole.
  const key = keyOf(ConferenceSid, 'conference', body, token, `${StatusCallbackEvent}:${CallSid}`)
  if (StatusCallbackEvent === 'conference-end') return { type: 'conference-ended', key, ...known }
  const what = participantEvents[StatusCallbackEvent]
  return what && CallSid ? { type: 'participant', key, ...known, legId: ParticipantLabel, carrierId: CallSid, what } : null
}

/** A recording's callbacks carry no number, but each of its states comes once. */
export const readRecordingReport = (body: Signed, callId: string, now: Date): CallReport | null => {
  const { RecordingSid = '', RecordingStatus = '', RecordingDuration = '' } = body
  const state = recordingStates[RecordingStatus]
  if (!RecordingSid || !state) return null
  const seconds = Number(RecordingDuration)
  return {
    type: 'recording',
    key: `${RecordingSid}:recording:${RecordingStatus}`,
    callId,
    recordingId: RecordingSid,
    state,
    seconds: Number.isFinite(seconds) && seconds > 0 ? seconds : 0,
    at: timeOf(body, now),
  }
}
