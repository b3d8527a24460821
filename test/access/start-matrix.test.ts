import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { io } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type App, createApp, type Started } from '../../server/app.ts'
import { loadConfig } from '../../server/config.ts'
import type { AppError } from '../../server/platform/errors.ts'
import { createLog } from '../../server/platform/log.ts'
import type { SandboxFile } from '../setup/desk.ts'
import { demoFolder } from '../setup/desk.ts'
import { ask } from './ask.ts'

type Env = Record<string, string>

/** What the start comes to: the mode, or the settings it stops at. */
const startOf = (env: Env): string => {
  try {
    return loadConfig(env).sandbox
  } catch (error) {
    return (error as AppError).details?.map((one) => one.path).join(' ') ?? String(error)
  }
}

const SMTP = { SMTP_URL: 'smtps://mail.larkfield.example' }
const TWILIO = {
  TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'token',
  TWILIO_API_KEY_SID: `SK${'0'.repeat(32)}`,
  TWILIO_API_KEY_SECRET: 'secret',
  TWILIO_APP_SID: `AP${'0'.repeat(32)}`,
}
const PUBLIC_URL = 'https://desk.larkfield.example'
const twilioNames = Object.keys(TWILIO)
const matrix: [Env, string][] = [
  [{}, 'on'],
  [{ SANDBOX: 'on' }, 'on'],
  ...['127.0.0.1', '127.9.9.9', 'localhost', '::1'].map((HOST): [Env, string] => [{ HOST }, 'on']),
  ...['0.0.0.0', '::', '192.0.2.7', 'desk.larkfield.example', '127.0.0.1.evil.example', 'localhost.evil.example'].flatMap(
    (HOST): [Env, string][] => [
      [{ HOST }, 'HOST'],
      [{ HOST, SANDBOX: 'on' }, 'HOST'],
      [{ HOST, SANDBOX: 'off' }, 'off'],
      [{ HOST, SANDBOX: 'exposed' }, 'exposed'],
      [{ HOST, ...SMTP }, 'off'],
    ],
  ),
  [{ PUBLIC_URL: 'http://localhost:3000' }, 'on'],
  ...['https://desk.larkfield.example', 'http://localhost.evil.example', 'http://127.0.0.1@evil.example'].flatMap(
    (PUBLIC_URL): [Env, string][] => [
      [{ PUBLIC_URL }, 'PUBLIC_URL'],
      [{ PUBLIC_URL, SANDBOX: 'on' }, 'PUBLIC_URL'],
      [{ PUBLIC_URL, SANDBOX: 'off' }, 'off'],
      [{ PUBLIC_URL, ...SMTP }, 'off'],
    ],
  ),
  [{ SMTP_HOST: '0.0.0.0' }, 'SMTP_HOST'],
  [{ SMTP_HOST: '0.0.0.0', SANDBOX: 'off' }, 'off'],
  ...['127.0.0.1:3000', 'localhost:2525', '[::1]:3000', 'stock.internal', 'https://stock.internal:443', '*.internal:443'].map(
    (PRIVATE_HOSTS): [Env, string] => [{ PRIVATE_HOSTS }, 'PRIVATE_HOSTS'],
  ),
  [{ PRIVATE_HOSTS: 'stock.internal:8443,10.0.0.7:443,127.0.0.1:8443' }, 'on'],
  ...['abc', '10.0.0.0/99', '10.0.0.0/8/8', '::1/129', '10.0.0', '10.0.0.1,', '10.0.0.0/255.0.0.0'].map((TRUST_PROXY): [Env, string] => [
    { TRUST_PROXY },
    'TRUST_PROXY',
  ]),
  ...['10.0.0.0/8', '127.0.0.1, ::1', 'fd00::/8'].map((TRUST_PROXY): [Env, string] => [{ TRUST_PROXY }, 'on']),
  ...['https://a b', 'https://', 'https://[', 'https://desk:port', 'desk.larkfield.example'].map((PUBLIC_URL): [Env, string] => [
    { PUBLIC_URL, SANDBOX: 'off' },
    'PUBLIC_URL',
  ]),
  [{ REDIS_URL: 'redis://a b' }, 'REDIS_URL'],
  [{ REDIS_URL: 'redis://127.0.0.1' }, 'REDIS_URL'],
  [{ SMTP_URL: 'smtp://a b' }, 'SMTP_URL'],
  [{ MONGODB_URL: 'mongodb://one:27017,two:27017/desk?replicaSet=rs' }, 'on'],
  [{ NODE_ENV: 'production' }, 'NODE_ENV'],
  [{ NODE_ENV: 'production', SANDBOX: 'on' }, 'NODE_ENV'],
  [{ NODE_ENV: 'production', SANDBOX: 'off' }, 'off'],
  [{ NODE_ENV: 'production', ...SMTP }, 'off'],
  [{ HOST: '0.0.0.0', NODE_ENV: 'production', PUBLIC_URL: 'https://desk.larkfield.example' }, 'HOST PUBLIC_URL NODE_ENV'],
  // One real provider makes the whole desk real; a database or Redis is none.
  [SMTP, 'off'],
  [{ ...SMTP, SANDBOX: 'on' }, 'SANDBOX'],
  [{ ...SMTP, SANDBOX: 'exposed' }, 'SANDBOX'],
  [{ MONGODB_URL: 'mongodb://127.0.0.1/x', REDIS_URL: 'redis://127.0.0.1' }, 'on'],
  [{ ...TWILIO, PUBLIC_URL }, 'off'],
  [{ ...TWILIO, PUBLIC_URL: 'http://localhost:3000', SANDBOX: 'on' }, 'SANDBOX'],
  [TWILIO, 'PUBLIC_URL'],
  // All five or none.
  ...twilioNames.map((name): [Env, string] => [{ ...TWILIO, PUBLIC_URL, [name]: '' }, name]),
  ...Object.entries(TWILIO).map(([name, value]): [Env, string] => [
    { PUBLIC_URL, [name]: value },
    twilioNames.filter((one) => one !== name).join(' '),
  ]),
  ...twilioNames.filter((name) => name.endsWith('_SID')).map((name): [Env, string] => [{ ...TWILIO, PUBLIC_URL, [name]: 'AC1' }, name]),
  // A stand-in is on this machine or it is none: a desk must never show its key to a stranger.
  ...['http://127.0.0.1:4010', 'http://localhost:4010', 'https://[::1]:4010'].map((TWILIO_API_BASE): [Env, string] => [
    { ...TWILIO, PUBLIC_URL, TWILIO_API_BASE },
    'off',
  ]),
  ...[
    'https://api.twilio.com',
    'http://127.0.0.1.evil.example',
    'http://127.0.0.1@evil.example',
    '127.0.0.1:4010',
    'file://localhost/x',
  ].map((TWILIO_API_BASE): [Env, string] => [{ ...TWILIO, PUBLIC_URL, TWILIO_API_BASE }, 'TWILIO_API_BASE']),
  [{ TWILIO_API_BASE: 'http://127.0.0.1:4010' }, 'TWILIO_API_BASE'],
  [{ SANDBOX: 'yes' }, 'SANDBOX'],
]

