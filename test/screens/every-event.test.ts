import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type App, createApp } from '../../server/app.ts'
import { loadConfig } from '../../server/config.ts'
import type { LiveTopic } from '../../server/platform/live.ts'
import { createLog } from '../../server/platform/log.ts'

/** Where screens are compared with a fresh fetch after all that can happen to a kind of stream: each reads what that is from the file beside it. */
const compared: Record<string, { test: string; declaredIn: string }> = {
  case: { test: 'live.test.ts', declaredIn: 'cases/entries.ts' },
  work: { test: 'live-work.test.ts', declaredIn: 'routing/entries.ts' },
  agent: { test: 'live-work.test.ts', declaredIn: 'staff/entries.ts' },
  queue: { test: 'live-work.test.ts', declaredIn: 'queues/entries.ts' },
  customer: { test: 'live-people.test.ts', declaredIn: 'customers/entries.ts' },
  user: { test: 'live-people.test.ts', declaredIn: 'staff/entries.ts' },
  call: { test: 'live-calls.test.ts', declaredIn: 'calls/entries.ts' },
  restore: { test: 'live-topics.test.ts', declaredIn: 'restore/entries.ts' },
}

const SETTINGS = 'its page under Settings fetches when it is opened and after each change of its own'
const AUDIT = 'read on the page of the audit, which is fetched page by page'
/** Of these no topic tells. One that does is to be compared, and stands here no longer. */
const onNoScreen: Record<string, string> = {
  key: SETTINGS,
  flow: SETTINGS,
  hours: SETTINGS,
  number: SETTINGS,
  phone: SETTINGS,
  site: SETTINGS,
  team: 'teams are only ever added, and a member says which are theirs',
  'call-audit': AUDIT,
  'customer-audit': AUDIT,
  visitor: 'an audit; that a visitor was ended is told as a passing fact, and compared where visitors are',
}

const server = join(import.meta.dirname, '../../server')
const typesIn = (text: string): string[] => [...text.matchAll(/type: '([a-z-]+\.[a-z-]+)'/g)].map((found) => found[1] ?? '')
const kindOf = (type: string): string => type.slice(0, type.indexOf('.'))
const typesOf = new Map<string, Set<string>>()
for (const file of readdirSync(server, { recursive: true, encoding: 'utf8' }).filter((one) => one.endsWith('.ts')))
  for (const type of typesIn(readFileSync(join(server, file), 'utf8')))
    typesOf.set(kindOf(type), (typesOf.get(kindOf(type)) ?? new Set()).add(type))

let app: App
const dataDir = mkdtempSync(join(tmpdir(), 'patchbay-events-'))
beforeAll(async () => {
  const env = { HOST: '127.0.0.1', PORT: '0', SMTP_PORT: '0', DATA_DIR: dataDir }
  const log = createLog({ level: 'silent', secrets: [] })
  app = await createApp({ config: loadConfig(env), log, version: '0.0.0', dist: join(dataDir, 'dist') })
})
afterAll(async () => {
  await app?.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

it('of every kind of stream that the desk writes it is known whether a screen shows it', () => {
  const kinds = [...app.inside.platform.ledgers.kinds.keys()]
  expect(kinds.sort()).toEqual([...Object.keys(compared), ...Object.keys(onNoScreen)].sort())
})

it('what can happen to those that are shown stands whole in the file that their comparison reads', () => {
  for (const [kind, { test, declaredIn }] of Object.entries(compared)) {
    const declared = new Set(typesIn(readFileSync(join(server, declaredIn), 'utf8')).filter((one) => kindOf(one) === kind))
    expect([kind, declared]).toEqual([kind, typesOf.get(kind)])
    expect([test, existsSync(join(import.meta.dirname, test))]).toEqual([test, true])
  }
  // The one that is compared by an act among others, and not by a list of its own.
  expect([...(typesOf.get('restore') ?? [])]).toEqual(['restore.confirmed'])
})

it('of the others no topic of anybody tells', async () => {
  const topics = app.inside.audiences.flatMap((one) => [...one.topics]) as unknown as LiveTopic[]
  expect(topics.length).toBeGreaterThan(12)
  const told: string[] = []
  for (const kind of Object.keys(onNoScreen))
    for (const type of typesOf.get(kind) ?? [`${kind}.nothing`])
      for (const topic of topics) {
        const entry = { id: 'e', stream: `${kind}:x`, seq: 1, at: new Date(), by: 'test', change: { type } }
        if (((await topic.changes?.(entry, { id: 'x', seq: 1 })) ?? []).length > 0) told.push(`${topic.name}: ${type}`)
      }
  expect(told).toEqual([])
})
