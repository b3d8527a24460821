import { describe, expect, test } from 'vitest'
import { createDemand, type Demand, type Waiting } from '../../server/routing/demand.ts'
import { createEngine } from '../../server/routing/engine.ts'
import { explain, whyMe } from '../../server/routing/explain.ts'
import type { Agent } from '../../server/routing/fit.ts'
import { defaultSteps, exclusiveSteps } from '../../server/routing/relax.ts'

const NOW = Date.parse('2030-05-06T10:00:00Z')
const MINUTE = 60_000

const demand = (parts: Partial<Demand> = {}): Demand =>
  createDemand({
    channel: 'chat',
    noun: 'chat',
    isLive: true,
    isExclusive: false,
    teams: [],
    seenBy: [],
    required: {},
    optional: {},
    steps: defaultSteps,
    ...parts,
  })
const agent = (id: string, parts: Partial<Agent> = {}): Agent => ({
  id,
  presence: 'available',
  teams: [],
  skills: {},
  capacity: { default: 2 },
  load: {},
  liveLoad: 0,
  exclusiveLoad: 0,
  liveOffers: 0,
  otherOffers: 0,
  idleSince: NOW,
  ...parts,
})
const work = (id: string, parts: Partial<Waiting> = {}): Waiting => ({
  id,
  demand: demand(),
  priority: 'normal',
  since: NOW,
  stickyId: null,
  refusals: [],
  ...parts,
})
const email = demand({ channel: 'email', noun: 'email', isLive: false })
const returns = demand({ required: { returns: 2 } })
const call = demand({ channel: 'phone', noun: 'call', isExclusive: true })
const patientCall = demand({ channel: 'phone', noun: 'call', isExclusive: true, steps: exclusiveSteps })

