import type { Waiting } from '../../server/routing/demand.ts'
import type { Agent } from '../../server/routing/fit.ts'

/** The same choice made the slow way: every piece of work against every agent, rules written out again. */

const startAhead = { low: -30, normal: 0, high: 30, urgent: 120 }

const minimum = (work: Waiting, level: number, now: number): number => {
  const waited = now - work.since
  let drop: number | 'all' = 0
  for (const step of work.demand.steps) if (waited >= step.afterMs) drop = step.drop
  if (drop === 'all') return 0
  return Math.max(level - drop, 1)
}

const shares = (mine: readonly string[], theirs: readonly string[]): boolean => theirs.length === 0 || mine.some((x) => theirs.includes(x))

export const fits = (agent: Agent, work: Waiting, now: number): boolean => {
  const { demand } = work
  if (agent.presence !== 'available') return false
  if (!shares(agent.teams, demand.teams) || !shares(agent.teams, demand.seenBy)) return false
  for (const [skill, level] of Object.entries(demand.required)) if ((agent.skills[skill] ?? 0) < minimum(work, level, now)) return false
  const isBeside = demand.steps.some((step) => step.besideLive === true && now - work.since >= step.afterMs)
  if (demand.isLive && agent.exclusiveLoad > 0) return false
  if (demand.isLive && agent.liveOffers > 0 && !isBeside) return false
  if (!demand.isLive && agent.otherOffers > 0) return false
  if (demand.isExclusive && agent.liveLoad > 0 && !isBeside) return false
  const capacity = agent.capacity[demand.channel] ?? agent.capacity.default ?? 0
  return (agent.load[demand.channel] ?? 0) < capacity
}

const points = (agent: Agent, work: Waiting): number => {
  const { demand } = work
  let sum = 0
  for (const skill of Object.keys(demand.required)) sum += 5 * (agent.skills[skill] ?? 0)
  for (const [skill, wanted] of Object.entries(demand.optional)) sum += 10 * Math.min(agent.skills[skill] ?? 0, wanted)
  const capacity = agent.capacity[demand.channel] ?? agent.capacity.default ?? 0
  if (capacity > 0) sum += (-10 * (agent.load[demand.channel] ?? 0)) / capacity
  return sum - agent.idleSince / 60_000
}

const minutesAhead = ({ priority, demand }: Waiting): number =>
  startAhead[priority] + (demand.isLive ? 240 : 0) + (demand.isExclusive ? 10 : 0)
const dueOf = (work: Waiting): number => work.since - minutesAhead(work) * 60_000

export const agentFor = (work: Waiting, agents: readonly Agent[], now: number): Agent | null => {
  const fit = agents.filter((one) => fits(one, work, now))
  const notPaused = fit.filter((one) => !work.refusals.some((no) => no.agentId === one.id && now < no.hardUntil))
  const willing = notPaused.filter((one) => !work.refusals.some((no) => no.agentId === one.id && now < no.softUntil))
  const sticky = willing.find((one) => one.id === work.stickyId)
  if (sticky) return sticky
  const from = willing.length > 0 ? willing : notPaused
  return [...from].sort((a, b) => points(b, work) - points(a, work) || (a.id < b.id ? -1 : 1))[0] ?? null
}

export const naiveNext = (works: readonly Waiting[], agents: readonly Agent[], now: number): { work: Waiting; agent: Agent } | null => {
  const inOrder = [...works].sort((a, b) => dueOf(a) - dueOf(b) || (a.id < b.id ? -1 : 1))
  for (const work of inOrder) {
    const agent = agentFor(work, agents, now)
    if (agent) return { work, agent }
  }
  return null
}
