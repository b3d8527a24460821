import * as z from 'zod'
import { maskCards } from '../platform/wire/mask-cards.ts'
import { Notice, SpokenTexts } from '../queues/wire.ts'

/** E.164, or a short or national number as somebody typed it: what may be dialled is decided by the gate, not by the form. */
const Dialled = z.string().trim().min(2).max(30)
const At = z.string()
const Seconds = z.number().int().min(0)

const outcomes = ['answered', 'abandoned', 'served-by-menu', 'turned-away', 'voicemail', 'callback', 'failed', 'rejected'] as const

export const LegView = z.object({
  /** `l1`, `l2` … in the order they came. */
  id: z.string(),
  role: z.enum(['customer', 'agent', 'colleague', 'outside', 'supervisor']),
  agentId: z.string().nullable(),
  name: z.string(),
  /** A number; empty for people of the staff and callers who withhold it. */
  address: z.string(),
  state: z.enum(['dialling', 'ringing', 'live', 'joined', 'ended']),
  /** As the carrier has it. */
  isHeld: z.boolean(),
  /** The carrier would not hold them, or take them back, as was asked: it is asked again, or is not any more. */
  holdRefused: z.enum(['asking', 'given-up']).optional(),
  /** Null while it is not held. */
  heldSince: At.nullable(),
  isMuted: z.boolean(),
  /** Of a supervisor who whispers: the one leg that hears them. */
  hears: z.string().optional(),
  since: At,
})
export type LegView = z.infer<typeof LegView>

/** One step of the phone menu that the caller went through; never what was keyed at a secret step. */
export const PathStep = z.object({
  at: At,
  step: z.string(),
  says: z.string(),
  keys: z.string().optional(),
  said: z.string().optional(),
  /** The article that was read out. */
  article: z.string().optional(),
})
export type PathStep = z.infer<typeof PathStep>

export const CallView = z
  .object({
    id: z.string(),
    /** Null until the call is filed: while the caller is in the menu. */
    caseId: z.string().nullable(),
    customerId: z.string().nullable(),
    interactionId: z.string(),
    direction: z.enum(['in', 'out']),
    /** Between two of the staff: the leg `customer` is the colleague who is called. */
    isInternal: z.boolean(),
    ourNumber: z.string(),
    party: z.object({
      address: z.string(),
      name: z.string(),
      /** A number is claimed, never proof: `shared` is the number of several customers. */
      confidence: z.enum(['exact', 'shared', 'unknown', 'withheld']),
    }),
    phase: z.enum(['menu', 'waiting', 'connecting', 'talking', 'wrap-up', 'ended']),
    /** `turned-away`: told by a notice or a rule of the queue that nobody answers now. */
    outcome: z.enum(outcomes).nullable(),
    queueId: z.string().nullable(),
    workId: z.string().nullable(),
    /** Who has the call: connects, talks or wraps up; of one that is over, who had it last. */
    agentId: z.string().nullable(),
    /** Everybody of ours who had the call, in the order they took it. */
    handledBy: z.array(z.string()),
    startedAt: At,
    queuedAt: At.nullable(),
    answeredAt: At.nullable(),
    endedAt: At.nullable(),
    isHelpAsked: z.boolean(),
    wrapUpEndsAt: At.nullable(),
    /** Who wraps it up; left out: nobody. The customer may go on without them, and be with somebody else. */
    wrapUpBy: z.string().optional(),
    disposition: z.string().nullable(),
    /** How it ended had to be said and was not: it still can be, by whoever had the call last. */
    lacksOutcome: z.boolean(),
    note: z.string(),
    legs: z.array(LegView),
    path: z.array(PathStep),
    /** What the caller was told last: the place in the queue, and minutes. */
    estimate: z
      .object({ position: z.number().int(), fromMinutes: z.number().int().nullable(), toMinutes: z.number().int().nullable() })
      .nullable(),
    recording: z
      .object({
        state: z.enum(['off', 'on', 'paused', 'ready', 'absent', 'erased']),
        seconds: z.number(),
        pauses: z.array(z.object({ from: At, to: At.nullable() })),
        /** An explicit pause ends by itself then. */
        resumesAt: At.nullable(),
      })
      .nullable(),
    /** Whether the customer agreed to be recorded, or was asked by the menu and did not. */
    consent: z.enum(['none', 'given', 'refused']),
    /** What can be played, in the order it was recorded: a recording that was stopped and begun again is two. */
    recordings: z.array(
      z.object({
        id: z.string(),
        what: z.enum(['call', 'voicemail']),
        seconds: z.number(),
        /** How loud it is over time, in hundredths of its loudest moment; left out when that is not known. */
        peaks: z.array(z.number().int()).optional(),
      }),
    ),
    /** The one who is asked besides; `isPrivate`: the customer is held and hears nothing. */
    consult: z.object({ legId: z.string(), isPrivate: z.boolean() }).nullable(),
    /** The queue that was asked last, when nobody of it came. */
    nobodyIn: z.string().optional(),
    /** By when the agent's line has to be there: after accepting, or after it was lost. */
    joinBy: At.nullable(),
    /** The customer asked to be called back, and keeps the place in the queue. */
    callback: z
      .object({
        state: z.enum(['waiting', 'done', 'expired', 'cancelled']),
        attempts: z.number().int(),
        dueAt: At.nullable(),
        /** Nobody may call them until it is due: it is no hour for it there, they or we called too often, or the desk lets nothing out. */
        heldFor: z.enum(['calling-hours', 'too-often', 'paused']).nullable(),
        /** Who came last to make it, and had called out as often as they may: it went to the next one. */
        notBy: z.string().nullable(),
        /** Why nobody may call them at all any more, as the gate calls it; null while they may. */
        refusedFor: z.string().nullable(),
        /** Somebody of the staff arranged it for an hour (`at`); null: the customer asked for it. `forAgentId`: who said that they will call. */
        arranged: z.object({ by: z.string(), at: At, forAgentId: z.string().nullable(), note: z.string() }).nullable(),
        expiresAt: At,
      })
      .nullable(),
    v: z.number().int(),
  })
  .meta({ id: 'Call' })
