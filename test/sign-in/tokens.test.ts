import { createSecretKey, generateKeyPairSync } from 'node:crypto'
import jwt from 'jsonwebtoken'
import { io, type Socket } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTokens, staffClaims } from '../../server/sign-in/tokens.ts'
import { system } from '../../server/staff/index.ts'
import { waitFor } from '../wait-for.ts'
import { openSignInDesk, type SignInDesk } from './desk.ts'

describe('access tokens (W7)', () => {
  let desk: SignInDesk
  let userId: string
  let claims: { ver: number; sid: string }

  beforeAll(async () => {
    desk = await openSignInDesk()
    userId = (await desk.add('Ida')).id
    const { accessToken } = await desk.enter(userId)
    claims = jwt.decode(accessToken) as never
  })
  afterAll(() => desk.close())

  const sign = (change: jwt.SignOptions = {}, payload: object = {}, purpose = 'jwt:staff'): string => {
    const key = createSecretKey(desk.platform.keyFor(purpose))
    const iat = Math.floor(desk.platform.clock.now() / 1000)
    const all: jwt.SignOptions = { algorithm: 'HS256', audience: 'patchbay:staff', issuer: 'patchbay', subject: userId, ...change }
    for (const name of Object.keys(all) as (keyof jwt.SignOptions)[]) if (all[name] === undefined) delete all[name]
    const whole = JSON.parse(JSON.stringify({ ver: claims.ver, sid: claims.sid, iat, exp: iat + 60, ...payload })) as object
    return jwt.sign(whole, key, all)
  }
  const status = async (token: string): Promise<number> => (await desk.call('/me', { method: 'GET', token })).status

  it('reads what is signed as ours are', async () => {
    expect(await status(sign())).toBe(200)
  })

  /** All that is asked of a payload; what is wrong is the signature. */
  const whole = (): object => jwt.decode(sign()) as object

  const bad: [string, () => string][] = [
    ['a visitor token', () => desk.signIn.signVisitor({ visitorId: 'v1', siteId: 's1' })],
    ['a staff token under the visitors’ key', () => sign({}, {}, 'jwt:visitor')],
    ['HS384', () => sign({ algorithm: 'HS384' })],
    ['HS512', () => sign({ algorithm: 'HS512' })],
    [
      'no algorithm',
      () =>
        jwt.sign(whole(), '', {
          algorithm: 'none',
        } as never),
    ],
    [
      'an RSA signature',
      () =>
        jwt.sign(whole(), generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey, {
          algorithm: 'RS256',
        }),
    ],
    ['no end', () => sign({}, { exp: undefined })],
    ['an end that is over', () => sign({}, { exp: Math.floor(desk.platform.clock.now() / 1000) - 1 })],
    ['another audience', () => sign({ audience: 'patchbay:visitor' })],
    ['no audience', () => sign({ audience: undefined as never })],
    ['another issuer', () => sign({ issuer: 'elsewhere' })],
    ['no issuer', () => sign({ issuer: undefined as never })],
    ['no subject', () => sign({ subject: undefined as never })],
    ['nobody’s subject', () => sign({ subject: 'nobody' })],
    ['an older version of rights', () => sign({}, { ver: claims.ver - 1 })],
    ['no version of rights', () => sign({}, { ver: undefined })],
    ['no sign-in', () => sign({}, { sid: undefined })],
    ['a changed body', () => sign().replace(/\.(.{5})/, '.AAAAA')],
    ['nonsense', () => 'a.b.c'],
  ]
  it.each(bad)('refuses %s', async (_what, token) => {
    expect(await status(token())).toBe(401)
    await expect(desk.signIn.authenticateSocket(token())).rejects.toMatchObject({ kind: 'unauthenticated' })
  })

  it('lasts 15 minutes', async () => {
    const { accessToken, expiresAt } = await desk.enter(userId)
    expect(Math.round((Date.parse(expiresAt) - desk.platform.clock.now()) / 60_000)).toBe(15)
    await desk.advance(14 * 60_000)
    expect(await status(accessToken)).toBe(200)
    await desk.advance(61_000)
    expect(await status(accessToken)).toBe(401)
  })

  it('takes the header in one form only', async () => {
    const token = sign()
    for (const header of [token, `bearer ${token}`, `Bearer  ${token}`, `Basic ${token}`, 'Bearer'])
      expect((await desk.call('/me', { method: 'GET', headers: { Authorization: header } })).status).toBe(401)
  })

  it('refuses to sign with a short key', () => {
    const short = { keyFor: () => Buffer.alloc(5, 1), clock: desk.platform.clock }
    expect(() => createTokens(short, { purpose: 'staff', claims: staffClaims })).toThrow(/32 bytes/)
  })

  it('names a visitor, and not by a staff token', async () => {
    const token = desk.signIn.signVisitor({ visitorId: 'v1', siteId: 's1' })
    expect(desk.signIn.verifyVisitor(token)).toEqual({ type: 'visitor', id: 'visitor_v1', siteId: 's1', visitorId: 'v1' })
    expect(() => desk.signIn.verifyVisitor(sign())).toThrow(expect.objectContaining({ kind: 'unauthenticated' }))
    await desk.advance(31 * 24 * 3_600_000)
    expect(() => desk.signIn.verifyVisitor(token)).toThrow(expect.objectContaining({ kind: 'unauthenticated' }))
  })
})

describe('stale rights (W8)', () => {
  let desk: SignInDesk
  const by = system('test')
  const open: Socket[] = []

  beforeAll(async () => {
    desk = await openSignInDesk()
  })
  afterAll(async () => {
    for (const socket of open) socket.close()
    await desk.close()
  })
  const connect = async (token: string): Promise<Socket> => {
    const socket = io(`${desk.url}/staff`, { path: '/live', auth: { token }, transports: ['websocket'], reconnection: false })
    open.push(socket)
    await waitFor(() => socket.connected, { what: 'the socket to open' })
    return socket
  }

  const cases: [string, keepsRefresh: boolean, (userId: string, token: string) => Promise<unknown>][] = [
    ['disabled', false, (userId) => desk.staff.disableUser(by, { userId, commandId: 'd' })],
    ['given another role', true, (userId) => desk.staff.setRole(by, { userId, role: 'supervisor', commandId: 'r' })],
    ['signed out everywhere', false, (userId, token) => desk.call(`/staff/${userId}/sign-out-everywhere`, { token })],
  ]
  it.each(cases)('cuts the socket and refuses the token of somebody %s', async (what, keepsRefresh, change) => {
    const { id } = await desk.add(`P${what.length}`)
    const { accessToken, cookie } = await desk.enter(id)
    const socket = await connect(accessToken)
    await change(id, accessToken)
    await waitFor(() => !socket.connected, { timeoutMs: 1_000, what: 'the socket to be cut' })
    expect((await desk.call('/me', { method: 'GET', token: accessToken })).status).toBe(401)
    const renewed = await desk.call('/refresh', { cookie })
    expect(renewed.status).toBe(keepsRefresh ? 200 : 401)
    if (keepsRefresh) expect(renewed.body.me.role).toBe('supervisor')
  })

  it('ends links that were made before, too', async () => {
    const { id } = await desk.add('Linked')
    const link = await desk.signIn.makeSignInLink(by, id, {})
    await desk.staff.signOutEverywhere(by, { userId: id, commandId: 's' })
    expect((await desk.call('/sign-in/link', { body: { token: link.split('=')[1] } })).status).toBe(401)
  })
})
