import type { CallTerms, HeldFor, Outcome, ToldRange } from './entries.ts'
import type { Handled } from './handled.ts'
import type { RefusalCode } from './outbound/may-dial.ts'
import type { Leg } from './parties/leg.ts'
import type { CallView } from './wire.ts'

export type CallPhase = CallView['phase']

export interface Recording {
  id: string
  what: 'call' | 'voicemail'
  /** Whose line it records; empty when another may be begun there, or none ever could. */
  legId: string
  /** What the carrier does. */
  there: 'on' | 'paused' | 'stopped'
  /** What became of its sound. */
  file: 'none' | 'ready' | 'kept' | 'absent' | 'erased'
  fileId: string
  mime: string
  seconds: number
  bytes: number
  begunAt: Date
  pauses: { from: Date; to: Date | null }[]
  tries: number
  /** Asked for then. */
  fetchAt: Date | null
}

/** A recording at the carrier that nobody may ever hear. */
export interface Unwanted {
  id: string
  legId: string
  tries: number
  removeAt: Date
}

/** The fold of a call's stream: all that is known of it except content. */
export interface CallState {
  seq: number
  id: string
  direction: 'in' | 'out'
  /** Between two of the staff. */
  isInternal: boolean
  carrier: string
  ourNumber: string
  interactionId: string
  confidence: CallView['party']['confidence']
  terms: CallTerms
  phase: CallPhase
  outcome: Outcome | null
  /** Neither ended nor empty, as an index can ask. */
  isLive: boolean
  /** A customer's line is there, or is about to be dialled. */
  isOnLine: boolean
  legs: Leg[]
  conferenceId: string
  caseId: string | null
  /** Every case that it stood in, `caseId` among them: its lines stay where they were filed when merged cases are taken apart again. */
  filedIn: string[]
  customerId: string | null
  queueId: string | null
  /** Where the menu sent it, when it was moved from there: the menu still speaks of that queue. */
  movedFrom: string | null
  skills: Record<string, number>
  priority: 'low' | 'normal' | 'high' | 'urgent'
  /** How often a person was asked for. */
  asks: number
  workId: string | null
  /** Who has the call: connects, talks or wraps up. */
  agentId: string | null
  joinBy: Date | null
  rejoinBy: Date | null
  /** How the agent left the customer whose line was lost: so they find them. */
  isHeldOnReturn: boolean
  startedAt: Date | null
  queuedAt: Date | null
  /** Since when it waits this time: who took it before that has not taken it now. */
  waitingSince: Date | null
  answeredAt: Date | null
  endedAt: Date | null
  updatedAt: Date | null
  /** What the caller was told last, and since when they were told so. */
  estimate: (NonNullable<CallView['estimate']> & { at?: Date }) | null
  /** The range that was told last when somebody answered, and how long it took from then. */
  told?: ToldRange
  hasConsent: boolean
  /** `held`: whom it put on hold, and takes back. `queue`: which one is asked, and who of it are next. */
  consult: { legId: string; isPrivate: boolean; held?: string[]; queue?: { id: string; next: string[] } } | null
  /** The queue that was asked last, when nobody of it came. */
  nobodyIn?: string | null
  isHelpAsked: boolean
  hasNote: boolean
  /** Who wrote in its note last. */
  noteBy?: string
  /** Whether anyone said to record or not, and until when it pauses. */
  recordingAsked: 'start' | 'stop' | null
  pausedUntil: Date | null
  recordings: Recording[]
  /** Begun at the carrier, and none of `recordings`: to be deleted there. */
  unwanted?: Unwanted[]
  callback: {
    state: 'waiting' | 'done' | 'expired' | 'cancelled'
    attempts: number
    dueAt: Date | null
    expiresAt: Date
    /** Why nobody is to call them before `dueAt`; left out: nothing holds it. */
    heldFor?: HeldFor | null
    /** Who came last to make it, and may call nobody out for now. */
    notBy?: string | null
    /** Left out: the customer asked for it. `at`: the hour; `forAgentId`: who said that they will call. */
    arranged?: { by: string; at: Date; forAgentId: string | null }
    /** Of one that somebody cancelled: when it was to be called, null in its turn. */
    dueBefore?: Date | null
    /** Why the gate will never let anybody call them. */
    refusedFor?: RefusalCode
  } | null
  wrapUpEndsAt: Date | null
  wrapUpBy: string | null
  handled: Handled[]
  disposition: string | null
  /** How it ended had to be said, and was not within the time: whoever had it last is reminded until it is. */
  lacksOutcome?: boolean
  /** What the customer answered to surveys, by name. */
  ratings?: Record<string, number>
}

export const startCall = (id: string): CallState => ({
  seq: 0,
  id,
  direction: 'in',
  isInternal: false,
  carrier: '',
  ourNumber: '',
  interactionId: '',
  confidence: 'unknown',
  terms: { flow: '', isRecorded: false },
  phase: 'menu',
  outcome: null,
  isLive: false,
  isOnLine: false,
  legs: [],
  conferenceId: '',
  caseId: null,
  filedIn: [],
  customerId: null,
  queueId: null,
  movedFrom: null,
  skills: {},
  priority: 'normal',
  asks: 0,
  workId: null,
  agentId: null,
  joinBy: null,
  rejoinBy: null,
  isHeldOnReturn: false,
  startedAt: null,
  queuedAt: null,
  waitingSince: null,
  answeredAt: null,
  endedAt: null,
  updatedAt: null,
  estimate: null,
  hasConsent: false,
  consult: null,
  isHelpAsked: false,
  hasNote: false,
  recordingAsked: null,
  pausedUntil: null,
  recordings: [],
  callback: null,
  wrapUpEndsAt: null,
  wrapUpBy: null,
  handled: [],
  disposition: null,
})

export const legOf = (call: CallState, id: string): Leg | undefined => call.legs.find((one) => one.id === id)
/** The line the customer is on, or was on last. */
export const customerLeg = (call: CallState): Leg | undefined => call.legs.findLast((one) => one.role === 'customer')
/** The line of who has the call. */
export const agentLeg = (call: CallState): Leg | undefined =>
  call.legs.findLast((one) => one.role === 'agent' && one.agentId === call.agentId)
export const nextLegId = (call: CallState): string => `l${call.legs.length + 1}`
