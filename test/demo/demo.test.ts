import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHub, messageIdOf } from '../../server/hub/index.ts'
import { readArticle } from '../../server/knowledge/index.ts'
import { callMatters } from '../../server/sandbox/demo/call-stories.ts'
import { customers as people } from '../../server/sandbox/demo/customers.ts'
import { arrivals, openStories } from '../../server/sandbox/demo/open-stories.ts'
import { createPastMessages, eventOf } from '../../server/sandbox/demo/past-message.ts'
import { planHistory } from '../../server/sandbox/demo/plan-history.ts'
import { seedArrivals, seedHistory } from '../../server/sandbox/demo/seed-demo.ts'
import { stories } from '../../server/sandbox/demo/stories.ts'
import { DAY, HOUR, MINUTE } from '../../server/sandbox/demo/times.ts'
import { system } from '../../server/staff/index.ts'
import { demoFolder } from '../setup/desk.ts'
import { tries } from '../setup/tries.ts'
import { openDemo } from './open-demo.ts'

type Desk = Awaited<ReturnType<typeof openDemo>>
const by = system('test')
let desk: Desk
const read = async <T>(name: string, filter: object = {}): Promise<T[]> =>
  (await desk.platform.connection
    .collection(name)
    .find(filter as never)
    .toArray()) as T[]

/** As the built desk wrote it at its first start. */
beforeAll(async () => {
  desk = await openDemo(await demoFolder())
  await desk.listen()
}, 180_000)
afterAll(async () => {
  await desk?.close()
  if (desk) rmSync(desk.dataDir, { recursive: true, force: true })
})

interface StoredCase {
  _id: string
  number: number
  status: string
  isOpen: boolean
  assigneeId: string | null
  openedAt: Date
  updatedAt: Date
  interactions: { channel: string }[]
}
interface StoredEntry {
  stream: string
  seq: number
  at: Date
}

