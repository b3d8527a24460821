import type { RelaxStep } from './relax.ts'

/** A skill and its level, 1 to 3. */
export type SkillLevel = readonly [string, number]

/** What a piece of work asks of whoever takes it. One value for all work of a queue and channel: the engine compares demands by `key`. */
export interface Demand {
  key: string
  channel: string
  /** What a person calls one piece of it: `chat`, `email`. */
  noun: string
  /** The customer waits in real time. */
  isLive: boolean
  /** Takes the whole person, as a call does. */
  isExclusive: boolean
  /** Teams it is offered to; empty: everyone. */
  teams: readonly string[]
  /** Teams that may see it at all; empty: everyone. */
  seenBy: readonly string[]
  /** Skill → lowest level, 1 to 3. */
  required: Readonly<Record<string, number>>
  optional: Readonly<Record<string, number>>
  /** The same as lists, for the many times they are gone through. */
  requiredList: readonly SkillLevel[]
  optionalList: readonly SkillLevel[]
  /** Every skill named, the required ones first: the order in which people are told of them. */
  skills: readonly string[]
  steps: readonly RelaxStep[]
}

const sorted = (skills: Readonly<Record<string, number>>): [string, number][] => Object.entries(skills).sort(([a], [b]) => (a < b ? -1 : 1))

export const createDemand = (parts: Omit<Demand, 'key' | 'requiredList' | 'optionalList' | 'skills'>): Demand => ({
  ...parts,
  requiredList: sorted(parts.required),
  optionalList: sorted(parts.optional),
  skills: [...new Set([...Object.keys(parts.required), ...Object.keys(parts.optional)])],
  key: JSON.stringify([
    parts.channel,
    parts.isLive,
    parts.isExclusive,
    [...parts.teams].sort(),
    [...parts.seenBy].sort(),
    sorted(parts.required),
    sorted(parts.optional),
    parts.steps,
  ]),
})

export type Priority = 'low' | 'normal' | 'high' | 'urgent'

const order: readonly Priority[] = ['low', 'normal', 'high', 'urgent']
/** A queue's work has at least its priority; a queue of normal priority leaves a case low. */
export const atLeast = (own: Priority, ofQueue: Priority): Priority =>
  ofQueue !== 'normal' && order.indexOf(ofQueue) > order.indexOf(own) ? ofQueue : own

/** Waiting work as the engine sees it. Instants are milliseconds since 1970. */
export interface Waiting {
  id: string
  demand: Demand
  priority: Priority
  /** Its age counts from here. */
  since: number
  /** Who had the case before: preferred when they fit. */
  stickyId: string | null
  /** Who said that they will take it. */
  meantFor?: string | undefined
  refusals: readonly Refusal[]
}

/** An agent who declined it or let it lapse: until `hardUntil` it is not offered to them, until `softUntil` only when nobody else fits. */
export interface Refusal {
  agentId: string
  hardUntil: number
  softUntil: number
  /** They did not refuse: it is to be called back, and they have called out as often as they may for now. */
  isBarred?: true
}

const MINUTE = 60_000

/** A priority is a head start: all work ages alike, so the least of it comes first in the end. */
const headStart: Record<Priority, number> = { low: -30 * MINUTE, normal: 0, high: 30 * MINUTE, urgent: 120 * MINUTE }
/** Who waits in real time goes before who can wait. */
const liveHeadStart = 240 * MINUTE
/** And a caller on the line before a chat. */
const exclusiveHeadStart = 10 * MINUTE

/** The order in which work is served: the smaller, the sooner. Does not change with time, which is what lets it lie in a heap. */
export const dueKey = (work: Pick<Waiting, 'priority' | 'since'> & { demand: Pick<Demand, 'isLive' | 'isExclusive'> }): number =>
  work.since - headStart[work.priority] - (work.demand.isLive ? liveHeadStart : 0) - (work.demand.isExclusive ? exclusiveHeadStart : 0)

/** How urgent it is now, in milliseconds; grows by one each millisecond. */
export const urgency = (work: Pick<Waiting, 'priority' | 'since' | 'demand'>, now: number): number => now - dueKey(work)
