import type { CoachMode } from '../wire.ts'

export type LegRole = 'customer' | 'agent' | 'colleague' | 'outside' | 'supervisor'

/** What is told of a leg's line, by the carrier or found out by us: `gone` is no longer live there and nobody said how it ended. */
export type LineReport = 'queued' | 'dialling' | 'ringing' | 'live' | 'gone' | 'cancelled' | 'failed' | 'no-answer' | 'busy' | 'completed'
export type LineState = 'planned' | LineReport

/**
 * The table of a line: a report moves it to where it says, and only ever forward; of two endings the surer one stands. Webhooks, the reconciler and
 * tests read the same table, so that any order of the same reports ends alike.
 */
const rank: Record<LineState, number> = {
  planned: 0,
  queued: 1,
  dialling: 2,
  ringing: 3,
  live: 4,
  gone: 5,
  cancelled: 6,
  failed: 7,
  'no-answer': 8,
  busy: 9,
  completed: 10,
}

/** The carrier tells at once of who comes into a conference and of how a line ends; later than this the news is taken for lost. */
export const TOLD_MS = 4_000

/** The carrier refused so often, and is asked again then. Null: no more. */
export interface Refusal {
  tries: number
  againAt: Date | null
}

export interface Leg {
  id: string
  role: LegRole
  /** Of people of the staff. */
  agentId: string | null
  /** Of a colleague who was asked as one of this queue. */
  queueId?: string
  /** `softphone`: it dials in; `carrier`: it is dialled, or dialled us. */
  way: 'softphone' | 'carrier'
  /** Empty until the carrier named it. */
  carrierId: string
  line: LineState
  lineAt: Date
  /** It was live once. */
  wasLive: boolean
  /** How many documents it was given. */
  step: number
  /** Where its last document sent it. */
  place: 'flow' | 'conference'
  /** When the talk is over, the menu has more for them. */
  goesOn?: boolean
  /** What the conference said last of its being there, by the conference's own clock. */
  isIn: boolean
  inAt: Date
  /** A planned leg lapses then. */
  dialBy: Date | null
  /** The request to dial it is out. */
  isDialled: boolean
  /** Whose request that is. */
  dialTurn?: string
  /** What we want, and what the carrier has confirmed. */
  isHeld: boolean
  /** Since when it is held; null while it is not. */
  heldAt: Date | null
  heldThere: boolean
  /** The carrier would not do that. */
  holdRefused?: Refusal
  isGone: boolean
  goneThere: boolean
  /** Its line has probably ended. Nobody told by then: the carrier is asked. */
  askAt?: Date
  mode: CoachMode | null
  mutedThere: boolean
  /** The carrier would not mute it, or let it speak. */
  muteRefused?: Refusal
  /** The leg that alone hears it; null: everyone does, unless it is muted. `UNSURE`: whatever happened to that leg may have ended it. */
  coachThere: string | null
  /** Whom the carrier would not have it speak to alone: not asked again before something changes. */
  coachRefused?: string
}

/** In place of whom a leg is heard by, when the carrier has to be asked anew. */
export const UNSURE = ''

export const newLeg = (leg: Pick<Leg, 'id' | 'role' | 'agentId' | 'way' | 'dialBy' | 'mode'>, at: Date): Leg => ({
  ...leg,
  carrierId: '',
  line: 'planned',
  lineAt: at,
  wasLive: false,
  step: 0,
  place: 'flow',
  isIn: false,
  inAt: new Date(0),
  isDialled: false,
  isHeld: false,
  heldAt: null,
  heldThere: false,
  isGone: false,
  goneThere: false,
  mutedThere: leg.mode !== null,
  coachThere: null,
})

export const isOver = (leg: Pick<Leg, 'line'>): boolean => rank[leg.line] >= rank.gone
/** Nothing has come in by it yet, and somebody still may. */
export const isAwaited = (leg: Pick<Leg, 'line' | 'carrierId' | 'isGone'>): boolean =>
  leg.line === 'planned' && leg.carrierId === '' && !leg.isGone
export const isLive = (leg: Pick<Leg, 'line'>): boolean => leg.line === 'live'
/** Somebody is behind it who hears the others. */
export const isTalking = (leg: Leg): boolean => isLive(leg) && leg.place === 'conference' && leg.isIn

/** Pure. As if the carrier had never refused this of it. */
export const forgetRefusal = (leg: Leg, ...of: readonly ('holdRefused' | 'muteRefused' | 'coachRefused')[]): Leg => {
  const rest = { ...leg }
  for (const one of of) delete rest[one]
  return rest
}

const refusedAgain = (before: Refusal | undefined, againAt: string | null): Refusal => ({
  tries: (before?.tries ?? 0) + 1,
  againAt: againAt === null ? null : new Date(againAt),
})

/** Pure. Given up in the end, they are wanted as they are. */
export const refuseHold =
  ({ isHeld, againAt }: { isHeld: boolean; againAt: string | null }) =>
  (leg: Leg): Leg => {
    if (leg.isHeld !== isHeld) return leg
    return { ...leg, holdRefused: refusedAgain(leg.holdRefused, againAt), isHeld: againAt === null ? leg.heldThere : leg.isHeld }
  }

/** Pure. */
export const refuseMute =
  ({ againAt }: { againAt: string | null }) =>
  (leg: Leg): Leg => ({ ...leg, muteRefused: refusedAgain(leg.muteRefused, againAt) })

/** Pure. A report that says nothing new changes nothing. */
export const reportLine = (leg: Leg, report: LineReport, at: Date): Leg => {
  const isFurther = rank[report] > rank[leg.line]
  const isEarlier = report === leg.line && at < leg.lineAt
  const wasLive = leg.wasLive || report === 'live' || report === 'completed'
  if (!isFurther && !isEarlier) return wasLive === leg.wasLive ? leg : { ...leg, wasLive }
  return { ...leg, line: report, lineAt: at, wasLive }
}

/** Pure. The carrier is asked then what became of it; null: it is not. */
export const askLater = ({ askAt: _, ...leg }: Leg, askAt: string | null): Leg =>
  askAt === null || isOver(leg) ? leg : { ...leg, askAt: new Date(askAt) }

/** Pure. Of two that contradict each other the later one stands, whichever came first; of the same moment, that it left. */
export const reportPlace = (leg: Leg, isIn: boolean, at: Date): Leg => {
  const isNewer = at > leg.inAt || (at.getTime() === leg.inAt.getTime() && leg.isIn && !isIn)
  if (!isNewer) return leg
  // Who comes into a conference is neither held nor coached there yet.
  if (!isIn || leg.isIn) return { ...leg, isIn, inAt: at }
  const fresh = forgetRefusal(leg, 'holdRefused', 'muteRefused', 'coachRefused')
  return { ...fresh, isIn, inAt: at, heldThere: false, mutedThere: leg.mode !== null, coachThere: null }
}

/** Pure. Who was held, came or went may be coached again, or is not coached any more: nothing is known of it until the carrier says so anew. */
export const forgetCoaching = (legs: readonly Leg[], of: string): Leg[] =>
  legs.map((leg) => {
    if (of === '' || (leg.coachThere !== of && leg.coachRefused !== of)) return leg
    return { ...forgetRefusal(leg, 'coachRefused'), coachThere: UNSURE }
  })

/** Who else the customer talks with besides the agent. */
export const companyOf = ({ legs }: { legs: readonly Leg[] }): Leg | undefined =>
  legs.find((one) => (one.role === 'colleague' || one.role === 'outside') && isTalking(one) && !one.isGone)
export const hasCompany = (call: { legs: readonly Leg[] }): boolean => companyOf(call) !== undefined