describe('what a start comes to', () => {
  it.each(matrix)('%j: %s', (env, outcome) => expect(startOf(env)).toBe(outcome))
})

const sandboxPages = ['/demo', '/demo/shop.css', '/sandbox/mailbox', '/sandbox/mailbox/style.css', '/sandbox/mailbox/page.js']
/** The telephone of the sandbox and its carrier, which others than a page ask. */
const carrierDoors = [
  '/sandbox/phone',
  '/sandbox/carrier/chaos',
  `/sandbox/carrier/2010-04-01/Accounts/AC${'0'.repeat(32)}/Calls.json`,
  '/sandbox/carrier/media/x/1',
]
const pages = [
  '/',
  ...sandboxPages,
  ...carrierDoors,
  '/api/openapi.json',
  '/api/v1/me',
  '/healthz',
  '/widget.js',
  '/widget/app?site=larkfield-shop',
]
const evil = [
  'evil.example',
  'evil.example:3000',
  '127.0.0.1.evil.example',
  'localhost.evil.example',
  '192.0.2.7',
  '0.0.0.0',
  'larkfield.example',
]

const CONSOLE = '<p>console</p>'
const dataDir = await demoFolder()
mkdirSync(join(dataDir, 'dist/console'), { recursive: true })
writeFileSync(join(dataDir, 'dist/console/index.html'), CONSOLE)
const openDesk = async (env: Env): Promise<{ app: App; started: Started }> => {
  const config = loadConfig({ HOST: '127.0.0.1', PORT: '0', SMTP_PORT: '0', DATA_DIR: dataDir, ...env })
  const app = await createApp({ config, log: createLog({ level: 'silent', secrets: [] }), version: '0.0.0', dist: join(dataDir, 'dist') })
  return { app, started: await app.start() }
}

/** What the carrier's socket says to a telephone without a good token, or to nobody where there is none. */
const knockAtCarrier = (url: string): Promise<string> =>
  new Promise((resolve) => {
    const socket = io(`${url}/carrier`, {
      path: '/live',
      auth: { token: 'phone' },
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
    })
    socket.once('connect_error', (error) => {
      socket.disconnect()
      resolve(error.message)
    })
    socket.once('connect', () => {
      socket.disconnect()
      resolve('came in')
    })
  })

