import type { CallState } from '../call.ts'
import type { Handled } from '../handled.ts'

/** What figures need to know of a call. */
export type DayCall = Pick<CallState, 'direction' | 'queueId' | 'queuedAt' | 'answeredAt' | 'endedAt' | 'outcome' | 'phase' | 'isLive'> & {
  callback: unknown
  handled: readonly Handled[]
  ratings?: Readonly<Record<string, number>>
  told?: CallState['told']
}

/** When a call counts as answered in time, and when hanging up counts at all. In seconds. */
export interface Thresholds {
  answerWithinSeconds: number
  shortAbandonSeconds: number
}

export interface QueueFigures {
  /** Answered, or given up after more than the short time. */
  offered: number
  answered: number
  abandoned: number
  /** Gave up sooner; counted nowhere else. */
  shortAbandoned: number
  serviceLevel: number | null
  averageAnswerSeconds: number | null
  averageHandleSeconds: number | null
  abandonRate: number | null
  longestWaitSeconds: number
  estimatesTold: number
  estimatesKept: number | null
}

const mean = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, one) => sum + one, 0) / values.length
const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole)
const between = (from: Date, to: Date): number => Math.max(0, (to.getTime() - from.getTime()) / 1000)

/**
 * Pure: the figures of one queue over the calls that came in. Definitions are those of the field:
 *
 * - offered = answered + abandoned. Who left a voicemail, asked for a callback or was turned away by a rule is neither.
 * - short abandon: hung up while waiting within `shortAbandonSeconds`; left out everywhere (a misdial says nothing about us).
 * - service level = answered within `answerWithinSeconds` ÷ (offered + those who wait longer than that already): whatever becomes of them, they were
 *   not answered in time, and a day that looks whole while somebody waits is a lie.
 * - ASA, average speed of answer = Σ wait of answered calls ÷ answered; the wait runs from joining the queue to the first word.
 * - AHT, average handle time = Σ (talk + hold + wrap-up) of handled stretches that are over ÷ calls with such a stretch.
 * - abandon rate = abandoned ÷ offered.
 * - estimates kept = answered within the range of minutes told last, from when that range was first told (round by round it is one promise) ÷ answered calls that were told one.
 * - longest wait: of any call today, those that wait still among them.
 */
export const queueFigures = (
  calls: readonly DayCall[],
  { answerWithinSeconds, shortAbandonSeconds }: Thresholds,
  now: Date,
): QueueFigures => {
  const waits: number[] = []
  const abandons: number[] = []
  const handles: number[] = []
  let longest = 0
  let shortAbandoned = 0
  let late = 0
  for (const { direction, queuedAt, answeredAt, endedAt, outcome, phase, isLive, callback, handled } of calls) {
    if (direction !== 'in' || !queuedAt) continue
    const over = handled.filter((one) => one.to !== null)
    if (over.length > 0 && handled.length === over.length)
      handles.push(over.reduce((sum, one) => sum + between(one.from, one.to as Date), 0))
    // Who asked to be called back hears from us when it is their turn: that wait is no wait on the line.
    if (callback) continue
    if (answeredAt) {
      waits.push(between(queuedAt, answeredAt))
      longest = Math.max(longest, waits.at(-1) ?? 0)
    } else if (outcome === 'abandoned' && endedAt) {
      const waited = between(queuedAt, endedAt)
      if (waited < shortAbandonSeconds) shortAbandoned += 1
      else abandons.push(waited)
      longest = Math.max(longest, waited)
    } else if (isLive && phase === 'waiting') {
      const waited = between(queuedAt, now)
      if (waited > answerWithinSeconds) late += 1
      longest = Math.max(longest, waited)
    }
  }
  const told = calls.flatMap((one) => (one.direction === 'in' && one.told ? [one.told] : []))
  const kept = told.filter(({ fromMinutes, toMinutes, waitedMs }) => waitedMs >= fromMinutes * 60_000 && waitedMs <= toMinutes * 60_000)
  const offered = waits.length + abandons.length
  return {
    offered,
    answered: waits.length,
    abandoned: abandons.length,
    shortAbandoned,
    serviceLevel: share(waits.filter((one) => one <= answerWithinSeconds).length, offered + late),
    averageAnswerSeconds: mean(waits),
    averageHandleSeconds: mean(handles),
    abandonRate: share(abandons.length, offered),
    longestWaitSeconds: longest,
    estimatesTold: told.length,
    estimatesKept: share(kept.length, told.length),
  }
}

export interface RatingFigures {
  /** Of the survey: each has its own scale, so they are never mixed. */
  name: string
  count: number
  average: number
  share: number
}

/**
 * Pure: what customers answered to surveys. Average = Σ ratings ÷ ratings; share = ratings ÷ calls that a person answered, or that were rated without one.
 */
export const ratingFigures = (calls: readonly Pick<DayCall, 'answeredAt' | 'ratings'>[]): RatingFigures[] => {
  const names = [...new Set(calls.flatMap((one) => Object.keys(one.ratings ?? {})))].sort()
  return names.map((name) => {
    const given = calls.flatMap((one) => one.ratings?.[name] ?? [])
    const could = calls.filter((one) => one.answeredAt !== null || one.ratings?.[name] !== undefined)
    return { name, count: given.length, average: mean(given) ?? 0, share: given.length / could.length }
  })
}

/** Pure: a customer rates the call as it was in the end, so the rating is of whoever had it last. */
export const endedBy = <C extends Pick<DayCall, 'handled'>>(agentId: string, calls: readonly C[]): C[] =>
  calls.filter((one) => one.handled.at(-1)?.agentId === agentId)

type Stretch = readonly [from: number, to: number]

/** Pure: stretches of time that may overlap, as few as possible, in order. */
export const united = (stretches: readonly Stretch[]): Stretch[] => {
  const found: [number, number][] = []
  for (const [from, to] of [...stretches].filter(([a, b]) => b > a).sort((a, b) => a[0] - b[0])) {
    const last = found.at(-1)
    if (last && from <= last[1]) last[1] = Math.max(last[1], to)
    else found.push([from, to])
  }
  return found
}
const lengthOf = (stretches: readonly Stretch[]): number => united(stretches).reduce((sum, [from, to]) => sum + to - from, 0)

export interface AgentFigures {
  /** Calls in and out. */
  handled: number
  handledSeconds: number
  availableSeconds: number
  occupancy: number | null
}

/**
 * Pure: how busy somebody was with calls since a moment. Occupancy = handling (talk + hold + wrap-up) ÷ (handling + being available for more), of the
 * time itself: what overlaps counts once.
 */
export const agentFigures = (
  agentId: string,
  calls: readonly Pick<DayCall, 'handled'>[],
  available: readonly { from: string; to: string | null }[],
  { since, now }: { since: Date; now: Date },
): AgentFigures => {
  const clip = (from: number, to: number): Stretch => [Math.max(from, since.getTime()), Math.min(to, now.getTime())]
  const mine = calls.flatMap((one) => one.handled.filter((part) => part.agentId === agentId))
  const busy = mine.map(({ from, to }) => clip(from.getTime(), to?.getTime() ?? now.getTime()))
  const free = available.map(({ from, to }) => clip(Date.parse(from), to ? Date.parse(to) : now.getTime()))
  const handledMs = lengthOf(busy)
  return {
    handled: calls.filter((one) => one.handled.some((part) => part.agentId === agentId)).length,
    handledSeconds: handledMs / 1000,
    availableSeconds: lengthOf(free) / 1000,
    occupancy: share(handledMs, lengthOf([...busy, ...free])),
  }
}