export type CallView = z.infer<typeof CallView>

export const CallQuery = z
  .object({
    state: z.enum(['live', 'recent']).default('recent'),
    /** Of the other party, as somebody typed it. */
    number: Dialled.optional(),
    /** Who had the call, also for a while only. */
    agentId: z.string().max(60).optional(),
    queueId: z.string().max(60).optional(),
    outcome: z.enum(outcomes).optional(),
    direction: z.enum(['in', 'out']).optional(),
    /** With a recording that can be played. */
    recorded: z.enum(['yes']).optional(),
    /** Where it had to be said how the call ended, and was not; of `agentId`: who had it last. */
    lacksOutcome: z.enum(['yes']).optional(),
    from: z.iso.datetime().optional(),
    to: z.iso.datetime().optional(),
    /** `missed`: callers who reached nobody, and colleagues whose call you did not take. `mine`: those you were part of. */
    which: z.enum(['all', 'mine', 'missed']).default('all'),
    limit: z.coerce.number().int().min(1).max(100).default(50),
    cursor: z.string().max(500).optional(),
  })
  .strict()

/** What a browser's softphone signs in with. */
export const SoftphoneAccess = z
  .object({
    /** Which softphone: `twilio`, or the one of the stand-in. */
    kind: z.string(),
    token: z.string(),
    identity: z.string(),
    /** Where a softphone that is no SDK's connects. */
    address: z.string().optional(),
    expiresAt: At,
  })
  .meta({ id: 'SoftphoneAccess' })
export type SoftphoneAccess = z.infer<typeof SoftphoneAccess>

/** The softphone connects with it, once and within its time. */
export const DialId = z.object({ dialId: z.string() })
/** `speak`: after the tone; `listen`: what was said comes back; `silent`: nothing was recorded; `failed`: it ended before it was played. */
export const TestCallStage = z.enum(['dialling', 'speak', 'listen', 'done', 'silent', 'failed'])
export type TestCallStage = z.infer<typeof TestCallStage>
export const TestCall = z.object({ id: z.string(), stage: TestCallStage }).meta({ id: 'TestCall' })
export type TestCall = z.infer<typeof TestCall>
export const StartedTestCall = z.object({ testCallId: z.string(), dialId: z.string() })
export type StartedTestCall = z.infer<typeof StartedTestCall>
export const StartedCall = z.object({ call: CallView, dialId: z.string() })