describe('a folder that was a sandbox', { timeout: 60_000 }, () => {
  let app: App | undefined
  let url = ''
  let file: SandboxFile
  let signedIn: { accessToken: string; me: { id: string } }
  let cookie = ''

  const post = (path: string, body: object, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(`${url}/api/v1${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
  const tokenOf = (role: string): string | undefined =>
    file.personas
      .find((one) => one.role === role)
      ?.signInUrl.split('=')
      .at(-1)

  beforeAll(async () => {
    const desk = await openDesk({})
    app = desk.app
    url = desk.started.url
    file = JSON.parse(readFileSync(join(dataDir, 'sandbox.json'), 'utf8'))
  }, 120_000)
  afterAll(async () => {
    await app?.stop()
    rmSync(dataDir, { recursive: true, force: true })
  })

  it('answers its own names only, on every page', async () => {
    for (const path of pages) {
      for (const host of evil) expect([path, host, (await ask(url, path, host)).status]).toEqual([path, host, 421])
      for (const host of ['localhost', '127.0.0.1:1', '[::1]:3000']) expect((await ask(url, path, host)).status).not.toBe(421)
    }
    // The sockets' own door refuses in its own words.
    const sockets = '/live/?EIO=4&transport=polling'
    for (const host of evil) expect([host, (await ask(url, sockets, host)).status]).toEqual([host, 403])
    expect((await ask(url, sockets, 'localhost')).status).toBe(200)
    for (const path of sandboxPages) expect([path, (await ask(url, path)).status]).toEqual([path, 200])
    // That there is something to be shut: they answer, and not as if there were nothing.
    expect((await ask(url, '/sandbox/carrier/chaos')).status).toBe(200)
    expect(await knockAtCarrier(url)).not.toBe('Invalid namespace')
  })

  it('listens on loopback and keeps its links to its owner', () => {
    expect(new URL(url).hostname).toBe('127.0.0.1')
    expect(statSync(join(dataDir, 'sandbox.json')).mode & 0o777).toBe(0o600)
    expect(file.personas.map((one) => one.role).sort()).toEqual(['admin', 'agent', 'marketing', 'supervisor'])
    for (const { signInUrl } of file.personas) expect(new URL(signInUrl).hash).not.toBe('')
  })

  it('lets its people in, once by each link', async () => {
    const answer = await post('/sign-in/link', { token: tokenOf('agent') })
    expect(answer.status).toBe(200)
    cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
    signedIn = (await answer.json()) as typeof signedIn
    expect((await post('/sign-in/link', { token: tokenOf('agent') })).status).toBe(401)
    expect((await fetch(`${url}/api/v1/messages`, { headers: { Authorization: `Bearer ${file.apiKey}` } })).status).toBe(200)
  })

  /** The console answers every address that is a page of its own, and says there that there is none. */
  const expectNoSandbox = async (): Promise<void> => {
    for (const path of [...sandboxPages, ...carrierDoors, '/widget/app?site=larkfield-shop']) {
      const { status, text } = await ask(url, path)
      expect([path, status === 200 ? text : status]).toEqual([path, status === 200 ? CONSOLE : 404])
    }
    expect(await knockAtCarrier(url)).toBe('Invalid namespace')
  }

  it('shows no sandbox page and lets none of them in once the desk is real', { timeout: 120_000 }, async () => {
    await app?.stop()
    const desk = await openDesk({ SANDBOX: 'off' })
    app = desk.app
    url = desk.started.url
    await expectNoSandbox()

    for (const role of ['admin', 'supervisor', 'marketing'])
      expect([role, (await post('/sign-in/link', { token: tokenOf(role) })).status]).toEqual([role, 401])
    for (const token of [signedIn.accessToken, file.apiKey])
      expect((await fetch(`${url}/api/v1/messages`, { headers: { Authorization: `Bearer ${token}` } })).status).toBe(401)
    expect((await post('/refresh', {}, { Cookie: cookie, Origin: url })).status).toBe(401)
    expect(
      (
        await fetch(`${url}/widget/v1/session`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: '{"siteId":"larkfield-shop"}',
        })
      ).ok,
    ).toBe(false)

    // The demo admin is none: the desk waits for its first real one, and shows how to become it.
    expect(desk.started.ways.map((one) => one.label)).toEqual(['Console', 'First admin'])
  })

  it('has no telephone and no carrier either where mail alone is real', { timeout: 120_000 }, async () => {
    await app?.stop()
    const desk = await openDesk({ SMTP_URL: 'smtp://127.0.0.1:1' })
    app = desk.app
    url = desk.started.url
    await expectNoSandbox()
  })
})
