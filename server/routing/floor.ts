import { createRecent } from '../platform/recent.ts'
import type { ChannelTraits } from './channel-traits.ts'
import { createDemand, type Demand, type Waiting } from './demand.ts'
import type { RoutedMember, RoutingDeps } from './deps.ts'
import { createEngine } from './engine.ts'
import type { Agent } from './fit.ts'
import { stepsOf } from './relax.ts'
import { refusalsOf, type WorkState } from './work.ts'

/** Of each skill the higher level that is asked. */
const stricter = (one: Readonly<Record<string, number>>, other: Readonly<Record<string, number>>): Record<string, number> => {
  const both = { ...one }
  for (const [skill, level] of Object.entries(other)) both[skill] = Math.max(level, both[skill] ?? 0)
  return both
}

/**
 * Who is there and what is open, in the memory of the process that routes, and the engine kept in step with it. Made from the store at any time;
 * of two states of a work the newer counts.
 */
export const createFloor = ({
  queues,
  traitsOf,
}: {
  queues: Pick<RoutingDeps['queues'], 'byId'>
  traitsOf(channel: string): Pick<ChannelTraits, 'noun'>
}) => {
  let engine = createEngine()
  const works = new Map<string, WorkState>()
  const done = createRecent<string, number>(10_000)
  const members = new Map<string, RoutedMember>()
  const held = new Map<string, Map<string, WorkState>>()
  const lastAt = new Map<string, number>()
  const blocked = new Set<string>()
  const demands = new Map<string, Demand>()
  const agents = new Map<string, Agent>()

  const demandOf = ({ queueId, channel, isLive, isExclusive, skills }: WorkState): Demand => {
    const name = JSON.stringify([queueId, channel, isLive, isExclusive, skills])
    let demand = demands.get(name)
    if (!demand) {
      const queue = queues.byId(queueId)
      demand = createDemand({
        channel,
        noun: traitsOf(channel).noun,
        isLive,
        isExclusive,
        teams: queue?.teams ?? [],
        seenBy: queue?.restrictedTo ?? [],
        required: stricter(queue?.requiredSkills ?? {}, skills),
        optional: queue?.optionalSkills ?? {},
        steps: stepsOf(queue?.softening ?? null, isExclusive),
      })
      demands.set(name, demand)
    }
    return demand
  }
  const waitingOf = (state: WorkState): Waiting => ({
    id: state.id,
    demand: demandOf(state),
    priority: state.priority,
    since: state.since.getTime(),
    stickyId: state.stickyId,
    meantFor: state.meantFor,
    refusals: refusalsOf(state),
  })

  const putAgent = (id: string): void => {
    const member = members.get(id)
    if (!member || member.isDisabled) {
      agents.delete(id)
      engine.deleteAgent(id)
      return
    }
    const load: Record<string, number> = {}
    let liveLoad = 0
    let exclusiveLoad = 0
    let liveOffers = 0
    let otherOffers = 0
    for (const work of held.get(id)?.values() ?? []) {
      load[work.channel] = (load[work.channel] ?? 0) + 1
      if (work.isLive) liveLoad++
      if (work.isExclusive) exclusiveLoad++
      if (work.state !== 'offered') continue
      if (work.isLive) liveOffers++
      else otherOffers++
    }
    const { presence, teams, skills, capacity, presenceSince } = member
    const idleSince = Math.max(Date.parse(presenceSince), lastAt.get(id) ?? 0)
    const agent = { id, presence, teams, skills, capacity, load, liveLoad, exclusiveLoad, liveOffers, otherOffers, idleSince }
    agents.set(id, agent)
    if (blocked.has(id)) engine.deleteAgent(id)
    else engine.setAgent(agent)
  }

  const hold = (agentId: string | null, state: WorkState, isHeld: boolean): void => {
    if (agentId === null) return
    const mine = held.get(agentId) ?? new Map<string, WorkState>()
    held.set(agentId, mine)
    const before = mine.get(state.id)
    const isNew = isHeld !== (before !== undefined)
    if (isHeld) mine.set(state.id, state)
    else mine.delete(state.id)
    // Accepted: of their open offers there is one less.
    if (!isNew && before && before.state !== state.state) putAgent(agentId)
    if (!isNew) return
    lastAt.set(agentId, Math.max(lastAt.get(agentId) ?? 0, state.updatedAt.getTime()))
    putAgent(agentId)
  }

  const putWork = (state: WorkState, now: number): void => {
    const before = works.get(state.id)
    if (state.seq < (before?.seq ?? done.get(state.id) ?? 0)) return
    if (before && before.holderId !== state.holderId) hold(before.holderId, state, false)
    hold(state.holderId, state, state.isOpen)
    if (state.state === 'waiting') engine.setWork(waitingOf(state), now)
    else engine.deleteWork(state.id)
    if (state.isOpen) works.set(state.id, state)
    else {
      works.delete(state.id)
      done.set(state.id, state.seq)
    }
  }

  const isEqual = (a: RoutedMember, b: RoutedMember): boolean =>
    a.presence === b.presence &&
    a.presenceSince === b.presenceSince &&
    a.isDisabled === b.isDisabled &&
    JSON.stringify([a.teams, a.skills, a.capacity]) === JSON.stringify([b.teams, b.skills, b.capacity])

  return {
    putWork,
    putMembers: (list: readonly RoutedMember[]): void => {
      const there = new Set(list.map((one) => one.id))
      for (const id of [...members.keys()])
        if (!there.has(id)) {
          members.delete(id)
          putAgent(id)
        }
      for (const member of list) {
        const before = members.get(member.id)
        members.set(member.id, member)
        if (!before || !isEqual(before, member)) putAgent(member.id)
      }
    },
    /** Queues have changed: what their work asks for is read again. */
    forgetDemands: (now: number): void => {
      demands.clear()
      for (const state of works.values()) if (state.state === 'waiting') engine.setWork(waitingOf(state), now)
    },
    /** Counts as given at this instant: survives in the reservations when the process does not. */
    gotLast: (agentId: string, at: number): void => {
      lastAt.set(agentId, Math.max(lastAt.get(agentId) ?? 0, at))
      if (members.has(agentId)) putAgent(agentId)
    },
    /** Leaves an agent out whose places turned out to be taken, until `unblock`. */
    block: (agentId: string): void => {
      blocked.add(agentId)
      engine.deleteAgent(agentId)
    },
    unblock: (agentId?: string): void => {
      const ids = agentId === undefined ? [...blocked] : [agentId].filter((id) => blocked.has(id))
      for (const id of ids) {
        blocked.delete(id)
        putAgent(id)
      }
    },
    work: (id: string): WorkState | undefined => works.get(id),
    works: (): Iterable<WorkState> => works.values(),
    /** What waits, as the engine sees it. */
    waiting: (id: string): Waiting | undefined => {
      const state = works.get(id)
      return state?.state === 'waiting' ? waitingOf(state) : undefined
    },
    agents: (): Iterable<Agent> => agents.values(),
    overdue: (now: number): WorkState[] =>
      [...works.values()].filter((one) => one.state === 'offered' && (one.offerExpiresAt?.getTime() ?? Infinity) <= now),
    next: (now: number) => engine.next(now),
    /** When time alone can next bring an offer. */
    nextChangeAt: (): number | null => engine.nextChangeAt(),
    clear: (): void => {
      engine = createEngine()
      for (const map of [works, members, held, lastAt, demands, agents]) map.clear()
      blocked.clear()
    },
  }
}
export type Floor = ReturnType<typeof createFloor>
