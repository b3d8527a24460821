import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import jwt from 'jsonwebtoken'
import { io } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp } from '../../../server/app.ts'
import { createSites, type Sites } from '../../../server/channels/chat/index.ts'
import type { SessionBegun } from '../../../server/channels/chat/wire.ts'
import { examine } from '../../../server/cli/doctor/examine.ts'
import { loadConfig } from '../../../server/config.ts'
import { createLog } from '../../../server/platform/log.ts'
import { system } from '../../../server/staff/index.ts'
import { openRealDesk, type RealDesk } from '../../access/real-desk.ts'
import { openTestPlatform, type TestPlatform } from '../../setup/platform.ts'
import { waitFor } from '../../wait-for.ts'

const HOUR_MS = 3_600_000
const shop = { id: 'shop', name: 'Larkfield Cycles', promise: '', origins: ['https://shop.example'] }
let desk: RealDesk
const asked = (method: string, path: string, body?: unknown) => desk.call(method, path, { token: desk.people.admin.token, body })
const page = (id: string) => fetch(`${desk.url}/widget/app?site=${id}`)
const begin = async (token?: string | null) => {
  const body = JSON.stringify({ site: 'shop', ...(token ? { token } : {}) })
  return fetch(`${desk.url}/widget/v1/session`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
}
const begun = async (token?: string | null) => (await (await begin(token)).json()) as SessionBegun
const connect = (token: string | null) => {
  const socket = io(`${desk.url}/visitor`, {
    path: '/live',
    auth: { token },
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
  })
  return new Promise<typeof socket | null>((resolve) => {
    socket.once('connect', () => resolve(socket))
    socket.once('connect_error', () => resolve(null))
  })
}
const audited = async (kind: string): Promise<string[]> =>
  (await asked('get', `/audit?kind=${kind}`)).body.items.map((one: { what: string }) => one.what)

beforeAll(async () => {
  desk = await openRealDesk()
})
// The last test stops it.
afterAll(() => rmSync(desk.dataDir, { recursive: true, force: true }))

describe('a site of a real desk', () => {
  it('is missed by the doctor while there is none', async () => {
    const env = { DATA_DIR: desk.dataDir, SANDBOX: 'off', PORT: '0', SMTP_PORT: '0' }
    expect(await examine(env)).toContainEqual({ level: 'warning', text: expect.stringContaining('no site shows the widget') })
  })

  it('is added, and its widget opens in its own pages only', async () => {
    expect((await page('shop')).status).toBe(404)
    expect(await asked('post', '/sites', shop)).toMatchObject({ status: 201, body: { ...shop, isActive: true } })
    expect((await page('shop')).headers.get('content-security-policy')).toContain('frame-ancestors https://shop.example')
    expect((await begin()).status).toBe(200)
    expect((await asked('post', '/sites', shop)).body.error.code).toBe('site-exists')
  })

  it.each([
    ['an origin that smuggles in another', ["https://shop.example https://evil.example; script-src 'unsafe-inline'"]],
    ['an origin with a path', ['https://shop.example/page']],
    ['every origin', ['*']],
    ['no web page', ['ftp://shop.example']],
  ])('is not saved with %s', async (_name, origins) => {
    const codes = [await asked('post', '/sites', { ...shop, id: 'other', origins }), await asked('patch', '/sites/shop', { origins })]
    expect(codes.map(({ body }) => body.error.code)).toEqual(['not-an-origin', 'not-an-origin'])
  })

  it('takes messages, and an agent ends the access of who wrote them', async () => {
    const { token, sessions } = await begun()
    const socket = await connect(token)
    await socket?.emitWithAck('send', { clientId: 'aaaaaaaa1', text: 'Is the shop open?' })
    const message = await waitFor(async () => {
      const { body } = await asked('get', '/messages?channel=chat')
      return body.items[0]?.caseId ? body.items[0] : undefined
    })
    const path = `/cases/${message.caseId}/end-visitor`
    const agent = { token: desk.people.agent.token }
    expect((await desk.call('post', path, { ...agent, body: { interactionId: 'another' } })).status).toBe(404)
    const cut = new Promise((resolve) => socket?.once('disconnect', resolve))
    expect((await desk.call('post', path, { ...agent, body: { interactionId: message.interactionId } })).status).toBe(200)
    await cut
    expect(await connect(token)).toBeNull()
    expect((await begun(token)).sessions).not.toEqual(sessions)
    expect(await audited('visitor')).toEqual(['visitor.ended'])
  })

  it('lets in whom the site signs with the key that is shown once, until that key is ended or long replaced', async () => {
    const signed = (key: string): string =>
      jwt.sign({ sub: 'c7', email: 'vera@rivet.example', exp: Math.floor(Date.now() / 1000) + 120, jti: randomUUID() }, key, {
        noTimestamp: true,
      })
    const enter = async (identity?: string): Promise<unknown> => {
      const answer = await fetch(`${desk.url}/widget/v1/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ site: 'shop', ...(identity ? { identity } : {}) }),
      })
      return answer.ok ? ((await answer.json()) as SessionBegun).isVerified : answer.status
    }
    const make = async (): Promise<string> => {
      const { status, body } = await asked('post', '/sites/shop/identity-key')
      expect({ status, body }).toMatchObject({ status: 201, body: { site: { id: 'shop', signedSince: expect.stringMatching(/^\d{4}-/) } } })
      expect(body.key.length).toBeGreaterThanOrEqual(43)
      return body.key
    }
    expect((await asked('patch', '/sites/shop', { isIdentityRequired: true })).body.error.code).toBe('no-site-key')
    expect((await desk.call('post', '/sites/shop/identity-key', { token: desk.people.supervisor.token })).status).toBe(403)
    expect((await asked('post', '/sites/other/identity-key')).status).toBe(404)

    const first = await make()
    expect([await enter(signed(first)), await enter()]).toEqual([true, false])
    await asked('patch', '/sites/shop', { isIdentityRequired: true })
    expect([await enter(signed(first)), await enter()]).toEqual([true, 401])
    const second = await make()
    // The site's server may take a day to get the new one.
    expect((await asked('get', '/sites')).body.items[0].oldKeysUntil).toMatch(/^\d{4}-/)
    expect([await enter(signed(first)), await enter(signed(second))]).toEqual([true, true])
    const other = { token: desk.people.supervisor.token }
    expect((await desk.call('delete', '/sites/shop/old-identity-keys', other)).status).toBe(403)
    expect((await asked('delete', '/sites/shop/old-identity-keys')).body).toMatchObject({ oldKeysUntil: null, isIdentityRequired: true })
    expect([await enter(signed(first)), await enter(signed(second))]).toEqual([401, true])
    const entries = await desk.app.inside.platform.connection.collection('entries').find({ stream: 'site:shop' }).toArray()
    const listed = (await asked('get', '/sites')).body
    expect(JSON.stringify([entries, listed])).not.toMatch(new RegExp(`${first}|${second}`))
    const third = await make()
    expect([await enter(signed(second)), await enter(signed(third))]).toEqual([true, true])
    expect((await asked('delete', '/sites/shop/identity-key')).body).toMatchObject({ signedSince: null, isIdentityRequired: false })
    expect([await enter(signed(second)), await enter(signed(third)), await enter()]).toEqual([403, 403, false])
    const said = ['key-ended', 'key-made', 'old-keys-ended', 'key-made', 'edited', 'key-made'].map((what) => `site.${what}`)
    expect((await audited('site')).slice(0, 6)).toEqual(said)
  })

  it('ends with its widget and the tokens it gave out, and comes back when it is added again', async () => {
    const { token } = await begun()
    await asked('patch', '/sites/shop', { name: 'Larkfield' })
    expect((await asked('patch', '/sites/shop', { isActive: false })).body).toMatchObject({ name: 'Larkfield', isActive: false })
    expect((await page('shop')).status).toBe(404)
    expect((await begin(token)).status).toBe(404)
    expect(await connect(token)).toBeNull()
    expect((await asked('post', '/sites', shop)).status).toBe(201)
    expect((await page('shop')).status).toBe(200)
    expect((await audited('site')).slice(0, 3)).toEqual(['site.added', 'site.edited', 'site.edited'])
  })

  it('is there after a restart', async () => {
    const env = { HOST: '127.0.0.1', PORT: '0', SMTP_PORT: '0', DATA_DIR: desk.dataDir, SANDBOX: 'off' }
    const log = createLog({ level: 'error', secrets: [], to: { write: () => {} } })
    await desk.app.stop()
    const again = await createApp({ config: loadConfig(env), log, version: '0.0.0', dist: join(desk.dataDir, 'dist') })
    const { url } = await again.start()
    expect((await fetch(`${url}/widget/app?site=shop`)).status).toBe(200)
    await again.stop()
  })
})

describe('a key that was made anew', () => {
  let machine: TestPlatform
  let sites: Sites
  beforeAll(async () => {
    machine = await openTestPlatform()
    sites = createSites(machine.platform, { isSandbox: false })
    await machine.start(sites.parts)
    await sites.add(by, { ...shop, commandId: 'add' })
  })
  afterAll(() => machine.close())

  const by = system('test')
  const make = (commandId: string) => sites.makeKey(by, { siteId: 'shop', commandId })
  const identity = () => sites.active()[0]?.identity

  it('leaves each one before it good for a day of its own, and no longer', async () => {
    const first = await make('1')
    await machine.advance(HOUR_MS)
    const second = await make('2')
    expect([first.site.oldKeysUntil, second.site.oldKeysUntil]).toEqual([null, expect.any(String)])
    await machine.advance(2 * HOUR_MS)
    const third = await make('3')
    expect(identity()).toEqual({ key: third.key, oldKeys: [first.key, second.key], isRequired: false })
    await machine.advance(22 * HOUR_MS)
    expect(identity()?.oldKeys).toEqual([second.key])
    await machine.advance(2 * HOUR_MS)
    expect([identity()?.oldKeys, sites.all()[0]?.oldKeysUntil]).toEqual([[], null])
  })

  it('leaves none good that was ended before', async () => {
    await sites.endKey(by, { siteId: 'shop', commandId: 'end' })
    expect((await make('4')).site.oldKeysUntil).toBeNull()
    expect(identity()?.oldKeys).toEqual([])
  })
})
