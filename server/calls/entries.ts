import type { Notice } from '../queues/index.ts'
import type { RefusalCode } from './outbound/may-dial.ts'
import type { LegRole, LineReport } from './parties/leg.ts'
import type { CallView, CoachMode, NumberView, PhoneSettings } from './wire.ts'

export type Outcome = NonNullable<CallView['outcome']>
export interface ToldRange {
  fromMinutes: number
  toMinutes: number
  /** From when it was told. */
  waitedMs: number
}
export type HeldFor = NonNullable<NonNullable<CallView['callback']>['heldFor']>

/** What the number and the settings said when the call began: it keeps them to its end. */
export interface CallTerms {
  flow: string
  isRecorded: boolean
  /** A set of menus that is not published: this one call tries it. */
  draft?: string
}

/**
 * What can happen to a call. Ids and facts only: numbers of people, names, what was keyed and said, notes and the flow's state lie in
 * `call_contents`. Instants are ISO 8601. `…-asked` is what we want of the carrier; what it confirmed follows in an entry of its own.
 */
export type CallChange =
  | {
      type: 'call.arrived'
      carrier: string
      carrierId: string
      ourNumber: string
      interactionId: string
      confidence: CallView['party']['confidence']
      terms: CallTerms
    }
  /** An agent calls somebody; their own line comes first. */
  | {
      type: 'call.started'
      carrier: string
      ourNumber: string
      interactionId: string
      agentId: string
      caseId: string | null
      customerId: string | null
      queueId: string | null
      confidence: CallView['party']['confidence']
      terms: CallTerms
      joinBy: string
      /** A colleague is called, whose console rings until then: no customer, no case. */
      toAgent?: { id: string; dialBy: string }
    }
  /** A leg has its document of this number: it asked for it, or was taken out of what it did. */
  /** `goesOn`: when the talk is over, the menu has more for whoever is on this leg. Left out: as before. */
  | { type: 'call.stepped'; legId: string; step: number; place: 'flow' | 'conference'; goesOn?: boolean }
  /** A person is asked for. `ask` counts how often, because each makes a message of its own. */
  | {
      type: 'call.queued'
      ask: number
      queueId: string
      skills: Record<string, number>
      priority: 'low' | 'normal' | 'high' | 'urgent'
    }
  /** Waits in another queue, or with another priority, because its work was moved: by a supervisor, or because the queue overflows. */
  | { type: 'call.moved'; queueId: string; priority: 'low' | 'normal' | 'high' | 'urgent' }
  /** A rule of the queue ends the call instead of letting the caller wait. */
  | { type: 'call.turned-away'; why: 'closed' | 'nobody' | 'too-long' }
  | { type: 'call.filed'; caseId: string; customerId: string }
  | { type: 'call.known'; confidence: CallView['party']['confidence'] }
  | { type: 'call.estimated'; position: number; fromMinutes: number | null; toMinutes: number | null }
  /** `isSpoken`: said to whoever has the call, who wrote it down. */
  | { type: 'call.consented'; isGiven: boolean; isSpoken?: true }
  | { type: 'call.voicemail-left'; ask: number; queueId: string; recordingId: string; seconds: number }
  | { type: 'call.callback-asked'; queueId: string; expiresAt: string }
  /** They asked once more, in another call: it stays the one callback, and its time begins anew. */
  | { type: 'call.callback-renewed'; expiresAt: string }
  /** Of that other call. `callId`: whose callback it is. */
  | { type: 'call.callback-known'; callId: string; queueId: string }
  /**
   * `why`: the gate will never let anybody call them; left out: somebody of the staff, or the customer was forgotten. `dueAt`: when it was to be called,
   * null in its turn, for whoever puts it back; left out: nobody can.
   */
  | { type: 'call.callback-cancelled'; why?: RefusalCode; dueAt?: string | null }
  /** Somebody put back what was cancelled. Past: it waits in its turn again. */
  | { type: 'call.callback-restored'; dueAt: string }
  /** Somebody of the staff arranged a call for an hour: it begins as one that waits. `forAgentId`: who said that they will call. */
  | {
      type: 'call.callback-arranged'
      carrier: string
      ourNumber: string
      interactionId: string
      caseId: string | null
      queueId: string
      confidence: CallView['party']['confidence']
      terms: CallTerms
      priority: 'low' | 'normal' | 'high' | 'urgent'
      forAgentId: string | null
      dueAt: string
      expiresAt: string
    }
  /** To another hour. */
  | { type: 'call.callback-moved'; dueAt: string; expiresAt: string }
  /** Nobody could be reached: once more at `nextAt`, or never. */
  | { type: 'call.callback-missed'; why: LineReport; nextAt: string | null }
  /**
   * The gate lets nobody call them now, which is no try: they are asked for again at `until`. Left out, both: the desk was restored and lets nothing out,
   * and they are asked for again when that is over.
   */
  | { type: 'call.callback-held'; why?: Exclude<HeldFor, 'paused'>; until?: string }
  | { type: 'call.callback-due'; ask: number; queueId: string }
  /** The flow connects the caller with a number outside. */
  | { type: 'call.connected-outside'; legId: string }
  | { type: 'call.accepted'; workId: string; agentId: string; joinBy: string }
  /** Whoever accepted did not come to the line, or routing took the work away before. */
  | { type: 'call.released'; agentId: string; why: 'not-joined' | 'taken' }
  /** They may call nobody out until then: somebody else makes the callback. */
  | { type: 'call.released'; agentId: string; why: 'at-limit'; until: string }
  | {
      type: 'call.leg-added'
      legId: string
      role: LegRole
      agentId: string | null
      way: 'softphone' | 'carrier'
      mode: CoachMode | null
      dialBy: string | null
      /** Asked as one of this queue. */
      queueId?: string
    }
  /** `turn`: whose request it is, of two processes that want to dial at the same moment. */
  | { type: 'call.leg-dialled'; legId: string; turn?: string }
  | { type: 'call.leg-known'; legId: string; carrierId: string }
  /** A softphone dialled in and was sent into the conference. */
  | { type: 'call.leg-entered'; legId: string; carrierId: string }
  /** `isAsked`: the carrier did not tell it, but was asked. */
  | { type: 'call.leg-reported'; legId: string; carrierId: string; report: LineReport; reportedAt: string; isAsked?: true }
  /** `askAt`: who left has hung up, as a rule; unless that is told by then, the carrier is asked. */
  | { type: 'call.leg-moved'; legId: string; carrierId: string; conferenceId: string; isIn: boolean; reportedAt: string; askAt?: string }
  | { type: 'call.leg-set'; legId: string; isHeld?: boolean; isMuted?: boolean; coachOf?: string | null; coachRefused?: string }
  /** The carrier would not mute them, or let them speak. Asked again at `againAt`; null: no more. */
  | { type: 'call.mute-refused'; legId: string; isMuted: boolean; againAt: string | null }
  /** The carrier would not put them on hold, or take them back. Asked again at `againAt`; null: no more, and they are as they were. */
  | { type: 'call.hold-refused'; legId: string; isHeld: boolean; againAt: string | null }
  /** What was known of the conference was out of date. */
  | { type: 'call.conference-found'; conferenceId: string }
  /** `askAt`: unless the end is told by then, the carrier is asked. */
  | { type: 'call.leg-ending'; legId: string; askAt?: string }
  | { type: 'call.hold-asked'; legId: string; isHeld: boolean }
  | { type: 'call.drop-asked'; legId: string }
  /** `told`: the range the caller heard last; what became of it is how good estimates are. */
  | { type: 'call.answered'; agentId: string; waitedMs: number; told: ToldRange | null }
  /** The agent's line ended and nobody asked for it: a reload, a lost network. */
  | { type: 'call.agent-lost'; agentId: string; rejoinBy: string }
  | { type: 'call.agent-back'; agentId: string }
  /** Back to a queue, with the age it had. `toAgentId`: whom it is meant for. */
  | {
      type: 'call.requeued'
      why: 'agent-lost' | 'transferred' | 'not-answered'
      from: string | null
      queueId: string
      toAgentId: string | null
      /** Of a new question for a person, when the work before is done; else null. */
      ask: number | null
      /** Whoever sent them out writes up on, while they wait. */
      keepsWrapUp?: true
    }
  /** The customer is connected with somebody outside, and the agent is no longer needed. */
  | { type: 'call.sent-out'; legId: string; from: string; wrapUpEndsAt: string }
  /** `queue`: somebody of it is asked, and if they do not come, these in their order. */
  | { type: 'call.consult-began'; legId: string; queue?: { id: string; next: string[] } }
  /** Whoever was asked did not come: another of the queue is asked, and after them `next`. */
  | { type: 'call.consult-passed'; legId: string; agentId: string; dialBy: string; next: string[] }
  /** `nobody`: none of the queue that was asked came. */
  | { type: 'call.consult-ended'; legId: string; why: 'asked' | 'not-answered' | 'left' | 'nobody' }
  | { type: 'call.joined-together'; legId: string }
  /** `queueId`: they were asked as one of that queue, and the call is its own from here on. */
  | { type: 'call.handed-over'; legId: string; from: string; agentId: string; queueId?: string }
  | { type: 'call.help-asked'; isAsked: boolean }
  | { type: 'call.coach-set'; legId: string; mode: CoachMode }
  | { type: 'call.recording-asked'; act: 'start' | 'stop' | 'resume' }
  | { type: 'call.recording-asked'; act: 'pause'; until: string }
  | { type: 'call.recording-begun'; recordingId: string; legId: string }
  | { type: 'call.recording-set'; recordingId: string; state: 'on' | 'paused' | 'stopped' }
  | { type: 'call.recording-reported'; recordingId: string; state: 'ready' | 'absent'; seconds: number; reportedAt: string }
  | { type: 'call.recording-kept'; recordingId: string; fileId: string; mime: string; bytes: number }
  /** Not ready yet: asked for again at `nextAt`, or given up. */
  | { type: 'call.recording-missed'; recordingId: string; nextAt: string | null }
  | { type: 'call.recording-erased'; recordingId: string; why: 'retention' | 'erased' }
  /** The carrier began one beside what the desk asked for, or of which it heard nothing: it goes at `removeAt`, unless it turns out to be wanted. */
  | { type: 'call.recording-unwanted'; recordingId: string; legId: string; removeAt: string }
  /** It would not go: asked for again then. */
  | { type: 'call.recording-stays'; recordingId: string; nextAt: string }
  /** It is no longer at the carrier. */
  | { type: 'call.recording-removed'; recordingId: string }
  | { type: 'call.noted' }
  | { type: 'call.hung-up' }
  /** The talk is over, and the customer goes back to the menu. `from`: who wraps up; null when nobody of ours was in it. */
  | { type: 'call.sent-back'; from: string | null; wrapUpEndsAt: string | null }
  /** The customer answered a survey of the menu. */
  | { type: 'call.rated'; name: string; rating: number }
  /** The customer's line is over. `isOver`: nobody has anything to do any more. */
  | { type: 'call.left'; outcome: Outcome; isOver: boolean; wrapUpEndsAt: string | null }
  | { type: 'call.wrap-up-set'; disposition: string | null; endsAt: string | null }
  /** `lacksOutcome`: its time was over before it was said how the call ended, where that has to be said. */
  | { type: 'call.wrapped'; agentId: string; why: 'done' | 'time'; lacksOutcome?: true }

