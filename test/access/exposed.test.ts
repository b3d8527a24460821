import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type App, createApp, type Started } from '../../server/app.ts'
import { loadConfig } from '../../server/config.ts'
import { createLog } from '../../server/platform/log.ts'
import { askDeskForLink } from '../../server/sign-in/index.ts'
import { createTokens, staffClaims, visitorClaims } from '../../server/sign-in/tokens.ts'
import { ask } from './ask.ts'

const password = 'a long enough password'
const pages = ['/demo', '/demo/shop.css', '/sandbox/mailbox', '/sandbox/mailbox/write', '/sandbox/mailbox/style.css']
/** Other ways to write the same paths, and what is not there at all. */
const disguised = [
  '/sandbox/phone',
  '/sandbox/carrier/chaos',
  '/DEMO',
  '/demo/',
  '/sandbox//mailbox',
  '/Sandbox/Mailbox/',
  '/sandbox/mailbox/../mailbox',
  '/%73andbox/mailbox',
]

describe('a sandbox that the network can reach (R1)', { timeout: 60_000 }, () => {
  let app: App
  let started: Started
  let url = ''
  let token = ''
  let pass = ''
  let ahead = 0
  const dataDir = mkdtempSync(join(tmpdir(), 'patchbay-exposed-'))

  const call = async (method: string, path: string, { token: by = token, body }: { token?: string; body?: object } = {}) => {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { ...(by ? { Authorization: `Bearer ${by}` } : {}), ...(body ? { 'Content-Type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
    const text = await response.text()
    return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : undefined, cookies: response.headers.getSetCookie() }
  }
  const open = (path: string, cookie?: string, headers: Record<string, string> = {}) =>
    fetch(url + path, { headers: { Accept: 'text/html', ...(cookie ? { Cookie: cookie } : {}), ...headers }, redirect: 'manual' })
  const passFor = async (by: string): Promise<string> =>
    (await call('POST', '/sandbox/pass', { token: by })).cookies[0]?.split(';')[0] ?? ''
  const enter = async (): Promise<string> =>
    (await call('POST', '/sign-in', { token: '', body: { email: 'ada@company.example', password } })).body.accessToken

  beforeAll(async () => {
    mkdirSync(join(dataDir, 'dist/console'), { recursive: true })
    writeFileSync(join(dataDir, 'dist/console/index.html'), '<p>page</p>')
    const config = loadConfig({
      SANDBOX: 'exposed',
      HOST: '127.0.0.1',
      PORT: '0',
      SMTP_PORT: '0',
      DATA_DIR: dataDir,
    })
    app = await createApp({
      config,
      log: createLog({ level: 'silent', secrets: [] }),
      version: '0.0.0',
      dist: join(dataDir, 'dist'),
      clock: { now: () => Date.now() + ahead },
    })
    started = await app.start()
    url = started.url
  }, 120_000)
  afterAll(async () => {
    await app?.stop()
    rmSync(dataDir, { recursive: true, force: true })
  })

  it('gives nobody a way in but the first admin, by the token on the terminal', async () => {
    const labels = started.ways.map((one) => one.label)
    expect(labels).toContain('First admin')
    expect(labels.filter((one) => one.startsWith('Sign in as'))).toEqual([])
    expect(existsSync(join(dataDir, 'sandbox.json'))).toBe(false)
    await expect(askDeskForLink(dataDir, 'sam.okafor@larkfield.example')).rejects.toMatchObject({ code: 'no-link' })

    const first = started.ways
      .find((one) => one.label === 'First admin')
      ?.address.split('=')
      .at(-1)
    const admin = { token: first, email: 'ada@company.example', name: 'Ada', password }
    expect((await call('POST', '/sign-in/first-admin', { token: '', body: { ...admin, token: 'x' } })).status).toBe(403)
    const made = await call('POST', '/sign-in/first-admin', { token: '', body: admin })
    expect([made.status, made.body.me.isSandbox]).toEqual([201, true])
    token = made.body.accessToken
    expect((await call('POST', '/sign-in/first-admin', { token: '', body: admin })).status).toBe(410)
  })

  it('mails nobody a way in: everybody on the staff reads its mailbox', async () => {
    expect((await call('POST', '/sign-in/forgotten', { token: '', body: { email: 'ada@company.example' } })).body).toEqual({
      isMailed: false,
    })
    const { body } = await call('POST', '/invitations', { body: { email: 'bo@company.example', name: 'Bo', role: 'agent' } })
    expect(body.link).toContain('/sign-in#invitation=')
    const staff = (await call('GET', '/staff')).body.items as { id: string; isDemo: boolean }[]
    const demo = staff.find((one) => one.isDemo)
    expect((await call('POST', `/staff/${demo?.id}/password-link`, { body: {} })).body.error.code).toBe('no-link')
  })

  it('shows no sandbox page to who brings no pass, and the way to one', async () => {
    for (const path of pages) {
      const answer = await open(path)
      expect([path, answer.status]).toEqual([path, 401])
      expect(await answer.text()).toContain(`href="/open-sandbox?to=${encodeURIComponent(path)}"`)
      expect(answer.headers.get('cache-control')).toBe('no-store')
    }
    for (const path of disguised) expect([path, await (await open(path)).text()]).not.toEqual([path, expect.stringContaining('Larkfield')])
    expect((await (await open('/sandbox/mailbox?who="><script>alert(1)</script>')).text()).includes('<script')).toBe(false)
    const asData = await open('/sandbox/mailbox/messages', undefined, { Accept: 'application/json' })
    expect([asData.status, ((await asData.json()) as { error: { code: string } }).error.code]).toEqual([401, 'sign-in-needed'])
    const sent = await fetch(`${url}/sandbox/mailbox/send`, {
      method: 'POST',
      body: new URLSearchParams({ from: 'a@b.example', text: 'x' }),
    })
    expect(sent.status).toBe(401)
    for (const path of pages) expect([path, (await ask(url, path, 'evil.example')).status]).toEqual([path, 421])
  })

  it('opens them to the staff, by a cookie that no script and no other site has', async () => {
    expect((await call('POST', '/sandbox/pass', { token: '' })).status).toBe(401)
    const given = await call('POST', '/sandbox/pass')
    expect(given.status).toBe(204)
    expect(given.cookies).toHaveLength(1)
    expect(given.cookies[0]).toMatch(/^page=[\w.-]+; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Strict$/)
    pass = given.cookies[0]?.split(';')[0] ?? ''
    for (const path of pages) expect([path, (await open(path, pass)).status]).toEqual([path, 200])
    const { items } = (await call('GET', '/sandbox/pages')).body
    for (const { path } of items as { path: string }[]) expect([path, (await open(path, pass)).status]).toEqual([path, 200])
    // It is good for these pages alone.
    expect((await fetch(`${url}/api/v1/me`, { headers: { Cookie: pass } })).status).toBe(401)
    expect((await call('GET', '/me', { token: pass.slice('page='.length) })).status).toBe(401)
    const made = await call('POST', '/api-keys', { body: { name: 'Key', scopes: ['me.read'] } })
    expect((await call('POST', '/sandbox/pass', { token: made.body.key })).status).toBe(403)
  })

  it('takes nothing else for a pass', async () => {
    const { platform } = app.inside
    const me = (await call('GET', '/me')).body.id as string
    const claims = { ver: 1, sid: 'family' }
    const sign = (purpose: string, lasts = 600) => createTokens(platform, { purpose, claims: staffClaims }).sign(me, claims, lasts).token
    const wrong = {
      'an access token': token,
      'a token of another purpose': sign('staff'),
      'a visitor’s': createTokens(platform, { purpose: 'visitor', claims: visitorClaims }).sign(me, { site: 'x' }, 600).token,
      'one that is over': sign('page', -1),
      'one of older rights': createTokens(platform, { purpose: 'page', claims: staffClaims }).sign(me, { ver: 0, sid: 'x' }, 600).token,
      'one of nobody': createTokens(platform, { purpose: 'page', claims: staffClaims }).sign('u_nobody', claims, 600).token,
      nothing: '',
      nonsense: 'a.b.c',
    }
    for (const [what, value] of Object.entries(wrong))
      expect([what, (await open('/sandbox/mailbox', `page=${value}`)).status]).toEqual([what, 401])
  })

  it('renews a pass while the sign-in lasts, and ends it with the sign-in', async () => {
    expect((await open('/demo', pass)).headers.getSetCookie()).toEqual([])
    ahead += 6 * 60_000
    const renewed = (await open('/demo', pass)).headers.getSetCookie()[0]?.split(';')[0] ?? ''
    expect(renewed).toMatch(/^page=/)
    ahead += 10 * 60_000
    expect([(await open('/demo', pass)).status, (await open('/demo', renewed)).status]).toEqual([401, 200])

    token = await enter()
    const last = await passFor(token)
    expect((await open('/demo', last)).status).toBe(200)
    const out = await call('POST', '/sign-out')
    expect(out.cookies.some((one) => one.startsWith('page=;'))).toBe(true)
    expect((await open('/demo', last)).status).toBe(401)
  })

  it('ends a pass when rights change', async () => {
    token = await enter()
    const { id } = (await call('GET', '/me')).body
    const before = await passFor(token)
    expect((await open('/demo', before)).status).toBe(200)
    expect((await call('POST', `/staff/${id}/sign-out-everywhere`)).status).toBe(200)
    expect((await open('/demo', before)).status).toBe(401)
  })
})
