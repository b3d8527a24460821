import type { Demand, SkillLevel } from './demand.ts'
import { neededLevel } from './relax.ts'

/** An agent as the engine sees one. */
export interface Agent {
  id: string
  presence: 'available' | 'away' | 'not-responding' | 'offline'
  teams: readonly string[]
  /** Skill → level, 1 to 3. */
  skills: Readonly<Record<string, number>>
  /** Channel → how much of it at once; `default` for channels that are not named. */
  capacity: Readonly<Record<string, number>>
  /** Channel → what they hold now, offers included. */
  load: Readonly<Record<string, number>>
  /** Of it: where the customer waits in real time. */
  liveLoad: number
  /** Of it: what takes the whole person. */
  exclusiveLoad: number
  /** Of it: what is offered and not yet answered, where the customer waits in real time and where not. */
  liveOffers: number
  otherOffers: number
  /** Since when they got nothing, in milliseconds since 1970. */
  idleSince: number
}

/** So many are kept of one decision; who comes nearest comes first, and who is not in the queue's teams is no candidate. */
export const CANDIDATES_KEPT = 40

export const capacityFor = (agent: Pick<Agent, 'capacity'>, channel: string): number =>
  agent.capacity[channel] ?? agent.capacity.default ?? 0

/** How much more of the channel they can take. */
export const roomFor = (agent: Agent, channel: string): number => capacityFor(agent, channel) - (agent.load[channel] ?? 0)

export type Misfit = 'team' | 'offline' | 'away' | 'not-responding' | 'skill' | 'exclusive' | 'capacity' | 'asked'

// A decision asks these of every agent: plain loops, because what they would throw away is what the collector stops a decision for.
const isIn = (teams: readonly string[], wanted: readonly string[]): boolean => {
  if (wanted.length === 0) return true
  for (let n = 0; n < wanted.length; n++) if (teams.includes(wanted[n] as string)) return true
  return false
}

/** The first skill they lack at this step. */
export const lackedSkill = (agent: Agent, demand: Demand, step: number): string | null => {
  const rule = demand.steps[step]
  if (rule?.drop === 'all') return null
  for (let n = 0; n < demand.requiredList.length; n++) {
    const one = demand.requiredList[n] as SkillLevel
    if ((agent.skills[one[0]] ?? 0) < neededLevel(one[1], rule)) return one[0]
  }
  return null
}

/** Why an agent cannot take the work; null when they can. */
export const misfit = (agent: Agent, demand: Demand, step: number): Misfit | null => {
  if (!isIn(agent.teams, demand.teams) || !isIn(agent.teams, demand.seenBy)) return 'team'
  if (agent.presence !== 'available') return agent.presence
  if (lackedSkill(agent, demand, step) !== null) return 'skill'
  // A call takes the whole person: whoever has one is offered nothing live, and at first it is offered to nobody who has something live.
  if (demand.isLive && agent.exclusiveLoad > 0) return 'exclusive'
  const isBesideLive = demand.isExclusive && demand.steps[step]?.besideLive === true
  if (demand.isExclusive && agent.liveLoad > 0 && !isBesideLive) return 'exclusive'
  if (roomFor(agent, demand.channel) <= 0) return 'capacity'
  // One question at a time of each kind; what can wait never keeps the other from being offered, and no chat that is offered keeps a caller waiting
  // who may come beside chats.
  return (demand.isLive ? agent.liveOffers : agent.otherOffers) > 0 && !isBesideLive ? 'asked' : null
}

const REQUIRED_LEVEL = 5
const OPTIONAL_LEVEL = 10
const FULL_LOAD = -10
/** What having had the case before adds to the score shown; in the choice it decides alone. */
export const STICKY = 1000
const MINUTE = 60_000

/**
 * The part of the score that stays while time passes, in minutes: 5 a level of a required skill, 10 a level of an optional one (no more than is
 * wanted), down to -10 for load, and one a minute of idle time, taken from `idleSince`.
 */
export const standing = (agent: Agent, demand: Demand): number => {
  let points = 0
  for (let n = 0; n < demand.requiredList.length; n++)
    points += REQUIRED_LEVEL * (agent.skills[(demand.requiredList[n] as SkillLevel)[0]] ?? 0)
  for (let n = 0; n < demand.optionalList.length; n++) {
    const one = demand.optionalList[n] as SkillLevel
    points += OPTIONAL_LEVEL * Math.min(agent.skills[one[0]] ?? 0, one[1])
  }
  const capacity = capacityFor(agent, demand.channel)
  if (capacity > 0) points += (FULL_LOAD * (agent.load[demand.channel] ?? 0)) / capacity
  return points - agent.idleSince / MINUTE
}

/** The score at an instant, rounded for people. */
export const scoreAt = (agent: Agent, demand: Demand, isSticky: boolean, now: number): number =>
  Math.round((standing(agent, demand) + now / MINUTE + (isSticky ? STICKY : 0)) * 10) / 10
