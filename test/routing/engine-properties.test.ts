import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createDemand, type Priority, urgency, type Waiting } from '../../server/routing/demand.ts'
import { createEngine } from '../../server/routing/engine.ts'
import { type Agent, misfit, standing } from '../../server/routing/fit.ts'
import { createHeap } from '../../server/routing/heap.ts'
import { defaultSteps, exclusiveSteps } from '../../server/routing/relax.ts'
import { agentFor, fits, naiveNext } from './naive.ts'

const level = fc.integer({ min: 1, max: 3 })
const skills = fc.dictionary(fc.constantFrom('returns', 'firmware', 'german'), level, { maxKeys: 2 })
const teams = fc.uniqueArray(fc.constantFrom('t1', 't2'), { maxLength: 2 })
const channel = fc.constantFrom(
  { channel: 'chat', isLive: true },
  { channel: 'email', isLive: false },
  { channel: 'phone', isLive: true, isExclusive: true },
)
const demand = fc
  .record({ kind: channel, teams, seenBy: fc.oneof({ weight: 4, arbitrary: fc.constant([]) }, teams), required: skills, optional: skills })
  .map(({ kind, ...rest }) =>
    createDemand({
      isExclusive: false,
      noun: kind.channel,
      ...kind,
      ...rest,
      steps: kind.isExclusive ? exclusiveSteps : defaultSteps,
    }),
  )
const instant = fc.integer({ min: 0, max: 600_000 })
const agentId = fc.constantFrom('a1', 'a2', 'a3', 'a4', 'a5')
const workId = fc.integer({ min: 1, max: 12 }).map((n) => `w${n}`)
const agent: fc.Arbitrary<Agent> = fc.record({
  id: agentId,
  presence: fc.constantFrom('available', 'available', 'available', 'away', 'not-responding', 'offline'),
  teams,
  skills,
  capacity: fc.record({ default: fc.integer({ min: 0, max: 2 }), chat: fc.integer({ min: 0, max: 3 }) }),
  load: fc.constant({}),
  liveLoad: fc.constant(0),
  exclusiveLoad: fc.constant(0),
  liveOffers: fc.constant(0),
  otherOffers: fc.constant(0),
  idleSince: instant,
})
const waiting: fc.Arbitrary<Waiting> = fc.record({
  id: workId,
  demand,
  priority: fc.constantFrom<Priority>('low', 'normal', 'high', 'urgent'),
  since: instant,
  stickyId: fc.option(agentId),
  refusals: fc.array(
    fc
      .record({ agentId, hardUntil: instant, lasts: fc.integer({ min: 0, max: 300_000 }) })
      .map(({ lasts, ...one }) => ({ ...one, softUntil: one.hardUntil + lasts })),
    { maxLength: 2 },
  ),
})
const step = fc.oneof(
  fc.record({ do: fc.constant('agent' as const), agent }),
  fc.record({ do: fc.constant('no-agent' as const), id: agentId }),
  { weight: 2, arbitrary: fc.record({ do: fc.constant('accepted' as const), id: agentId }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('work' as const), work: waiting }) },
  fc.record({ do: fc.constant('no-work' as const), id: workId }),
  fc.record({ do: fc.constant('time' as const), ms: fc.integer({ min: 0, max: 90_000 }) }),
  { weight: 3, arbitrary: fc.record({ do: fc.constant('offer' as const) }) },
)

/** Takes an offer as the room does: the place is taken, the work leaves. */
const given = (agent: Agent, work: Waiting, now: number): Agent => ({
  ...agent,
  load: { ...agent.load, [work.demand.channel]: (agent.load[work.demand.channel] ?? 0) + 1 },
  liveLoad: agent.liveLoad + (work.demand.isLive ? 1 : 0),
  exclusiveLoad: agent.exclusiveLoad + (work.demand.isExclusive ? 1 : 0),
  liveOffers: agent.liveOffers + (work.demand.isLive ? 1 : 0),
  otherOffers: agent.otherOffers + (work.demand.isLive ? 0 : 1),
  idleSince: now,
})