export const StartCall = z.object({ to: Dialled, caseId: z.string().max(60).optional(), queueId: z.string().max(60).optional() }).strict()
const Hour = z.iso.datetime({ offset: true })
/** `who`: you said that you will call, and are asked first if you are free then; or whoever is free in the queue. */
export const ArrangeCallback = z
  .object({
    number: Dialled,
    caseId: z.string().max(60).optional(),
    at: Hour,
    who: z.enum(['me', 'anyone']).default('anyone'),
    /** For whoever calls. */
    note: z.string().trim().max(500).overwrite(maskCards).default(''),
  })
  .strict()
export const MoveCallback = z.object({ at: Hour }).strict()
/** Whatever is no number is answered with the reason why it is not called. */
export const CallingHoursQuery = z.object({ number: z.string().trim().max(30).default('') }).strict()
/** When whoever has a number may be called: hours of the day in all of these zones at once; at any hour where there are none. */
export const CallingHours = z
  .object({
    /** E.164. */
    number: z.string(),
    zones: z.array(z.string()),
    from: z.number().int(),
    to: z.number().int(),
    /** Why they may not be called at any hour, in plain words. */
    refusal: z.string().nullable(),
  })
  .meta({ id: 'CallingHours' })
export type CallingHours = z.infer<typeof CallingHours>
/** Left out: the customer. */
export const HoldLeg = z.object({ legId: z.string().max(60).optional(), isHeld: z.boolean() }).strict()
export const SetRecording = z.object({ act: z.enum(['start', 'pause', 'resume', 'stop']) }).strict()
const ToQueue = z.object({ queueId: z.string().max(60) }).strict()
const ToAgent = z.object({ agentId: z.string().max(60) }).strict()
const ToNumber = z.object({ number: Dialled }).strict()
export const TransferCall = z.object({ to: z.union([ToQueue, ToAgent, ToNumber]) }).strict()
export const ConsultCall = z.object({ to: z.union([ToQueue, ToAgent, ToNumber]) }).strict()
/** Left out: the one who was asked. */
export const HandOverCall = z.object({ legId: z.string().max(60).optional() }).strict()
export const NoteCall = z.object({ text: z.string().max(20_000) }).strict()
export const WrapUpCall = z
  .object({
    disposition: z.string().max(80).overwrite(maskCards).optional(),
    isDone: z.boolean().optional(),
    extendSeconds: z.number().int().min(1).max(900).optional(),
  })
  .strict()
export const AskHelp = z.object({ isAsked: z.boolean() }).strict()
export const CoachCall = z.object({ mode: z.enum(['listen', 'whisper', 'barge']) }).strict()
export type CoachMode = z.infer<typeof CoachCall>['mode']
/** Which of a call's; left out: the last to play, and all to erase. */
export const RecordingQuery = z.object({ recordingId: z.string().max(60).optional() }).strict()
/** Good for five minutes, for one recording. */
export const RecordingLink = z.object({ url: z.string() })

/** One call to keep. */
export const CallExport = z
  .object({
    exportedAt: At,
    call: CallView,
    /** All that happened, in order: ids and facts. */
    entries: z.array(
      z.object({ seq: z.number().int(), at: At, by: z.string(), what: z.string(), facts: z.record(z.string(), z.unknown()) }),
    ),
    /** Each good for five minutes. */
    recordings: z.array(
      RecordingLink.extend({ id: z.string(), what: z.enum(['call', 'voicemail']), seconds: z.number(), mime: z.string() }),
    ),
  })
  .meta({ id: 'CallExport' })
export type CallExport = z.infer<typeof CallExport>

/** One of our numbers: what answers there, and for which queue it rings. */
export const NumberView = z
  .object({
    id: z.string(),
    /** E.164. */
    number: z.string(),
    label: z.string(),
    /** The name of a flow; empty: straight to the queue. */
    flow: z.string(),
    queueId: z.string().nullable(),
    /** Recorded after consent. */
    isRecorded: z.boolean(),
    isActive: z.boolean(),
    notice: Notice.nullable(),
  })
  .meta({ id: 'Number' })
