import { performance } from 'node:perf_hooks'
import { createDemand, type Demand, type Priority, type Waiting } from '../../server/routing/demand.ts'
import { createEngine } from '../../server/routing/engine.ts'
import { explain, whyMe } from '../../server/routing/explain.ts'
import type { Agent } from '../../server/routing/fit.ts'
import { defaultSteps } from '../../server/routing/relax.ts'
import { type Figure, quantile } from './figure.ts'

const WORKS = 10_000
const AGENTS = 1_000
const DECISIONS = 4_000
const WARM = 1_000
const NOW = Date.parse('2030-05-06T10:00:00Z')

/** A fixed seed gives the same floor each time (Lehmer's generator with Park and Miller's numbers). */
const chance = (() => {
  let state = 20_300_506
  return (below: number): number => {
    state = (state * 48_271) % 2_147_483_647
    return state % below
  }
})()

const skillNames = ['returns', 'firmware', 'billing', 'german', 'french', 'fleet']
const teams = ['north', 'south', 'east', 'west']

/** Twelve queues with three channels each: 36 signatures, 108 with the steps of their relaxing. */
const demands: Demand[] = Array.from({ length: 12 }, (_, queue) => {
  const required = queue % 3 === 0 ? {} : { [skillNames[queue % 6] as string]: 1 + (queue % 3) }
  const optional = { [skillNames[(queue + 1) % 6] as string]: 2 }
  const channels: [string, boolean, boolean][] = [
    ['chat', true, false],
    ['email', false, false],
    ['phone', true, true],
  ]
  return channels.map(([channel, isLive, isExclusive]) =>
    createDemand({
      channel,
      noun: channel,
      isLive,
      isExclusive,
      teams: queue < 6 ? [] : [teams[queue % 4] as string],
      seenBy: [],
      required,
      optional,
      steps: defaultSteps,
    }),
  )
}).flat()

const priorities: Priority[] = ['low', 'normal', 'normal', 'normal', 'high', 'urgent']
const newWork = (n: number): Waiting => ({
  id: `w${n}`,
  demand: demands[chance(demands.length)] as Demand,
  priority: priorities[chance(priorities.length)] as Priority,
  since: NOW - chance(1_800_000),
  stickyId: chance(10) === 0 ? `a${chance(AGENTS)}` : null,
  refusals: chance(50) === 0 ? [{ agentId: `a${chance(AGENTS)}`, hardUntil: NOW - 1, softUntil: NOW + 240_000 }] : [],
})
const newAgent = (n: number): Agent => ({
  id: `a${n}`,
  presence: chance(10) < 7 ? 'available' : 'away',
  teams: [teams[chance(4)] as string],
  skills: { [skillNames[chance(6)] as string]: 1 + chance(3), [skillNames[chance(6)] as string]: 1 + chance(3) },
  capacity: { chat: 3, email: 5, phone: 1 },
  load: {},
  liveLoad: 0,
  exclusiveLoad: 0,
  liveOffers: 0,
  otherOffers: 0,
  idleSince: NOW - chance(1_200_000),
})

const given = (agent: Agent, { demand }: Waiting, sign: 1 | -1, now: number): Agent => ({
  ...agent,
  load: { ...agent.load, [demand.channel]: (agent.load[demand.channel] ?? 0) + sign },
  liveLoad: agent.liveLoad + (demand.isLive ? sign : 0),
  exclusiveLoad: agent.exclusiveLoad + (demand.isExclusive ? sign : 0),
  idleSince: now,
})

/** The ceiling: who names everybody passed over has to look at each of them once, and whoever has waited longest is found with it. */
const lookAtAll = (agents: Iterable<Agent>): string[] => {
  let longest = Number.POSITIVE_INFINITY
  const seen: string[] = []
  for (const { id, presence, idleSince } of agents) {
    if (presence === 'available' && idleSince < longest) longest = idleSince
    seen.push(`${id} ${presence} ${idleSince}`)
  }
  return seen
}

/**
 * A whole decision with a full floor: choose, explain every candidate, take the place, take the work out. Between decisions, unmeasured, work ends
 * and new work comes, so that there are always 10,000 waiting.
 */
export const benchRouting = async (): Promise<Figure[]> => {
  const engine = createEngine()
  const agents = new Map<string, Agent>()
  for (let n = 0; n < AGENTS; n++) agents.set(`a${n}`, newAgent(n))
  for (const agent of agents.values()) engine.setAgent(agent)
  for (let n = 0; n < WORKS; n++) engine.setWork(newWork(n), NOW)
  const active: { agentId: string; work: Waiting }[] = []
  const took: number[] = []
  const looked: number[] = []
  let now = NOW
  for (let n = 0; n < DECISIONS + WARM; n++) {
    now += 20
    const begun = performance.now()
    const choice = engine.next(now)
    if (choice) {
      explain(choice.work, agents.values(), { step: choice.step, choice, now })
      whyMe(choice.work, choice.agent)
      const after = given(choice.agent, choice.work, 1, now)
      agents.set(after.id, after)
      engine.setAgent(after)
      engine.deleteWork(choice.work.id)
    }
    const ms = performance.now() - begun
    // The first ones warm the engine up.
    if (n >= WARM) took.push(ms)
    const bareBegun = performance.now()
    if (lookAtAll(agents.values()).length !== AGENTS) throw new Error('the bench lost an agent')
    if (n >= WARM) looked.push(performance.now() - bareBegun)
    if (!choice) throw new Error('the bench ran out of free agents')
    active.push({ agentId: choice.agent.id, work: choice.work })
    engine.setWork({ ...newWork(WORKS + n), since: now }, now)
    if (active.length < 500) continue
    const [ended] = active.splice(chance(active.length), 1)
    const agent = ended && agents.get(ended.agentId)
    if (!ended || !agent) continue
    const free = given(agent, ended.work, -1, now)
    agents.set(free.id, free)
    engine.setAgent(free)
  }
  return ([0.99, 0.5] as const).map((part) => ({
    name: `routing decision p${part * 100}, 10,000 waiting × 1,000 agents`,
    value: quantile(took, part),
    unit: 'ms',
    ...(part === 0.99 ? { budget: { is: 'most' as const, value: 1 } } : {}),
    ceiling: { what: 'one look at each agent', value: quantile(looked, part) },
  }))
}