interface Row {
  name: string
  works: Waiting[]
  agents: Agent[]
  at?: number
  gives: [string, string] | null
}
const rows: Row[] = [
  { name: 'nobody is there', works: [work('w')], agents: [], gives: null },
  { name: 'nothing waits', works: [], agents: [agent('a')], gives: null },
  {
    name: 'the longest idle goes first',
    works: [work('w')],
    agents: [agent('a'), agent('b', { idleSince: NOW - MINUTE })],
    gives: ['w', 'b'],
  },
  {
    name: 'an optional skill outweighs a little idle time',
    works: [work('w', { demand: demand({ optional: { returns: 2 } }) })],
    agents: [agent('a', { skills: { returns: 2 } }), agent('b', { idleSince: NOW - 15 * MINUTE })],
    gives: ['w', 'a'],
  },
  {
    name: 'a long idle time outweighs an optional skill',
    works: [work('w', { demand: demand({ optional: { returns: 2 } }) })],
    agents: [agent('a', { skills: { returns: 2 } }), agent('b', { idleSince: NOW - 21 * MINUTE })],
    gives: ['w', 'b'],
  },
  { name: 'a required skill is missing', works: [work('w', { demand: returns })], agents: [agent('a')], gives: null },
  {
    name: 'a required level is too low',
    works: [work('w', { demand: returns })],
    agents: [agent('a', { skills: { returns: 1 } })],
    gives: null,
  },
  {
    name: 'after a minute one level less will do',
    works: [work('w', { demand: returns })],
    agents: [agent('a', { skills: { returns: 1 } })],
    at: NOW + MINUTE,
    gives: ['w', 'a'],
  },
  {
    name: 'after a minute the skill is still needed',
    works: [work('w', { demand: returns })],
    agents: [agent('a')],
    at: NOW + MINUTE,
    gives: null,
  },
  {
    name: 'after three minutes anyone will do',
    works: [work('w', { demand: returns })],
    agents: [agent('a')],
    at: NOW + 3 * MINUTE,
    gives: ['w', 'a'],
  },
  { name: 'an agent at capacity is passed over', works: [work('w')], agents: [agent('a', { load: { chat: 2 } })], gives: null },
  { name: 'capacity counts for each channel alone', works: [work('w')], agents: [agent('a', { load: { email: 2 } })], gives: ['w', 'a'] },
  { name: 'a channel with its own capacity', works: [work('w')], agents: [agent('a', { capacity: { chat: 0, default: 9 } })], gives: null },
  { name: 'no capacity named at all is none', works: [work('w')], agents: [agent('a', { capacity: {} })], gives: null },
  { name: 'away is not available', works: [work('w')], agents: [agent('a', { presence: 'away' })], gives: null },
  { name: 'not responding is not available', works: [work('w')], agents: [agent('a', { presence: 'not-responding' })], gives: null },
  { name: 'another team', works: [work('w', { demand: demand({ teams: ['t1'] }) })], agents: [agent('a', { teams: ['t2'] })], gives: null },
  {
    name: 'a queue that only some may see',
    works: [work('w', { demand: demand({ teams: ['t1'], seenBy: ['t3'] }) })],
    agents: [agent('a', { teams: ['t1'] }), agent('b', { teams: ['t1', 't3'] })],
    gives: ['w', 'b'],
  },
  {
    name: 'the agent who had the case before',
    works: [work('w', { stickyId: 'a' })],
    agents: [agent('a', { load: { chat: 1 } }), agent('b', { idleSince: NOW - 600 * MINUTE })],
    gives: ['w', 'a'],
  },
  {
    name: 'someone else when that agent is full',
    works: [work('w', { stickyId: 'a' })],
    agents: [agent('a', { load: { chat: 2 } }), agent('b')],
    gives: ['w', 'b'],
  },
  {
    name: 'live work before work that can wait',
    works: [work('w1', { demand: email, since: NOW - 60 * MINUTE }), work('w2')],
    agents: [agent('a')],
    gives: ['w2', 'a'],
  },
  {
    name: 'but not for ever',
    works: [work('w1', { demand: email, since: NOW - 241 * MINUTE }), work('w2')],
    agents: [agent('a')],
    gives: ['w1', 'a'],
  },
  {
    name: 'urgent before older',
    works: [work('w1', { since: NOW - 60 * MINUTE }), work('w2', { priority: 'urgent' })],
    agents: [agent('a')],
    gives: ['w2', 'a'],
  },
  {
    name: 'low ages too',
    works: [work('w1', { priority: 'low', since: NOW - 31 * MINUTE }), work('w2')],
    agents: [agent('a')],
    gives: ['w1', 'a'],
  },
  {
    name: 'the most urgent work nobody fits does not hold up the next',
    works: [work('w1', { demand: returns, priority: 'urgent' }), work('w2')],
    agents: [agent('a')],
    gives: ['w2', 'a'],
  },
  {
    name: 'nothing live for who is asked about something live',
    works: [work('w')],
    agents: [agent('a', { load: { chat: 1 }, liveLoad: 1, liveOffers: 1, idleSince: 0 }), agent('b')],
    gives: ['w', 'b'],
  },
  {
    name: 'an email beside a live offer',
    works: [work('w', { demand: email })],
    agents: [agent('a', { load: { chat: 1 }, liveLoad: 1, liveOffers: 1 })],
    gives: ['w', 'a'],
  },
  {
    name: 'no second email while the first is offered',
    works: [work('w', { demand: email })],
    agents: [agent('a', { load: { email: 1 }, otherOffers: 1, capacity: { default: 9 } })],
    gives: null,
  },
  {
    name: 'a chat beside an offered email: what can wait does not keep it waiting',
    works: [work('w1', { demand: email, priority: 'urgent' }), work('w2')],
    agents: [agent('a', { load: { email: 1 }, otherOffers: 1, capacity: { default: 9 } })],
    gives: ['w2', 'a'],
  },
  {
    name: 'no call beside an offered chat at first',
    works: [work('w', { demand: patientCall })],
    agents: [agent('a', { load: { chat: 1 }, liveLoad: 1, liveOffers: 1 })],
    at: NOW + 14_999,
    gives: null,
  },
  {
    name: 'a call beside an offered chat once it may come beside chats: no unanswered offer keeps a caller waiting',
    works: [work('w', { demand: patientCall })],
    agents: [agent('a', { load: { chat: 1 }, liveLoad: 1, liveOffers: 1 })],
    at: NOW + 15_000,
    gives: ['w', 'a'],
  },
  {
    name: 'no call beside an offered call, however long the caller waits',
    works: [work('w', { demand: patientCall })],
    agents: [agent('a', { load: { phone: 1 }, liveLoad: 1, exclusiveLoad: 1, liveOffers: 1 })],
    at: NOW + 10 * MINUTE,
    gives: null,
  },
  {
    name: 'no chat beside an offered call',
    works: [work('w')],
    agents: [agent('a', { load: { phone: 1 }, liveLoad: 1, exclusiveLoad: 1, liveOffers: 1 })],
    gives: null,
  },
  {
    name: 'no call for someone in a chat',
    works: [work('w', { demand: call })],
    agents: [agent('a', { load: { chat: 1 }, liveLoad: 1 })],
    gives: null,
  },
  {
    name: 'no chat for someone in a call',
    works: [work('w')],
    agents: [agent('a', { load: { phone: 1 }, liveLoad: 1, exclusiveLoad: 1 })],
    gives: null,
  },
  {
    name: 'an email for someone in a call',
    works: [work('w', { demand: email })],
    agents: [agent('a', { load: { phone: 1 }, liveLoad: 1, exclusiveLoad: 1 })],
    gives: ['w', 'a'],
  },
  {
    name: 'who declined is passed over while someone else fits',
    works: [work('w', { refusals: [{ agentId: 'a', hardUntil: NOW - 1, softUntil: NOW + MINUTE }] })],
    agents: [agent('a', { idleSince: 0 }), agent('b')],
    gives: ['w', 'b'],
  },
  {
    name: 'who declined gets it again when nobody else fits',
    works: [work('w', { refusals: [{ agentId: 'a', hardUntil: NOW, softUntil: NOW + MINUTE }] })],
    agents: [agent('a')],
    gives: ['w', 'a'],
  },
  {
    name: 'but not at once',
    works: [work('w', { refusals: [{ agentId: 'a', hardUntil: NOW + 1, softUntil: NOW + MINUTE }] })],
    agents: [agent('a')],
    gives: null,
  },
  {
    name: 'a refusal that time has ended',
    works: [work('w', { refusals: [{ agentId: 'a', hardUntil: NOW + 1, softUntil: NOW + MINUTE }] })],
    agents: [agent('a', { idleSince: 0 }), agent('b')],
    at: NOW + MINUTE,
    gives: ['w', 'a'],
  },
]

