import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type App, createApp } from '../../server/app.ts'
import { loadConfig } from '../../server/config.ts'
import { limits } from '../../server/limits.ts'
import { createLog } from '../../server/platform/log.ts'
import { sampleBody } from './samples.ts'

const sources = readdirSync('server', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && name !== 'limits.ts')
  .map((name) => ({ name, text: readFileSync(join('server', name), 'utf8') }))

/** What a stranger may ask besides the API. A door more stands here. */
const pages = [
  'get /healthz',
  'get /api/openapi.json',
  'get /',
  'get /assets/none.js',
  'get /widget.js',
  'get /widget/app',
  'get /widget/assets/none.js',
  'get /recordings/none',
  'get /sounds/waiting.wav',
]
const BUDGET = 3
const dataDir = mkdtempSync(join(tmpdir(), 'patchbay-limits-'))
let app: App
let url = ''

beforeAll(async () => {
  const before = structuredClone(limits)
  // Whoever asks a door four times has then asked it once too often.
  for (const row of Object.values(limits)) row.points = Math.min(row.points, BUDGET)
  try {
    const env = { HOST: '127.0.0.1', PORT: '0', SMTP_PORT: '0', DATA_DIR: dataDir, SANDBOX: 'off', TRUST_PROXY: '127.0.0.1' }
    const log = createLog({ level: 'silent', secrets: [] })
    app = await createApp({ config: loadConfig(env), log, version: '0.0.0', dist: join(dataDir, 'dist') })
    url = (await app.start()).url
  } finally {
    Object.assign(limits, before)
  }
})
afterAll(async () => {
  await app?.stop()
  rmSync(dataDir, { recursive: true, force: true })
})

let doors = 0
/** As one stranger of an address of its own; gives the last status. */
const knock = async (door: string, body: unknown, times: number): Promise<number> => {
  const [method = '', path = ''] = door.split(' ')
  doors += 1
  const headers = { 'Content-Type': 'application/json', 'X-Forwarded-For': `198.18.${doors >> 8}.${doors % 256}`, Origin: url }
  let status = 0
  for (let n = 0; n < times; n++)
    ({ status } = await fetch(url + path, {
      method: method.toUpperCase(),
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }))
  return status
}

describe('the table of limits (SECURITY R8)', { timeout: 60_000 }, () => {
  it('has a row for whatever names one, and none that nobody names', () => {
    const named = new Set([
      ...sources.flatMap(({ text }) => [...text.matchAll(/\blimit\('([^']+)'/g)].map(([, name = '']) => name)),
      ...app.inside.routes.map(({ limit, may }) => limit ?? (may === 'public' ? 'public' : 'api')),
    ])
    expect([...named].filter((name) => !(name in limits))).toEqual([])
    expect(Object.keys(limits).filter((name) => !named.has(name))).toEqual([])
  })

  it('bounds how often a stranger may knock at any door', async () => {
    const open = [
      ...app.inside.routes.map((one) => ({ door: `${one.method} /api/v1${one.path}`, one })),
      { door: 'post /widget/v1/session' },
    ]
    const wrong: unknown[] = []
    for (const { door, one } of [...open, ...pages.map((page) => ({ door: page, one: undefined }))] as { door: string; one?: never }[]) {
      const isRead = door.startsWith('get')
      const body = isRead ? undefined : one ? (sampleBody(one, () => 'missing0000000000') ?? {}) : { site: 'none' }
      const status = await knock(door, body, BUDGET + 1)
      if (status !== 429) wrong.push([door, status])
    }
    expect(wrong).toEqual([])
  })

  it('bounds how much a stranger may say', async () => {
    const writing = app.inside.routes.filter((one) => one.method !== 'get' && !one.isFile).map((one) => `${one.method} /api/v1${one.path}`)
    const wrong: unknown[] = []
    for (const door of [...writing, 'post /widget/v1/session']) {
      const status = await knock(door, 'x'.repeat(1_100_000), 1)
      if (status !== 413) wrong.push([door, status])
    }
    expect(wrong).toEqual([])
    // And wherever else a body is read.
    const unbounded = sources.flatMap(({ name, text }) =>
      [...text.matchAll(/express\.(json|urlencoded|text|raw)\((?![^)]*\blimit\b)/g)].map(([found]) => `${name} ${found}`),
    )
    expect(unbounded).toEqual([])
  })
})