describe('the demo company', () => {
  it('has its people with skills, three queues, forty customers and nearly two hundred cases', async () => {
    const members = await read<{ role: string; isDemo: boolean; skills: object }>('users')
    const count = (role: string): number => members.filter((one) => one.role === role).length
    expect(['agent', 'supervisor', 'admin', 'marketing'].map(count)).toEqual([6, 1, 1, 1])
    expect(members.every((one) => one.isDemo)).toBe(true)
    expect(members.filter((one) => one.role === 'agent').every((one) => Object.keys(one.skills).length > 0)).toBe(true)
    expect((await desk.faces.queues.all()).map((one) => one.name).sort()).toEqual([
      'General help',
      'Orders and returns',
      'Technical support',
    ])
    expect((await desk.faces.customers.listCustomers(by, { limit: 100 })).items).toHaveLength(40)
    const cases = await read<StoredCase>('cases')
    const open = cases.filter((one) => one.isOpen)
    expect([cases.length, open.length]).toEqual([150 + callMatters.length, openStories.length + arrivals.length])
    expect(open.filter((one) => one.assigneeId === null)).toHaveLength(arrivals.length)
    expect(new Set(cases.flatMap((one) => one.interactions.map((two) => two.channel)))).toEqual(new Set(['email', 'chat', 'api', 'voice']))
    expect((await read<{ isDemo: boolean }>('customers')).every((one) => one.isDemo)).toBe(true)
  })

  it('has lived for months, never in the future, and each stream in the order of time', async () => {
    const now = Date.now()
    const cases = await read<StoredCase>('cases')
    const first = Math.min(...cases.map((one) => one.openedAt.getTime()))
    expect(now - first).toBeGreaterThan(180 * DAY)
    const entries = await read<StoredEntry>('entries')
    expect(Math.max(...entries.map((one) => one.at.getTime()))).toBeLessThanOrEqual(now)
    const streams = new Map<string, StoredEntry[]>()
    for (const one of entries) streams.set(one.stream, [...(streams.get(one.stream) ?? []), one])
    for (const [stream, lines] of streams) {
      const times = lines.sort((a, b) => a.seq - b.seq).map((one) => one.at.getTime())
      expect({ stream, times }).toEqual({ stream, times: [...times].sort((a, b) => a - b) })
    }
    // Numbers follow time as far as a person would notice.
    const byNumber = cases.sort((a, b) => a.number - b.number).map((one) => one.openedAt.getTime())
    for (let at = 0; at + 20 < byNumber.length; at++) expect(byNumber[at + 20]).toBeGreaterThan(byNumber[at] ?? 0)
  })

  it('asks whether some of them are the same person, for every kind of reason', async () => {
    const reasons: string[] = []
    for (const one of (await desk.faces.customers.listCustomers(by, { limit: 100 })).items)
      for (const suggestion of await desk.faces.customers.suggestionsFor(by, one.id)) reasons.push(...suggestion.reasons)
    for (const kind of [/^Typed marta@rivet.example in the chat/, /^Same address, unproven/, /^Same name at/, /^Typed the phone number/])
      expect(reasons).toContainEqual(expect.stringMatching(kind))
    expect(new Set(reasons).size).toBe(people.filter((one) => one.twinOf).length)
  })

  it('knows some customers by two addresses, merged and undone like any others', async () => {
    const merged = (await desk.faces.customers.listCustomers(by, { limit: 100 })).items.filter((one) => one.identities.length > 1)
    expect(merged.length).toBe(people.filter((one) => one.identities.length > 1).length)
    expect(merged.every((one) => one.merges.length === 1)).toBe(true)
  })

  it('answers questions in full sentences: every answer has its message, every blank is filled', async () => {
    const messages = await read<{ text: string; subject: string; direction: string; state: string; delivery: { state: string } | null }>(
      'messages',
    )
    expect(messages.filter((one) => one.state !== 'filed')).toEqual([])
    expect(messages.filter((one) => /[{}]/.test(one.text + one.subject))).toEqual([])
    const out = messages.filter((one) => one.direction === 'out')
    expect(out.length).toBeGreaterThan(120)
    expect(out.filter((one) => !['read', 'delivered', 'sent'].includes(one.delivery?.state ?? ''))).toEqual([])
    const filed = new Set(
      (await read<{ change: { messageId?: string } }>('entries', { 'change.type': 'case.message-filed' })).map(
        (one) => one.change.messageId,
      ),
    )
    expect(filed.size).toBe(messages.length)
  })

  it('has calls of all kinds, over to the last, each in a case of the customer who called', async () => {
    interface StoredCall {
      _id: string
      direction: string
      outcome: string
      phase: string
      isLive: boolean
      isOnLine: boolean
      caseId: string
      startedAt: Date
      answeredAt: Date | null
      endedAt: Date | null
      wrapUpBy: string | null
      callback: { state: string } | null
      ratings?: Record<string, number>
      legs: { line: string }[]
      handled: { agentId: string; from: Date; to: Date | null }[]
    }
    const calls = await read<StoredCall>('calls')
    expect(calls.length).toBe(callMatters.flatMap((one) => one.calls).length)
    expect(calls.filter((one) => one.isLive || one.isOnLine || one.phase !== 'ended' || one.wrapUpBy !== null)).toEqual([])
    expect(calls.filter((one) => one.endedAt === null || one.handled.some((part) => part.to === null))).toEqual([])
    expect(calls.flatMap((one) => one.legs).filter((one) => !['completed', 'no-answer'].includes(one.line))).toEqual([])
    const count = (which: (one: StoredCall) => boolean): number => calls.filter(which).length
    expect(count((one) => one.outcome === 'answered')).toBeGreaterThan(18)
    expect(count((one) => one.outcome === 'abandoned')).toBeGreaterThan(2)
    expect(count((one) => one.outcome === 'served-by-menu')).toBeGreaterThan(3)
    expect(count((one) => one.outcome === 'failed')).toBe(1)
    expect(calls.flatMap((one) => one.callback?.state ?? [])).toEqual(['done', 'done', 'done'])
    expect(count((one) => one.handled.length > 1)).toBe(2)
    expect(count((one) => one.ratings?.help !== undefined)).toBe(callMatters.flatMap((one) => one.calls).filter((one) => one.rating).length)
    expect(count((one) => one.startedAt.getTime() > Date.now() - DAY)).toBeGreaterThan(6)
    const known = await read<{ _id: string; path: { says: string; keys?: string }[]; flow: { step: string } | null; note: string }>(
      'call_contents',
    )
    expect(known.length).toBe(calls.length)
    const served = calls.filter((one) => one.outcome === 'served-by-menu').map((one) => known.find((two) => two._id === one._id)?.path)
    expect(served.every((path) => path?.some((step) => step.keys !== undefined))).toBe(true)
    // Nothing of it is offered to anybody.
    expect(await read('works', { channel: 'voice' })).toEqual([])
  })

  it('leaves a day behind whose figures one believes: agents were there before they had a call, and after it', async () => {
    const agents = (await desk.calls.readDay(by, {})).agents.filter((one) => one.handled > 0)
    expect(agents.length).toBeGreaterThan(3)
    for (const { occupancy } of agents) expect(occupancy).toBeGreaterThan(0)
    for (const { occupancy } of agents) expect(occupancy).toBeLessThan(0.8)
    expect((await desk.faces.staff.membersForRouting()).every((one) => one.presence === 'offline')).toBe(true)
  })

  it('can be searched', async () => {
    const { items } = await desk.faces.search.find(by, { q: 'battery cuts out' })
    expect(items.map((one) => one.title)).toContain('Battery cuts out on hills, 14 bikes')
  })

  it('names a colleague in a note, who may read its case and is no stranger to the console', async () => {
    const found = await desk.platform.connection
      .collection('entries')
      .find({ 'change.type': 'case.noted', 'change.mentions.0': { $exists: true } })
      .toArray()
    const ruth = desk.faces.staff.userIdByEmail('ruth.adler@larkfield.example')
    expect(found.map((one) => one.change.mentions)).toEqual([[ruth]])
  })

  it('is written once', async () => {
    const before = await desk.platform.connection.collection('entries').countDocuments()
    await seedHistory(desk.platform, desk.faces, desk.past)
    await seedArrivals(desk.platform, desk.faces, desk.past)
    expect(await desk.platform.connection.collection('entries').countDocuments()).toBe(before)
  })

  it('ends when a message stays without a case, and says first that the store takes nothing in, if that is why', async () => {
    const { hub } = desk.faces
    // Taken in, and never filed.
    const stuck = { hub: { ...hub, intake: async () => ({ messageId: 'm_stuck', isDuplicate: false }) } }
    const write = (why: () => Promise<unknown>) => {
      const messages = createPastMessages(desk.platform.bus, stuck, desk.past, why)
      return messages.write(eventOf({ do: 'write', ...(arrivals[0] as (typeof arrivals)[number]) }, 'stuck', 0)).finally(messages.stop)
    }
    await expect(write(async () => {})).rejects.toThrow('found no case')
    await expect(write(() => Promise.reject(new Error('no room')))).rejects.toThrow('no room')
  })

  // Tells the whole past twice more, so only the full run does.
  it.each(tries<string[]>([], ['the first history']))(
    'goes on with %s from where a crash cut it off, without doubling anything',
    async () => {
      const cut = await openDemo()
      try {
        // What is told depends on when: both tell of the same past.
        const [{ base }] = (await read<{ base: Date }>('demo')) as [{ base: Date }]
        await cut.platform.connection
          .collection<{ _id: string }>('demo')
          .insertOne({ _id: 'larkfield', base, isTold: false, hasArrived: false } as never)
        const until = <A extends unknown[], R>(left: number, run: (...given: A) => Promise<R>) => {
          return async (...given: A): Promise<R> => {
            left -= 1
            if (left < 0) throw new Error('the process ends here')
            return run(...given)
          }
        }
        const { hub, phone } = cut.faces
        const dying = [
          { ...cut.faces, hub: { ...hub, intake: until(100, hub.intake) } },
          { ...cut.faces, phone: { ...phone, past: { ...phone.past, tell: until(250, phone.past.tell) } } },
        ]
        for (const one of dying) await expect(seedHistory(cut.platform, one, cut.past)).rejects.toThrow('ends here')
        await seedHistory(cut.platform, cut.faces, cut.past)
        const count = (name: string, of: Desk): Promise<number> => of.platform.connection.collection(name).countDocuments()
        expect(await count('cases', cut)).toBe((await count('cases', desk)) - arrivals.length)
        expect(await count('messages', cut)).toBe((await count('messages', desk)) - arrivals.length)
        const told = async (of: Desk): Promise<string[]> => {
          const entries = await of.platform.connection
            .collection<StoredEntry & { change: { type: string; legId?: string } }>('entries')
            .find({ stream: /^call:/ } as never)
            .toArray()
          return entries
            .map(({ stream, seq, at, change }) => `${stream} ${seq} ${at.toISOString()} ${change.type} ${change.legId ?? ''}`)
            .sort()
        }
        const whole = await told(desk)
        expect(whole.length).toBeGreaterThan(400)
        // The id of a call that an agent made is made of theirs, which is another on each desk.
        const anywhere = (lines: string[]): string[] => lines.map((one) => one.replace(/^\S+/, '')).sort()
        expect(anywhere(await told(cut))).toEqual(anywhere(whole))
      } finally {
        await cut.close()
      }
    },
    180_000,
  )

  it.each([
    { what: 'failed', isCutOff: false },
    { what: 'was cut off by a crash', isCutOff: true },
  ])('files a message whose filing $what, at its own time of the past', async ({ isCutOff, what }) => {
    const { platform, past, faces } = desk
    let failures = 1
    const customers = {
      ...faces.customers,
      resolveSender: async (...given: Parameters<typeof faces.customers.resolveSender>) => {
        if (failures-- > 0) throw new Error('not now')
        return faces.customers.resolveSender(...given)
      },
    }
    // A second hub of the same desk, which works off none of its jobs.
    const failing = createHub({ ...platform, jobs: { ...platform.jobs, process: () => {} } }, { ...faces, customers })
    const event = eventOf({ do: 'write', ...(arrivals[0] as (typeof arrivals)[number]) }, what, 0)
    const at = Date.now() - 30 * DAY
    if (isCutOff) {
      await past.at(at, () => failing.intake(event))
      await failing.settled()
    }
    const messages = createPastMessages(platform.bus, isCutOff ? faces : { hub: failing }, past, async () => {})
    const { caseId } = await past.at(at, () => messages.write(event)).finally(messages.stop)
    const [filed] = await read<StoredEntry>('entries', {
      stream: `case:${caseId}`,
      'change.messageId': messageIdOf(event.channel, event.account, event.externalId),
    })
    expect(Math.abs((filed?.at.getTime() ?? 0) - at)).toBeLessThan(10 * MINUTE)
  })
})

