import type { Fault } from '../platform/yaml.ts'

/** One thing a caller hears. The carrier's adapter escapes `text`: it is words, never markup (SECURITY P10). */
export type Utterance =
  | { do: 'say'; text: string /** BCP 47, such as `de-DE`. */; language: string }
  | { do: 'play' /** An address, or a file beside the flows: `sounds/welcome.wav`. */; url: string; times: number }

/** What the caller may do while `utterances` are heard or after; they can always cut them short. */
export interface Gather {
  input: readonly ('digits' | 'speech')[]
  /** Ends when so many digits are keyed; 0: by `finishOnKey` or silence. */
  digits: number
  finishOnKey: string
  timeoutSeconds: number
  /** BCP 47, of what is said. */
  language: string
  hints: readonly string[]
}

export type Priority = 'low' | 'normal' | 'high' | 'urgent'

/** What is to be done for the caller now. The flow waits until the act's own answer comes back as a `FlowEvent`. */
export type FlowAct =
  /** One document: the utterances inside the gather. Answered by digits, speech or nothing; of a secret answer nothing may be stored or logged. */
  | { type: 'speak'; utterances: Utterance[]; gather: Gather; isSecret: boolean }
  /** Ask the named look-up now, inside the same request. Answered by looked-up. `isSecret`: an argument is; never store the act. */
  | { type: 'look-up'; name: string; arguments: Record<string, string>; isSecret: boolean }
  /**
   * The caller waits for a person of `queue` and keeps their place however often this comes. Say the utterances, then play music up to `seconds`;
   * answered by digits (if there is a gather) or nothing, and ended by placed. `queue` is a queue's name as people read it.
   */
  | {
      type: 'wait'
      queue: string
      skills: Record<string, number>
      priority: Priority
      utterances: Utterance[]
      /** The place and the minutes that the utterances name; null: they name none. */
      told: Place | null
      /** As the `url` of what is played. Null: the desk's own music. */
      music: string | null
      seconds: number
      gather: Gather | null
    }
  /** Answered by recorded, or nothing when nobody spoke. */
  | { type: 'voicemail'; queue: string; utterances: Utterance[]; maxSeconds: number }
  /** The caller confirmed their own number. Answered at once by callback-made or callback-refused. */
  | { type: 'callback'; queue: string; number: 'caller' }
  /** To a number outside, through the outbound gate. Answered by placed or not-placed. */
  | { type: 'transfer'; number: string; utterances: Utterance[] }
  | { type: 'hang-up'; utterances: Utterance[]; outcome: 'served-by-menu' | 'rejected' }
  /** The flow has nothing to do: a person has the call, or it is over. */
  | { type: 'none' }

/** What happened. An event that the flow does not wait for changes nothing: it is given the same act again. */
export type FlowEvent =
  | { type: 'begin' }
  | { type: 'digits'; digits: string }
  /** `confidence` from 0 to 1. */
  | { type: 'speech'; text: string; confidence: number }
  /** Silence, or a document that played to its end. */
  | { type: 'nothing' }
  | { type: 'looked-up'; outcome: 'found' | 'missing' | 'failed'; values: Record<string, string> }
  | { type: 'recorded'; seconds: number }
  /** `isKnown`: one waits already for that number, and stays the only one. */
  | { type: 'callback-made'; isKnown?: true }
  | { type: 'callback-refused'; reason: string }
  /** A person has the call; accepted at every step. */
  | { type: 'placed' }
  /** The transfer outside came to nothing. */
  | { type: 'not-placed' }
  /** The person is gone and the caller still there: the flow goes on if it says how (a survey), else it hangs up. */
  | { type: 'left' }

/** The world as it is for this caller at this moment. All of it is given; nothing is fetched. */
export interface FlowFacts {
  now: Date
  /** By the names of hours.yaml. */
  hours: Record<string, { isOpen: boolean; isHoliday: boolean; opensAt: Date | null }>
  /** By queue name. */
  queues: Record<string, QueueFacts>
  /** `number` is E.164, or null when withheld. Who it is by that number is claimed and never spoken (SECURITY P5). */
  caller: { isKnown: boolean; number: string | null; hasOpenCase: boolean; segment: string | null }
  /** Article → language of the flow (`en`) → what the phone reads of it. */
  articles: Record<string, Record<string, string>>
}

export interface QueueFacts {
  /** Those whose turn it can be now: not who is to be called at an hour that has not come. */
  waiting: number
  longestWaitSeconds: number
  estimate: Estimate | null
  /** This caller's own, from 1, once they wait there. */
  position: number | null
  /** Where they would stand if they came to wait there now, by the priority they would have. Without it, behind all who wait. */
  places?: Readonly<Record<Priority, Place>>
  /** Somebody who serves it is signed in. */
  isStaffed: boolean
}

export interface Place {
  /** From 1. */
  position: number
  estimate: Estimate | null
}

export interface Estimate {
  fromMinutes: number
  toMinutes: number
}

/** One line of what the caller did, for the agent's screen. */
export interface PathStep {
  /** ISO 8601. */
  at: string
  /** `a/b`: step b of the sub-flow that step a called. */
  step: string
  says: string
  keys?: string
  said?: string
  /** The article that was read out. */
  article?: string
}

/** One step that a call came to, said or silent: what figures are made of. Without anything the caller keyed or said. */
export interface TrailStep {
  /** ISO 8601. */
  at: string
  /** `a/b`: step b of the sub-flow that step a called. */
  step: string
  /** The way out of the step before that led here; empty at the beginning. */
  on: string
}

/** Where a call is in its flow: plain JSON, without anything that was secret. */
export interface FlowState {
  /** Of the flow set the call began with; it keeps it. */
  version: string
  flow: string
  step: string
  /** Of the flow, such as `en`. */
  language: string
  awaits: 'begin' | 'input' | 'look-up' | 'callback' | 'recording' | 'person' | 'placed' | 'end'
  variables: Record<string, string>
  /** How often the current step has asked. */
  tries: number
  /** Look-ups that found nothing, by name. */
  misses: Record<string, number>
  /** To be heard with the next document. */
  pending: Utterance[]
  /** ISO 8601, since when for which queue. */
  waiting: { queue: string; since: string } | null
  /** Whether the call may be recorded; null: not asked. */
  consent: 'given' | 'refused' | null
  survey: Record<string, number>
  path: PathStep[]
  trail: TrailStep[]
}

export interface FlowFile {
  /** Below the flows' folder, such as `main.flow.yaml`. */
  name: string
  text: string
}

/** What else there is, for the check. What is not given is not checked. */
export interface KnownNames {
  queues?: readonly string[]
  hours?: readonly string[]
  articles?: readonly string[]
  /** That somebody of the staff has, or a queue asks for. */
  skills?: readonly string[]
  /** By what a flow calls them (`sounds/welcome.wav`): how long they are, or why they cannot be played. */
  sounds?: Readonly<Record<string, { seconds: number } | { why: string }>>
}

export type FlowFault = Fault
