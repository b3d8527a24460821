/**
 * What the room asks of whoever carries the calls. It knows no carrier's words: `channels/twilio` translates both ways, and the stand-in of the
 * sandbox is reached by the same translation.
 */

/** One thing a caller hears or is asked for, in the order it happens. */
export type Utterance =
  | { do: 'say'; text: string /** BCP 47, such as `de-DE`. */; language: string }
  | { do: 'play'; url: string /** 0: until interrupted. */; times: number }
  | { do: 'pause'; seconds: number }

/** What the carrier does with a leg until it asks again. The last verb of a document decides where the leg goes; without one it ends. */
export type DocumentVerb =
  | Utterance
  | {
      do: 'gather'
      utterances: Utterance[]
      input: readonly ('digits' | 'speech')[]
      /** Ends when so many digits are keyed; 0: by `finishOnKey` or silence. */
      digits: number
      finishOnKey: string
      /** Silence before the first input, and between digits. */
      timeoutSeconds: number
      language: string
      hints: readonly string[]
      step: StepRef
    }
  | { do: 'record'; maxSeconds: number; finishOnKey: string; step: StepRef }
  /** Everyone of an interaction meets in one conference, which is named by the call. No leg ends it by leaving. */
  | { do: 'join'; conference: string; label: string; startsConference: boolean; isMuted: boolean; timeLimitSeconds: number }
  | { do: 'go-on'; step: StepRef }
  | { do: 'hang-up' }
  | { do: 'reject'; reason: 'busy' | 'rejected' }

export type CallDocument = readonly DocumentVerb[]

/** What a carrier throws that takes only so much of a document on a live line; one that goes on to a step is always short enough. */
export const DOCUMENT_TOO_LONG = 'document-too-long'

/** Where an answer comes back to: signed by the carrier's adapter and good once (VOICE.md, SECURITY P3). */
export interface StepRef {
  callId: string
  legId: string
  /** Counts the documents of a leg. */
  step: number
}

/** What a document brought in. */
export type StepInput =
  | { type: 'digits'; digits: string }
  | { type: 'speech'; text: string; confidence: number }
  /** Nothing was keyed or said, or there was nothing to wait for. */
  | { type: 'nothing' }
  | { type: 'recorded'; recordingId: string; seconds: number }

/** States of a leg as a carrier tells them; they only ever move forward. */
export type LegState = 'queued' | 'dialling' | 'ringing' | 'live' | 'completed' | 'busy' | 'no-answer' | 'failed' | 'cancelled'

/** What a carrier reports. Each is delivered at least once, in any order; `key` is the same for the same report. */
export type CallReport =
  | { type: 'leg'; key: string; callId: string; legId: string; carrierId: string; state: LegState; at: Date; reason?: string }
  | {
      type: 'participant'
      key: string
      callId: string
      conferenceId: string
      legId: string
      carrierId: string
      what: 'joined' | 'left' | 'held' | 'resumed' | 'muted' | 'unmuted'
      at: Date
    }
  | { type: 'conference-ended'; key: string; callId: string; conferenceId: string; at: Date }
  | {
      type: 'recording'
      key: string
      callId: string
      recordingId: string
      state: 'running' | 'paused' | 'ready' | 'absent'
      seconds: number
      at: Date
    }

/** A call that arrives at one of our numbers. */
export interface Arrival {
  /** The carrier's id of the leg. */
  carrierId: string
  /** E.164 or what the carrier says instead (`anonymous`, `sip:…`). Claimed, never proof. */
  from: string
  to: string
  callerName?: string
}

/** What the room does with live legs. A leg that is gone meanwhile is a normal outcome: it resolves with `false`. Throws AppError unavailable. */
export interface CallControl {
  kind: string
  /** Dials out; the answered leg asks for its first document under `step`. The intent is stored before. Throws invalid when the carrier refuses. */
  dial(leg: {
    callId: string
    legId: string
    to: string
    from: string
    timeoutSeconds: number
    step: StepRef
  }): Promise<{ carrierId: string }>
  /** Takes a live leg out of what it does and gives it a new document. */
  redirect(leg: { callId: string; legId: string; carrierId: string }, document: CallDocument): Promise<boolean>
  hangUp(carrierId: string): Promise<boolean>
  /** The id of the conference that bears this call's name and is not over; null: there is none. */
  conferenceOf(callId: string): Promise<string | null>
  /** Puts a participant on hold with music, or back. */
  hold(conferenceId: string, carrierId: string, isHeld: boolean): Promise<boolean>
  mute(conferenceId: string, carrierId: string, isMuted: boolean): Promise<boolean>
  /** `of`: the leg that alone hears this one; null: heard by everyone (barge). */
  coach(conferenceId: string, carrierId: string, of: string | null): Promise<boolean>
  remove(conferenceId: string, carrierId: string): Promise<boolean>
  /** Records one leg, both directions. */
  startRecording(leg: { callId: string; carrierId: string }): Promise<{ recordingId: string }>
  pauseRecording(carrierId: string, recordingId: string, isPaused: boolean): Promise<boolean>
  stopRecording(carrierId: string, recordingId: string): Promise<boolean>
  /** The sound of a finished recording; null while it is not ready. */
  fetchRecording(recordingId: string): Promise<{ type: string; bytes: Uint8Array } | null>
  /** The same as a WAV file, piece by piece, however it is fetched; false while it is not ready. */
  readRecording(recordingId: string, receive: (chunk: Uint8Array) => void): Promise<boolean>
  deleteRecording(recordingId: string): Promise<boolean>
  /** Legs that are live at the carrier now, for the reconciler. */
  liveLegs(): Promise<{ carrierId: string; state: LegState }[]>
  /** What one leg is now, or how it ended; null: the carrier knows of none such. */
  stateOf(carrierId: string): Promise<LegState | null>
  /** The numbers of the account that can take calls (E.164), and what it calls them. Throws AppError unavailable, invalid (refused). */
  numbers(): Promise<{ number: string; label: string }[]>
  /** What a browser's softphone signs in with. Lives at most an hour. */
  softphoneToken(identity: string): {
    kind: string
    token: string
    expiresAt: Date /** Where a softphone that is no SDK's connects. */
    address?: string
  }
}

/** What a carrier's adapter hands in. Each resolves once it is durable, and gives the same answer to the same request. */
export interface CallIntake {
  arrived(arrival: Arrival): Promise<CallDocument>
  answered(step: StepRef, input: StepInput): Promise<CallDocument>
  /** A softphone dials in with an id this desk issued. Anything else is rejected and audited (SECURITY P4). */
  dialledIn(dial: { dialId: string; identity: string; carrierId: string }): Promise<CallDocument>
  reported(report: CallReport): Promise<void>
}