describe('the engine', () => {
  test('chooses as the slow way does, whatever happens, and within capacity and presence', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 60 }), (steps) => {
        const engine = createEngine()
        const agents = new Map<string, Agent>()
        const works = new Map<string, Waiting>()
        let now = 300_000
        for (const one of steps) {
          if (one.do === 'agent') {
            const load = agents.get(one.agent.id)
            const { load: held = {}, liveLoad = 0, exclusiveLoad = 0, liveOffers = 0, otherOffers = 0 } = load ?? {}
            const next = { ...one.agent, load: held, liveLoad, exclusiveLoad, liveOffers, otherOffers }
            agents.set(next.id, next)
            engine.setAgent(next)
          } else if (one.do === 'accepted') {
            const before = agents.get(one.id)
            if (!before) continue
            const next = { ...before, liveOffers: 0, otherOffers: 0 }
            agents.set(next.id, next)
            engine.setAgent(next)
          } else if (one.do === 'no-agent') {
            agents.delete(one.id)
            engine.deleteAgent(one.id)
          } else if (one.do === 'work') {
            works.set(one.work.id, one.work)
            engine.setWork(one.work, now)
          } else if (one.do === 'no-work') {
            works.delete(one.id)
            engine.deleteWork(one.id)
          } else if (one.do === 'time') now += one.ms
          const choice = engine.next(now)
          const slow = naiveNext([...works.values()], [...agents.values()], now)
          expect(choice && [choice.work.id, choice.agent.id]).toEqual(slow && [slow.work.id, slow.agent.id])
          for (const work of works.values())
            expect(engine.choose(work.id, now)?.agent.id ?? null).toBe(agentFor(work, [...agents.values()], now)?.id ?? null)
          if (!choice) continue
          const alsoFit = [...agents.values()].filter(
            (other) => other.id !== choice.agent.id && !misfit(other, choice.work.demand, choice.step),
          )
          const ranks = (other: Agent): number => standing(other, choice.work.demand)
          alsoFit.sort((a, b) => ranks(b) - ranks(a) || (a.id < b.id ? -1 : 1))
          expect(choice.others).toEqual(alsoFit)
          if (one.do !== 'offer') continue
          expect(fits(choice.agent, choice.work, now)).toBe(true)
          const { agent, work } = choice
          const after = given(agent, work, now)
          expect(after.load[work.demand.channel]).toBeLessThanOrEqual(agent.capacity[work.demand.channel] ?? agent.capacity.default ?? 0)
          expect(agent.presence).toBe('available')
          expect(after.exclusiveLoad).toBeLessThanOrEqual(1)
          expect(after.otherOffers).toBeLessThanOrEqual(1)
          expect(after.liveOffers).toBeLessThanOrEqual(1 + after.exclusiveLoad)
          agents.set(agent.id, after)
          engine.setAgent(after)
          works.delete(work.id)
          engine.deleteWork(work.id)
        }
      }),
      { numRuns: 400 },
    )
  })

  test('ages: urgency grows with time, and the order of two works never turns', () => {
    fc.assert(
      fc.property(waiting, waiting, instant, fc.integer({ min: 1, max: 1e9 }), (a, b, now, later) => {
        expect(urgency(a, now + later)).toBeGreaterThan(urgency(a, now))
        expect(Math.sign(urgency(a, now) - urgency(b, now))).toBe(Math.sign(urgency(a, now + later) - urgency(b, now + later)))
      }),
    )
  })

  test('nobody waits for ever: the least work is served though more urgent work keeps coming', () => {
    fc.assert(
      fc.property(demand, fc.constantFrom<Priority>('low', 'normal'), (wanted, priority) => {
        const engine = createEngine()
        const free: Agent = {
          id: 'a1',
          presence: 'available',
          teams: ['t1', 't2'],
          skills: { returns: 3, firmware: 3, german: 3 },
          capacity: { default: 1 },
          load: {},
          liveLoad: 0,
          exclusiveLoad: 0,
          liveOffers: 0,
          otherOffers: 0,
          idleSince: 0,
        }
        engine.setAgent(free)
        engine.setWork({ id: 'least', demand: wanted, priority, since: 0, stickyId: null, refusals: [] }, 0)
        // One urgent live piece a minute, one place a minute: after the longest head start (six and a half hours) the old one must have gone.
        for (let minute = 1; minute <= 400; minute++) {
          const now = minute * 60_000
          const chat = createDemand({ ...wanted, channel: 'chat', isLive: true, isExclusive: false })
          engine.setWork({ id: `w${minute}`, demand: chat, priority: 'urgent', since: now, stickyId: null, refusals: [] }, now)
          const choice = engine.next(now)
          if (choice?.work.id === 'least') return
          engine.deleteWork(choice?.work.id ?? '')
        }
        expect.unreachable('the least work was never served')
      }),
      { numRuns: 30 },
    )
  })
})

test('the heap gives the same order as a sorted list', () => {
  const change = fc.record({
    id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'),
    value: fc.option(fc.integer({ min: 0, max: 50 })),
  })
  fc.assert(
    fc.property(fc.array(change, { maxLength: 80 }), (changes) => {
      const heap = createHeap<number>((a, b) => a < b)
      const all = new Map<string, number>()
      for (const { id, value } of changes) {
        if (value === null) {
          heap.delete(id)
          all.delete(id)
        } else {
          heap.set(id, value)
          all.set(id, value)
        }
        const inOrder = [...all.values()].sort((a, b) => a - b)
        expect(heap.size).toBe(all.size)
        expect(heap.peek()).toBe(inOrder[0])
        expect([...heap.inOrder()]).toEqual(inOrder)
        expect(heap.get(id)).toBe(all.get(id))
      }
    }),
  )
})