describe('the next offer', () => {
  test.each(rows)('$name', ({ works, agents, at, gives }) => {
    const engine = createEngine()
    for (const one of agents) engine.setAgent(one)
    for (const one of works) engine.setWork(one, NOW)
    const choice = engine.next(at ?? NOW)
    expect(choice && [choice.work.id, choice.agent.id]).toEqual(gives)
  })

  test('time alone: tells when the next step or the end of a refusal comes', () => {
    const engine = createEngine()
    expect(engine.nextChangeAt()).toBeNull()
    engine.setWork(work('w', { demand: returns }), NOW)
    expect(engine.nextChangeAt()).toBe(NOW + MINUTE)
    engine.setWork(work('w', { demand: returns, refusals: [{ agentId: 'a', hardUntil: NOW + 9, softUntil: NOW + 99 }] }), NOW)
    expect(engine.nextChangeAt()).toBe(NOW + 9)
    engine.next(NOW + 9)
    expect(engine.nextChangeAt()).toBe(NOW + 99)
    engine.deleteWork('w')
    expect(engine.nextChangeAt()).toBeNull()
  })
})

describe('reasons', () => {
  const wanted = work('w', { demand: returns, refusals: [{ agentId: 'dee', hardUntil: 0, softUntil: NOW + 1 }] })
  const ines = agent('ines', { skills: { returns: 3 }, idleSince: NOW - 4 * MINUTE, load: { chat: 1 } })
  const agents = [
    ines,
    agent('bo', { skills: { returns: 2 }, load: { chat: 2 } }),
    agent('ola', { skills: { returns: 2 }, load: { chat: 1 }, liveLoad: 1, liveOffers: 1 }),
    agent('theo', { skills: { returns: 1 } }),
    agent('kenji', { presence: 'away' }),
    agent('cleo', { skills: { returns: 2 } }),
    agent('dee', { skills: { returns: 3 } }),
    agent('rui', { presence: 'not-responding' }),
    agent('vic', {}),
    agent('off', { presence: 'offline' }),
  ]
  test('every candidate, nearest first, in plain words', () => {
    const others = agents.filter(({ id }) => id === 'cleo' || id === 'dee')
    expect(explain(wanted, agents, { step: 0, choice: { agent: ines, others }, now: NOW })).toEqual([
      { agentId: 'ines', score: 14, reasons: ['Returns 3 of 3', 'idle 4 min'], isChosen: true },
      { agentId: 'cleo', score: 10, reasons: ['Returns 2 of 3', 'idle under a minute'], isChosen: false },
      { agentId: 'dee', score: null, reasons: ['passed on it a moment ago'], isChosen: false },
      { agentId: 'ola', score: null, reasons: ['has an offer already'], isChosen: false },
      { agentId: 'bo', score: null, reasons: ['at chat capacity'], isChosen: false },
      { agentId: 'theo', score: null, reasons: ['Returns 1 of 3, needs 2'], isChosen: false },
      { agentId: 'vic', score: null, reasons: ['no Returns'], isChosen: false },
      { agentId: 'kenji', score: null, reasons: ['away'], isChosen: false },
      { agentId: 'rui', score: null, reasons: ['not responding'], isChosen: false },
      { agentId: 'off', score: null, reasons: ['offline'], isChosen: false },
    ])
  })
  test('who is not in the queue’s teams is no candidate', () => {
    const closed = work('w', { demand: demand({ teams: ['t1'] }) })
    const both = [agent('a'), agent('b', { teams: ['t1'] })]
    expect(explain(closed, both, { step: 0, choice: null, now: NOW }).map((one) => one.agentId)).toEqual(['b'])
  })
  test('what the chosen agent is told', () => {
    expect(whyMe(wanted, ines)).toBe('Returns 3 of 3, you have room for one chat')
    expect(whyMe(work('w', { stickyId: 'ines' }), agent('ines'))).toBe('You had this case before, you have room for two chats')
    expect(whyMe(work('w', { demand: call }), agent('ines'))).toBe('You are free')
  })
})