export type NumberView = z.infer<typeof NumberView>
/** A number of the carrier's account that is not one of ours yet. */
export const CarrierNumber = z.object({ number: z.string(), label: z.string() }).meta({ id: 'CarrierNumber' })
export type CarrierNumber = z.infer<typeof CarrierNumber>
const settable = {
  label: z.string().trim().min(1).max(80),
  flow: z.string().max(80),
  queueId: z.string().max(60).nullable(),
  isRecorded: z.boolean(),
}
export const NewNumber = z
  .object({
    number: Dialled,
    label: settable.label,
    flow: settable.flow.default(''),
    queueId: settable.queueId.default(null),
    isRecorded: settable.isRecorded.default(false),
  })
  .strict()
export const EditNumber = z
  .object({ ...settable, isActive: z.boolean() })
  .partial()
  .strict()

/** Rules of the whole phone, and what single queues do otherwise. */
const perQueue = {
  wrapUpSeconds: Seconds.max(3600),
  /** 0: kept until it is erased. */
  keepRecordingDays: Seconds.max(3650),
  /** One of our numbers, shown to whom we call; null: the first one. */
  callerId: z.string().max(60).nullable(),
  /** Whoever wraps up has to say how the call ended before they are done. */
  needsDisposition: z.boolean(),
}
export const PhoneSettings = z
  .object({
    ...perQueue,
    /** ISO 3166 codes that may be called; empty: the countries of our own numbers. */
    countries: z.array(z.string().regex(/^[A-Z]{2}$/)).max(250),
    /** Hours of the callee's own day between which customers are called. */
    callingHours: z.object({ from: z.number().int().min(0).max(23), to: z.number().int().min(1).max(24) }).strict(),
    /** How often may be dialled. */
    caps: z
      .object({
        agentHour: z.number().int().min(1),
        agentDay: z.number().int().min(1),
        numberHour: z.number().int().min(1),
        numberDay: z.number().int().min(1),
        /** At all of their numbers together. */
        customerHour: z.number().int().min(1),
        customerDay: z.number().int().min(1),
        deskHour: z.number().int().min(1),
        deskDay: z.number().int().min(1),
        /** Minutes of all calls out: what may be spent within a day. */
        deskMinutesDay: z.number().int().min(1),
        atOnce: z.number().int().min(1),
      })
      .strict(),
    queues: z.record(z.string().max(60), z.object(perQueue).partial().strict()),
    /** What callers are told when a queue or a number is closed or has a message, unless other words are given with it. */
    noticeTexts: z.object({ message: SpokenTexts, closed: SpokenTexts }).strict(),
  })
  .meta({ id: 'PhoneSettings' })
export type PhoneSettings = z.infer<typeof PhoneSettings>
export const EditPhoneSettings = PhoneSettings.extend({ caps: PhoneSettings.shape.caps.partial() }).partial().strict()
/** What has stopped all calls and messages out until enough of the last 24 hours is over; null: nothing. */
export const OutboundStop = z
  .object({ stop: z.object({ what: z.enum(['calls', 'minutes']), limit: z.number().int() }).nullable() })
  .meta({ id: 'OutboundStop' })
export type OutboundStop = z.infer<typeof OutboundStop>
/** Null takes a queue back to what the whole phone does. */
export const EditQueuePhone = z
  .object({
    wrapUpSeconds: perQueue.wrapUpSeconds.nullable(),
    keepRecordingDays: perQueue.keepRecordingDays.nullable(),
    callerId: perQueue.callerId,
    needsDisposition: perQueue.needsDisposition.nullable(),
  })
  .partial()
  .strict()

export const Blocked = z.object({ number: z.string(), reason: z.string(), since: At, by: z.string() }).meta({ id: 'DoNotCall' })
export type Blocked = z.infer<typeof Blocked>
/** Who is not put through any more: they hear a short sentence and nothing rings. */
export const Nuisance = Blocked.extend({ calls: z.number().int(), lastAt: At.nullable() }).meta({ id: 'NuisanceCaller' })
export type Nuisance = z.infer<typeof Nuisance>
export const Block = z.object({ number: Dialled, reason: z.string().trim().max(200).overwrite(maskCards).default('') }).strict()
export const PageQuery = z
  .object({ limit: z.coerce.number().int().min(1).max(100).default(50), cursor: z.string().max(500).optional() })
  .strict()
