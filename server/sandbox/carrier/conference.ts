import type { CallbackTo, CallRecord, ConferenceRecord, ParticipantRecord } from './shapes.ts'

/** Why a participant is no longer there, in the carrier's words. */
export type LeaveReason =
  | 'conference_ended_via_api'
  | 'moderator_ended_conference'
  | 'participant_updated_via_api'
  | 'participant_hung_up'
  /** Removed by the API; its callbacks say `participant_updated_via_api`. */
  | 'kicked'

/** What a `<Conference>` asks for. */
export interface JoinSettings {
  name: string
  label: string | null
  isMuted: boolean
  beep: ParticipantRecord['beep']
  startsOnEnter: boolean
  endsOnExit: boolean
  coachOf: string | null
  waitUrl: string | null
  waitMethod: 'GET' | 'POST'
  maxParticipants: number
  callback: CallbackTo | null
  recording: { callback: CallbackTo | null } | null
}

/** Codes of Twilio's dictionary; the document goes on with its next verb, or its action. */
export type Joined = { left: Promise<LeaveReason> } | { refused: number; why: string }

export interface Conferences {
  join(call: CallRecord, settings: JoinSettings): Joined
  leave(callSid: string, reason: LeaveReason): void
  /** By sid, or by the name of one that is not over. */
  find(sidOrName: string): ConferenceRecord | undefined
  /** Those who are in it now, first joiner first. */
  participants(conference: ConferenceRecord): ParticipantRecord[]
  participant(conference: ConferenceRecord, callSidOrLabel: string): ParticipantRecord | undefined
  /** The conference a call is in. */
  of(callSid: string): { conference: ConferenceRecord; participant: ParticipantRecord } | undefined
  complete(conference: ConferenceRecord): void
  /** Something of a participant was changed: shown, planned and told. */
  changed(conference: ConferenceRecord, participant: ParticipantRecord, event: string): void
  tell(conference: ConferenceRecord, event: string, participant?: ParticipantRecord, more?: Record<string, string>): void
  /** A label that may not be one (16023), by TwiML or REST alike. */
  isLabel(label: string): boolean
  hasLabel(name: string, label: string): boolean
  onStart(listener: (conference: ConferenceRecord) => void): void
  onEnd(listener: (conference: ConferenceRecord) => void): void
  onBeep(listener: (callSid: string) => void): void
  /** What a participant hears besides people may have changed. */
  onSound(listener: (callSid: string) => void): void
}
