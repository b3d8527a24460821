import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readArticle } from '../../server/knowledge/index.ts'
import { customers as people } from '../../server/sandbox/demo/customers.ts'
import { arrivals, openStories } from '../../server/sandbox/demo/open-stories.ts'
import { planHistory } from '../../server/sandbox/demo/plan-history.ts'
import { seedArrivals, seedHistory } from '../../server/sandbox/demo/seed-demo.ts'
import { stories } from '../../server/sandbox/demo/stories.ts'
import { DAY } from '../../server/sandbox/demo/times.ts'
import { system } from '../../server/staff/index.ts'
import { openDemo } from './open-demo.ts'

type Desk = Awaited<ReturnType<typeof openDemo>>
const by = system('test')
let desk: Desk
const read = async <T>(name: string, filter: object = {}): Promise<T[]> =>
  (await desk.platform.connection
    .collection(name)
    .find(filter as never)
    .toArray()) as T[]

beforeAll(async () => {
  desk = await openDemo()
  await seedHistory(desk.platform, desk.faces, desk.past)
  await desk.listen()
  await seedArrivals(desk.platform, desk.faces, desk.past)
}, 180_000)
afterAll(() => desk?.close())

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
  it('has its people with skills, three queues, forty customers and about a hundred and fifty cases', async () => {
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
    expect([cases.length, open.length]).toEqual([151, openStories.length + arrivals.length])
    expect(open.filter((one) => one.assigneeId === null)).toHaveLength(arrivals.length)
    expect(new Set(cases.flatMap((one) => one.interactions.map((two) => two.channel)))).toEqual(new Set(['email', 'chat', 'api']))
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

  it('can be searched', async () => {
    const { items } = await desk.faces.search.find(by, { q: 'battery cuts out' })
    expect(items.map((one) => one.title)).toContain('Battery cuts out on hills, 14 bikes')
  })

  it('is written once', async () => {
    const before = await desk.platform.connection.collection('entries').countDocuments()
    await seedHistory(desk.platform, desk.faces, desk.past)
    await seedArrivals(desk.platform, desk.faces, desk.past)
    expect(await desk.platform.connection.collection('entries').countDocuments()).toBe(before)
  })

  it('goes on from where a crash cut it off, without doubling anything', async () => {
    const cut = await openDemo()
    try {
      // What is told depends on when: both tell of the same past.
      const [{ base }] = (await read<{ base: Date }>('demo')) as [{ base: Date }]
      await cut.platform.connection
        .collection<{ _id: string }>('demo')
        .insertOne({ _id: 'larkfield', base, isTold: false, hasArrived: false } as never)
      let left = 200
      const dying = {
        ...cut.faces.hub,
        intake: (event: Parameters<typeof cut.faces.hub.intake>[0]) => {
          left -= 1
          if (left < 100) throw new Error('the process ends here')
          return cut.faces.hub.intake(event)
        },
      }
      await expect(seedHistory(cut.platform, { ...cut.faces, hub: dying }, cut.past)).rejects.toThrow('ends here')
      await seedHistory(cut.platform, cut.faces, cut.past)
      const count = (name: string, of: Desk): Promise<number> => of.platform.connection.collection(name).countDocuments()
      expect(await count('cases', cut)).toBe((await count('cases', desk)) - arrivals.length)
      expect(await count('messages', cut)).toBe((await count('messages', desk)) - arrivals.length)
    } finally {
      await cut.close()
    }
  }, 180_000)
})

it('tells the same story for the same day', () => {
  const now = Date.UTC(2026, 10, 23, 14, 36)
  expect(planHistory(now)).toEqual(planHistory(now))
  const told = planHistory(now)
  expect(told.every((step) => step.at <= now)).toBe(true)
  expect(new Set(stories.map((one) => one.key)).size).toBe(stories.length)
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
