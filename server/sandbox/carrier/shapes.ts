export type CallStatus = 'queued' | 'initiated' | 'ringing' | 'in-progress' | 'completed' | 'busy' | 'failed' | 'no-answer' | 'canceled'
export const FINAL: readonly CallStatus[] = ['completed', 'busy', 'failed', 'no-answer', 'canceled']

export type Method = 'GET' | 'POST'

export interface CallbackTo {
  url: string
  method: Method
  events: string[]
}

/** Where a call asks for a document. */
export interface DocumentAddress {
  url: string
  method: Method
  fallbackUrl: string | null
  fallbackMethod: Method
}

export interface CallRecord {
  sid: string
  parentCallSid: string | null
  direction: 'inbound' | 'outbound-api' | 'outbound-dial'
  from: string
  to: string
  status: CallStatus
  createdAt: Date
  updatedAt: Date
  /** When it was answered. */
  startedAt: Date | null
  endedAt: Date | null
  phoneNumberSid: string | null
  applicationSid: string | null
  /** What a softphone passes to its application, or an application to a softphone. */
  params: Record<string, string>
  /** The phone that has it; null until one answers. */
  lineId: string | null
  /** The phones it rings at. */
  ringsAt: string[]
  source: DocumentAddress | null
  twiml: string | null
  callback: CallbackTo | null
  /** Of the next status callback. */
  sequence: number
  timeoutSeconds: number
  timeLimitSeconds: number
  /** What runs now, so that it goes on after a restart: the verb at `index` begins again. */
  position: { twiml: string; url: string; method: Method; index: number } | null
  /** Its customer was erased while it was up: it goes when it is over. */
  isForgotten?: boolean
}

export interface ConferenceRecord {
  sid: string
  name: string
  status: 'init' | 'in-progress' | 'completed'
  createdAt: Date
  updatedAt: Date
  endedAt: Date | null
  /** The first joiner's; whatever later ones ask for is ignored. */
  callback: CallbackTo | null
  sequence: number
  reason: string | null
  endedBy: string | null
  recording: { callback: CallbackTo | null } | null
}

export interface ParticipantRecord {
  conferenceSid: string
  callSid: string
  label: string | null
  isMuted: boolean
  isHeld: boolean
  holdUrl: string | null
  holdMethod: Method
  isCoaching: boolean
  coachOf: string | null
  startsOnEnter: boolean
  endsOnExit: boolean
  beep: 'true' | 'false' | 'onEnter' | 'onExit'
  waitUrl: string | null
  waitMethod: Method
  createdAt: Date
  updatedAt: Date
  endedAt: Date | null
}

export interface RecordingRecord {
  sid: string
  callSid: string
  conferenceSid: string | null
  source: 'StartCallRecordingAPI' | 'RecordVerb' | 'DialVerb' | 'Conference'
  status: 'in-progress' | 'paused' | 'stopped' | 'processing' | 'completed' | 'absent'
  channels: 1 | 2
  createdAt: Date
  updatedAt: Date
  startedAt: Date
  endedAt: Date | null
  pauses: { from: Date; to: Date | null; behaviour: 'skip' | 'silence' }[]
  chunks: { n: number; at: number; bytes: number }[]
  seconds: number
  callback: CallbackTo | null
  isDeleted: boolean
}

export interface MessageRecord {
  sid: string
  direction: 'inbound' | 'outbound-api' | 'outbound-reply'
  from: string
  to: string
  body: string
  /** Addresses, as they were given. */
  media: string[]
  /** What was fetched from them, or what a telephone sent. */
  files?: { sid: string; type: string }[]
  status: 'queued' | 'sending' | 'sent' | 'delivered' | 'undelivered' | 'failed' | 'received'
  errorCode: number | null
  callback: string | null
  createdAt: Date
  updatedAt: Date
  sentAt: Date | null
}

export interface NumberRecord {
  sid: string
  number: string
  label: string
  voiceUrl: string
  voiceMethod: Method
  voiceFallbackUrl: string
  voiceFallbackMethod: Method
  statusCallback: string
  statusCallbackMethod: Method
  smsUrl: string
  smsMethod: Method
  smsFallbackUrl: string
  smsFallbackMethod: Method
  createdAt: Date
  updatedAt: Date
}

export type ApplicationRecord = Omit<NumberRecord, 'number'>

export interface Shapes {
  call: CallRecord
  conference: ConferenceRecord
  participant: ParticipantRecord
  recording: RecordingRecord
  message: MessageRecord
  number: NumberRecord
  application: ApplicationRecord
  /** Who has texted STOP, by `our number:theirs`. */
  stop: { at: Date }
}
