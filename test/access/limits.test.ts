import { EventEmitter } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Response } from 'express'
import { io, type Socket } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type App, createApp } from '../../server/app.ts'
import { loadConfig } from '../../server/config.ts'
import { createLimits, limits, listeners } from '../../server/limits.ts'
import { createLog } from '../../server/platform/log.ts'
import { type Door, doorsOf } from './doors-of.ts'
import { sampleBody } from './samples.ts'

const sources = readdirSync('server', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && name !== 'limits.ts')
  .map((name) => ({ name, text: readFileSync(join('server', name), 'utf8') }))

const BUDGET = 3
const dataDir = mkdtempSync(join(tmpdir(), 'patchbay-limits-'))
let app: App
/** With every stand-in, and so with every door there is. Only looked at. */
let whole: App
let url = ''
let firstToken = ''

beforeAll(async () => {
  const before = structuredClone(limits)
  // Whoever asks a door four times has then asked it once too often.
  for (const row of Object.values(limits)) row.points = Math.min(row.points, BUDGET)
  if (limits['socket-connect']) limits['socket-connect'].atOnce = 2
  try {
    const env = { HOST: '127.0.0.1', PORT: '0', SMTP_PORT: '0', DATA_DIR: dataDir, SANDBOX: 'off', TRUST_PROXY: '127.0.0.1' }
    const log = createLog({ level: 'silent', secrets: [] })
    app = await createApp({ config: loadConfig(env), log, version: '0.0.0', dist: join(dataDir, 'dist') })
    const started = await app.start()
    url = started.url
    firstToken = /#[\w-]+=(\w+)$/.exec(started.ways.find((one) => one.label === 'First admin')?.address ?? '')?.[1] ?? ''
    const sandbox = { ...env, DATA_DIR: join(dataDir, 'sandbox'), SANDBOX: 'on' }
    whole = await createApp({ config: loadConfig(sandbox), log, version: '0.0.0', dist: join(dataDir, 'dist') })
  } finally {
    Object.assign(limits, before)
  }
})
afterAll(async () => {
  await app?.stop()
  await whole?.stop()
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

/** Parameters as somebody fills them in who knows nothing. */
const pathOf = ({ path }: Door): string => path.replace('/{*path}', '/any/page').replace(/:(\w+)/g, 'none')

describe('the table of limits (SECURITY R8)', { timeout: 60_000 }, () => {
  it('has a row for whatever names one, and none that nobody names', () => {
    const named = new Set([
      ...sources.flatMap(({ text }) => [...text.matchAll(/\blimit\('([^']+)'/g)].map(([, name = '']) => name)),
      ...sources.flatMap(({ text }) => [...text.matchAll(/\blimit\.bounds\('([^']+)'/g)].map(([, name = '']) => name)),
      ...doorsOf(whole.inside.express).flatMap(({ rows }) => rows),
    ])
    expect([...named].filter((name) => !(name in limits))).toEqual([])
    expect(Object.keys(limits).filter((name) => !named.has(name))).toEqual([])
  })

  it('stands before every door that is mounted', () => {
    const doors = doorsOf(whole.inside.express)
    expect(doors.length).toBeGreaterThan(app.inside.routes.length + 40)
    for (const path of ['/healthz', '/api/openapi.json', '/widget.js', '/widget/v1/session', '/webhooks/twilio/voice', '/demo', '/{*path}'])
      expect(doors.map((one) => one.path)).toContain(path)
    expect(doors.filter(({ rows }) => rows.length === 0)).toEqual([])
  })

  it('says how much each door that reads a body reads', () => {
    const writing = doorsOf(whole.inside.express).filter(({ method }) => !['get', 'any'].includes(method))
    const isBounded = ({ rows }: Door): boolean => rows.some((row) => (limits[row]?.bytes ?? 0) > 0)
    expect(writing.filter((one) => !isBounded(one))).toEqual([])
    // Bodies are read in one place, by the row.
    const elsewhere = sources.filter(({ name, text }) => name !== 'platform/door.ts' && /express\.(json|urlencoded|text|raw)\(/.test(text))
    expect(elsewhere.map(({ name }) => name)).toEqual([])
  })

  it('bounds what listens', () => {
    const { http, smtp } = listeners
    expect([...Object.values(http), ...Object.values(smtp)].every((one) => Number.isFinite(one) && one > 0)).toBe(true)
    expect(limits['socket-connect']).toMatchObject({ bytes: 256 * 1024, atOnce: expect.any(Number) })
  })

  it('bounds how often a stranger may knock at any door', async () => {
    const wrong: unknown[] = []
    for (const one of doorsOf(app.inside.express)) {
      const route = app.inside.routes.find(({ method, path }) => method === one.method && `/api/v1${path}` === one.path)
      const body =
        one.method === 'get' || one.method === 'any'
          ? undefined
          : route
            ? (sampleBody(route as never, () => 'missing0000000000') ?? {})
            : { site: 'none' }
      const status = await knock(`${one.method === 'any' ? 'get' : one.method} ${pathOf(one)}`, body, BUDGET + 1)
      if (status !== 429) wrong.push([one, status])
    }
    expect(wrong).toEqual([])
  })

  it('bounds how much a stranger may say', async () => {
    const isFile = new Set(app.inside.routes.filter((one) => one.isFile).map(({ path }) => `/api/v1${path}`))
    const wrong: unknown[] = []
    for (const one of doorsOf(app.inside.express).filter(({ method, path }) => method !== 'get' && method !== 'any' && !isFile.has(path))) {
      const most = Math.max(...one.rows.map((row) => limits[row]?.bytes ?? 0))
      const status = await knock(`${one.method} ${pathOf(one)}`, 'x'.repeat(most), 1)
      if (status !== 413) wrong.push([one, status])
    }
    expect(wrong).toEqual([])
  })
})

describe('sockets (SECURITY A8)', () => {
  let token = ''
  const enter = async (): Promise<void> => {
    const body = { token: firstToken, email: 'sam@larkfield.example', name: 'Sam Okafor', password: 'a long enough password' }
    const headers = { 'Content-Type': 'application/json', 'X-Forwarded-For': '198.18.200.1', Origin: url }
    const answer = await fetch(`${url}/api/v1/sign-in/first-admin`, { method: 'POST', headers, body: JSON.stringify(body) })
    token = ((await answer.json()) as { accessToken: string }).accessToken
  }
  const open = (): Promise<{ socket: Socket; refused?: string }> => {
    const socket = io(`${url}/staff`, { path: '/live', auth: { token }, transports: ['websocket'], reconnection: false, forceNew: true })
    return new Promise((resolve) => {
      socket.once('connect', () => resolve({ socket }))
      socket.once('connect_error', (error) =>
        resolve({ socket, refused: (error as { data?: { error?: { code?: string } } }).data?.error?.code ?? '' }),
      )
    })
  }

  it('are bounded: how many of one actor, how often they come, and how often they speak', async () => {
    await enter()
    const first = await open()
    const opened = [first, await open(), await open(), await open()]
    expect(opened.map(({ refused }) => refused)).toEqual([undefined, undefined, 'too-many-at-once', 'rate-limited'])
    const said: unknown[] = []
    for (let n = 0; n <= BUDGET; n++) said.push(await first.socket.emitWithAck('unwatch', { topic: 'case:none' }))
    expect(said.slice(0, BUDGET)).toEqual(said.slice(0, BUDGET).map(() => expect.objectContaining({ ok: true })))
    expect(said.at(-1)).toMatchObject({ ok: false, error: { code: 'rate-limited' } })
    for (const { socket } of opened) socket.disconnect()
  })

  it('hear events in one place, which asks for the limit', () => {
    const hearing = sources.filter(({ text }) => /from 'socket\.io'/.test(text)).map(({ name }) => name)
    expect(hearing).toEqual(['platform/live.ts'])
  })
})

describe('how many of one key may be under way', () => {
  const answer = () => Object.assign(new EventEmitter(), { closed: false }) as never as Response & EventEmitter

  it('is bounded until an answer has ended', async () => {
    const limit = createLimits({ export: { points: 100, perSeconds: 60, atOnce: 2 } })
    const [first, second] = [answer(), answer()]
    await limit.enter('export', 'ida', first)
    await limit.enter('export', 'ida', second)
    await expect(limit.enter('export', 'ida', answer())).rejects.toMatchObject({ kind: 'rate-limited', code: 'too-many-at-once' })
    await limit.enter('export', 'ben', answer())
    first.emit('close')
    await limit.enter('export', 'ida', answer())
    await expect(limit.enter('export', 'ida', answer())).rejects.toMatchObject({ code: 'too-many-at-once' })
  })

  it('is not counted for who has gone already', async () => {
    const limit = createLimits({ export: { points: 100, perSeconds: 60, atOnce: 1 } })
    await limit.enter('export', 'ida', Object.assign(answer(), { closed: true }))
    await limit.enter('export', 'ida', answer())
  })
})
