import { dueKey, type Waiting } from './demand.ts'
import { type Agent, CANDIDATES_KEPT, misfit, standing } from './fit.ts'
import { createHeap, type Heap } from './heap.ts'
import { nextStepAfter, stepAt } from './relax.ts'

export interface Choice {
  work: Waiting
  agent: Agent
  /** The step of the demand's relaxing that held. */
  step: number
  /** Who else fits, the highest standing first: as many as a decision tells of. */
  others: readonly Agent[]
}

/**
 * Who gets what next. Knows only what it is told and the instant it is asked about. The most urgent work for which a fit agent is free comes first;
 * of the fit agents the one who had the case before, else the one of highest standing.
 *
 * Work of equal demands waits in one heap, agents fit for it wait in another: a choice costs O(signatures · log n), a change of an agent likewise.
 */
export interface Engine {
  setAgent(agent: Agent): void
  deleteAgent(id: string): void
  setWork(work: Waiting, now: number): void
  deleteWork(id: string): void
  /** The next offer, or null when no waiting work has a fit agent. Asking changes nothing: tell it what became of the choice. */
  next(now: number): Choice | null
  /** Who would get this work now, were it the only one. */
  choose(workId: string, now: number): Choice | null
  /** When time alone can next change an answer. */
  nextChangeAt(): number | null
}

interface Ranked {
  agent: Agent
  standing: number
}
/** The free agents who fit one demand at one step. */
interface Pool {
  demand: Waiting['demand']
  step: number
  agents: Heap<Ranked>
  users: number
}
interface Bucket {
  pool: Pool
  works: Heap<Held>
  /** Its only work was refused by someone, so not everyone in the pool will do. */
  isRefused: boolean
}
interface Held {
  work: Waiting
  due: number
  step: number
  bucketKey: string
}

const POOLS_KEPT = 256

const ranksBefore = (a: Ranked, b: Ranked): boolean => a.standing > b.standing || (a.standing === b.standing && a.agent.id < b.agent.id)
const isSooner = (a: Held, b: Held): boolean => a.due < b.due || (a.due === b.due && a.work.id < b.work.id)

export const createEngine = (): Engine => {
  const agents = new Map<string, Agent>()
  const works = new Map<string, Held>()
  const pools = new Map<string, Pool>()
  const buckets = new Map<string, Bucket>()
  const changes = createHeap<{ at: number; id: string }>((a, b) => a.at < b.at)

  const place = (pool: Pool, agent: Agent): void => {
    if (misfit(agent, pool.demand, pool.step) === null) pool.agents.set(agent.id, { agent, standing: standing(agent, pool.demand) })
    else pool.agents.delete(agent.id)
  }
  const poolOf = (demand: Waiting['demand'], step: number): Pool => {
    const key = `${step} ${demand.key}`
    let pool = pools.get(key)
    if (!pool) {
      if (pools.size >= POOLS_KEPT) for (const [old, one] of pools) if (one.users === 0) pools.delete(old)
      pool = { demand, step, agents: createHeap(ranksBefore), users: 0 }
      for (const agent of agents.values()) place(pool, agent)
      pools.set(key, pool)
    }
    return pool
  }

  const takeOut = (held: Held): void => {
    const bucket = buckets.get(held.bucketKey)
    if (!bucket) return
    bucket.works.delete(held.work.id)
    if (bucket.works.size > 0) return
    buckets.delete(held.bucketKey)
    bucket.pool.users--
  }
  const putIn = (work: Waiting, now: number): void => {
    const step = stepAt(work.demand.steps, now - work.since)
    const isRefused = work.refusals.some((one) => now < one.softUntil)
    const bucketKey = `${step} ${work.demand.key}${isRefused ? ` ${work.id}` : ''}`
    const held: Held = { work, due: dueKey(work), step, bucketKey }
    works.set(work.id, held)
    let bucket = buckets.get(bucketKey)
    if (!bucket) {
      bucket = { pool: poolOf(work.demand, step), works: createHeap(isSooner), isRefused }
      bucket.pool.users++
      buckets.set(bucketKey, bucket)
    }
    bucket.works.set(work.id, held)
    const nextStep = nextStepAfter(work.demand.steps, now - work.since)
    let at = nextStep === null ? Infinity : work.since + nextStep
    for (const { hardUntil, softUntil } of work.refusals) {
      if (hardUntil > now) at = Math.min(at, hardUntil)
      if (softUntil > now) at = Math.min(at, softUntil)
    }
    if (at === Infinity) changes.delete(work.id)
    else changes.set(work.id, { at, id: work.id })
  }

  const advance = (now: number): void => {
    for (let change = changes.peek(); change && change.at <= now; change = changes.peek()) {
      const held = works.get(change.id)
      if (held) {
        takeOut(held)
        putIn(held.work, now)
      } else changes.delete(change.id)
    }
  }

  const agentFor = ({ work }: Held, pool: Pool, now: number): Agent | null => {
    const isPaused = (id: string): boolean => work.refusals.some((one) => one.agentId === id && now < one.hardUntil)
    const isAvoided = (id: string): boolean => work.refusals.some((one) => one.agentId === id && now < one.softUntil)
    const sticky = work.stickyId === null ? undefined : pool.agents.get(work.stickyId)
    if (sticky && !isPaused(sticky.agent.id) && !isAvoided(sticky.agent.id)) return sticky.agent
    let second: Agent | null = null
    for (const { agent } of pool.agents.inOrder()) {
      if (isPaused(agent.id)) continue
      if (!isAvoided(agent.id)) return agent
      second ??= agent
    }
    return second
  }

  const choiceOf = (held: Held, bucket: Bucket, now: number): Choice | null => {
    const agent = agentFor(held, bucket.pool, now)
    if (!agent) return null
    const others: Agent[] = []
    for (const one of bucket.pool.agents.inOrder()) {
      if (others.length === CANDIDATES_KEPT) break
      if (one.agent.id !== agent.id) others.push(one.agent)
    }
    return { work: held.work, agent, step: held.step, others }
  }

  return {
    setAgent: (agent) => {
      agents.set(agent.id, agent)
      for (const pool of pools.values()) place(pool, agent)
    },
    deleteAgent: (id) => {
      agents.delete(id)
      for (const pool of pools.values()) pool.agents.delete(id)
    },
    setWork: (work, now) => {
      const held = works.get(work.id)
      if (held) takeOut(held)
      putIn(work, now)
    },
    deleteWork: (id) => {
      const held = works.get(id)
      if (!held) return
      takeOut(held)
      works.delete(id)
      changes.delete(id)
    },
    next: (now) => {
      advance(now)
      let first: Held | undefined
      let from: Bucket | undefined
      for (const bucket of buckets.values()) {
        if (bucket.pool.agents.size === 0) continue
        const top = bucket.works.peek() as Held
        if (first && !isSooner(top, first)) continue
        if (bucket.isRefused && agentFor(top, bucket.pool, now) === null) continue
        first = top
        from = bucket
      }
      return first && from ? choiceOf(first, from, now) : null
    },
    choose: (workId, now) => {
      advance(now)
      const held = works.get(workId)
      const bucket = held && buckets.get(held.bucketKey)
      return held && bucket ? choiceOf(held, bucket, now) : null
    },
    nextChangeAt: () => changes.peek()?.at ?? null,
  }
}
