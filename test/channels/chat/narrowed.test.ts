import { randomUUID } from 'node:crypto'
import jwt from 'jsonwebtoken'
import { io, type Socket } from 'socket.io-client'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { SessionBegun } from '../../../server/channels/chat/wire.ts'
import { openRealDesk, type RealDesk } from '../../access/real-desk.ts'

let desk: RealDesk
const asAdmin = async (method: string, path: string, body?: unknown) => {
  const answer = await desk.call(method, path, { token: desk.people.admin.token, body })
  if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
  return answer.body
}
const begin = async (more: object = {}): Promise<SessionBegun> => {
  const response = await fetch(`${desk.url}/widget/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ site: 'shop', ...more }),
  })
  if (!response.ok) throw new Error(`${response.status}`)
  return (await response.json()) as SessionBegun
}
const signed = (key: string) => {
  const claims = { sub: 'c7', email: 'vera@rivet.example', exp: Math.floor(Date.now() / 1000) + 120, jti: randomUUID() }
  return begin({ identity: jwt.sign(claims, key, { noTimestamp: true }) })
}
/** The kind of the refusal, or a socket that stands. */
const connect = ({ token }: SessionBegun): Promise<Socket | string> => {
  const options = { path: '/live', auth: { token }, transports: ['websocket'], reconnection: false, forceNew: true }
  const socket = io(`${desk.url}/visitor`, options)
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(socket))
    socket.once('connect_error', (error: Error & { data?: { error: { kind: string } } }) =>
      resolve(error.data?.error.kind ?? error.message),
    )
  })
}
const canCome = async (begun: SessionBegun): Promise<boolean> => {
  const socket = await connect(begun)
  if (typeof socket === 'string') expect(socket).toBe('unauthenticated')
  else socket.disconnect()
  return typeof socket !== 'string'
}
/** Somebody who is in, and the end of it. */
const enter = async (begun: SessionBegun) => {
  const socket = await connect(begun)
  if (typeof socket === 'string') throw new Error(socket)
  expect(await socket.emitWithAck('send', { clientId: randomUUID(), text: 'Hello' })).toMatchObject({ ok: true })
  return { cut: new Promise((resolve) => socket.once('disconnect', resolve)) }
}

beforeAll(async () => {
  desk = await openRealDesk()
  await asAdmin('post', '/sites', { id: 'shop', name: 'Shop', promise: '', origins: ['https://shop.example'] })
})
afterAll(() => desk?.stop())

it('G1: a token from before is as good as the site is by now, and so is an open socket', async () => {
  const anonymous = await begin()
  const nobody = await enter(anonymous)
  const { key: first } = await asAdmin('post', '/sites/shop/identity-key')
  const byFirst = await signed(first)
  expect([await canCome(anonymous), await canCome(byFirst)]).toEqual([true, true])

  await asAdmin('patch', '/sites/shop', { isIdentityRequired: true })
  expect(await nobody.cut).toBe('io server disconnect')
  expect([await canCome(anonymous), await canCome(byFirst)]).toEqual([false, true])

  const { key: second } = await asAdmin('post', '/sites/shop/identity-key')
  const guest = await enter(byFirst)
  await asAdmin('delete', '/sites/shop/old-identity-keys')
  expect(await guest.cut).toBe('io server disconnect')
  // The same customer comes by the new key: what was signed with the ended one stays outside.
  const bySecond = await signed(second)
  expect([await canCome(byFirst), await canCome(bySecond)]).toEqual([false, true])

  const customer = await enter(bySecond)
  await asAdmin('delete', '/sites/shop/identity-key')
  expect(await customer.cut).toBe('io server disconnect')
  expect([await canCome(bySecond), await canCome(anonymous)]).toEqual([false, true])
  expect(await begin({ token: bySecond.token })).toMatchObject({ isVerified: false })

  const last = await enter(anonymous)
  await asAdmin('patch', '/sites/shop', { isActive: false })
  expect(await last.cut).toBe('io server disconnect')
  expect(await canCome(anonymous)).toBe(false)
})

it('a change that shuts nobody out cuts nobody', async () => {
  await asAdmin('post', '/sites', { id: 'shop', name: 'Shop', promise: '', origins: ['https://shop.example'] })
  const { cut } = await enter(await begin())
  await asAdmin('patch', '/sites/shop', { name: 'The shop' })
  await asAdmin('post', '/sites/shop/identity-key')
  const still = Symbol('still in')
  expect(await Promise.race([cut, asAdmin('get', '/sites').then(() => still)])).toBe(still)
})