it('tells the same story for the same day', () => {
  const now = Date.UTC(2026, 10, 23, 14, 36)
  expect(planHistory(now)).toEqual(planHistory(now))
  const told = planHistory(now)
  expect(told.every((step) => step.at <= now)).toBe(true)
  expect(new Set(stories.map((one) => one.key)).size).toBe(stories.length)
})

it('has calls that come one after another for whoever makes or takes them, at whatever hour of the week it begins', () => {
  for (let hour = 0; hour < 7 * 24; hour += 5) {
    const now = Date.UTC(2026, 10, 22, hour, 5)
    const steps = planHistory(now)
    const busy = new Map<string, number>()
    let last = 0
    for (const { at, lane, act } of steps) {
      if (act.do !== 'call') continue
      const { talks = 0, waits = 0, wrapsUp = 0, agent, goesTo } = act.call
      const end = at + (talks + waits + wrapsUp) * 1000
      last = Math.max(last, end)
      for (const one of [lane, agent, goesTo?.agent]) {
        if (one === undefined) continue
        expect(busy.get(one) ?? 0, `${one}, ${new Date(now).toISOString()}`).toBeLessThan(at)
        busy.set(one, Math.max(busy.get(one) ?? 0, end))
      }
    }
    expect(last).toBeGreaterThan(now - 3 * HOUR)
    expect(last).toBeLessThan(now)
    const there = new Map<string, boolean>()
    for (const { at, act } of steps) {
      if (act.do === 'attend') {
        expect(there.get(act.agent) ?? false).toBe(!act.isThere)
        there.set(act.agent, act.isThere)
      } else if (act.do === 'call' && act.call.agent !== undefined && at > now - 7 * DAY) expect(there.get(act.call.agent)).toBe(true)
    }
    expect([...there.values()]).not.toContain(true)
  }
})

it('names nobody and nowhere that could be real', () => {
  const told = JSON.stringify([planHistory(Date.UTC(2026, 10, 23)), arrivals, people])
  for (const [address] of told.matchAll(/[\w.+-]+@[\w.-]+/g)) expect(address).toMatch(/\.example$/)
  for (const [number] of told.matchAll(/\+\d[\d ()-]{7,}/g)) expect(number.replace(/\D/g, '')).toMatch(/^120255501\d\d$/)
})

it('has articles with a title, a topic and a date', () => {
  const root = join(import.meta.dirname, '../../knowledge-base')
  const files = readdirSync(root, { recursive: true })
    .map(String)
    .filter((one) => one.endsWith('.md'))
  expect(files.length).toBeGreaterThanOrEqual(12)
  for (const file of files) {
    const { article, faults } = readArticle(file, readFileSync(join(root, file), 'utf8'))
    expect(faults).toEqual([])
    expect(article).toMatchObject({
      title: expect.stringMatching(/\S/),
      topic: file.split(/[\\/]/)[0],
      updated: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/),
    })
    const { body = '' } = article ?? {}
    expect(body.length).toBeGreaterThan(200)
  }
})