/** One of our numbers. An audit: who changed what answers there. */
export type NumberChange =
  | ({ type: 'number.added' } & Omit<NumberView, 'id' | 'isActive' | 'notice'>)
  | ({ type: 'number.edited' } & Partial<Omit<NumberView, 'id' | 'number' | 'notice'>>)
  /** Callers are told something beyond the menu, or instead of it, from here on; `off`: no longer. */
  | { type: 'number.notice-set'; mode: Notice['mode'] | 'off'; texts: Notice['texts'] }
/** The phone's rules, one stream `phone:desk`. An audit as well. */
export type PhoneChange = { type: 'phone.edited'; caps?: Partial<PhoneSettings['caps']> } & Partial<Omit<PhoneSettings, 'caps'>>
/** Who listened to whom, and what was refused at the phone's doors. An audit, one stream a call; `desk` for what belongs to none. */
export type CallAuditChange =
  | { type: 'call-audit.listened'; callId: string; mode: CoachMode }
  | { type: 'call-audit.consent-noted'; callId: string }
  | { type: 'call-audit.recording-played'; callId: string; recordingId: string }
  | { type: 'call-audit.recording-erased'; callId: string; recordingId: string; why: 'retention' | 'erased' }
  | { type: 'call-audit.exported'; callId: string; recordings: number }
  | { type: 'call-audit.dial-refused'; identity: string; why: 'unknown' | 'foreign' | 'used' | 'expired' | 'over' }
  /** `number`: a keyed hash, so that the audit holds no address. */
  | { type: 'call-audit.blocked'; number: string }
  | { type: 'call-audit.unblocked'; number: string }
  | { type: 'call-audit.nuisance-added'; number: string }
  | { type: 'call-audit.nuisance-removed'; number: string }
  | { type: 'call-audit.outbound-refused'; number: string; code: string }
  /** Nothing goes out any more for the day: the limit of minutes or calls is reached. */
  | { type: 'call-audit.outbound-stopped'; what: 'calls' | 'minutes'; limit: number }
