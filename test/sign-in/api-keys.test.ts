import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isAllowed, type KeyActor, system } from '../../server/staff/index.ts'
import { waitFor } from '../wait-for.ts'
import { openSignInDesk, type SignInDesk } from './desk.ts'

const by = system('test')

describe('API keys (A6)', () => {
  let desk: SignInDesk
  let adminId: string
  let token: string

  beforeAll(async () => {
    desk = await openSignInDesk()
    await desk.add('Root', 'admin')
    adminId = (await desk.add('Ada', 'admin')).id
    token = (await desk.enter(adminId)).accessToken
  })
  afterAll(() => desk.close())

  const make = async (body: object = {}) => desk.call('/api-keys', { token, body: { name: 'shop', ...body } })
  const use = async (key: string, path = '/staff'): Promise<number> => (await desk.call(path, { method: 'GET', token: key })).status
  const actorOf = (key: string): Promise<KeyActor> =>
    desk.signIn.authenticate({ method: 'GET', path: '/x', get: () => `Bearer ${key}` } as never) as Promise<KeyActor>

  it('is shown once and stored as a hash', async () => {
    const made = await make({ scopes: ['staff.read'] })
    expect(made.status).toBe(201)
    expect(made.headers.get('cache-control')).toBe('no-store')
    const { key, id } = made.body
    expect(key).toMatch(/^pbk_[a-z2-7]{24}_[a-z2-7]{52}$/)
    const list = await desk.call('/api-keys', { method: 'GET', token })
    expect(list.body.items.map((one: { id: string }) => one.id)).toContain(id)
    const everything = await Promise.all(
      ['entries', 'api_keys', 'api_key_secrets', 'idempotency'].map((name) => desk.platform.connection.collection(name).find().toArray()),
    )
    const secret = key.split('_')[2]
    expect(list.text + JSON.stringify(everything)).not.toContain(secret)
  })

  it('is not shown again to a repeated request', async () => {
    const body = { name: 'twice' }
    const headers = { 'Idempotency-Key': 'k1' }
    expect((await desk.call('/api-keys', { token, body, headers })).status).toBe(201)
    expect((await desk.call('/api-keys', { token, body, headers })).status).toBe(409)
  })

  it('is one, however many requests with one Idempotency-Key come at once', async () => {
    const headers = { 'Idempotency-Key': 'k-three' }
    const answers = await Promise.all(
      [1, 2, 3].map(() => desk.call('/api-keys', { token, body: { name: 'three', scopes: ['staff.read'] }, headers })),
    )
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409])
    expect(await use(answers.find(({ status }) => status === 201)?.body.key)).toBe(200)
  })

  it('may do nothing unless told, and then only that', async () => {
    const none = (await make()).body.key
    const some = (await make({ scopes: ['staff.read'] })).body.key
    expect([await use(none), await use(some), await use(some, '/audit')]).toEqual([403, 200, 403])
    expect(await use(some, '/me')).toBe(403)
  })

  it('has the rights its maker has now, and ends with them', async () => {
    const { id: makerId } = await desk.add('Mika', 'admin')
    const maker = (await desk.enter(makerId)).accessToken
    const body = { name: 'k', scopes: ['staff.read', 'staff.manage', 'audit.read'] }
    const { key } = (await desk.call('/api-keys', { token: maker, body })).body
    expect([await use(key), await use(key, '/audit')]).toEqual([200, 200])
    await desk.staff.setRole(by, { userId: makerId, role: 'agent', commandId: 'down' })
    expect([await use(key), await use(key, '/audit')]).toEqual([200, 403])
    expect(isAllowed(await actorOf(key), 'staff.manage')).toBe(false)
    await desk.staff.disableUser(by, { userId: makerId, commandId: 'off' })
    expect(await use(key)).toBe(401)
  })

  it.each<[string, (key: string) => string]>([
    ['another secret', (key) => key.replace(/.{5}$/, 'aaaaa')],
    ['another id', (key) => key.replace(/^pbk_.{5}/, 'pbk_aaaaa')],
    ['its id alone', (key) => key.slice(0, 28)],
    ['more than itself', (key) => `${key}a`],
    ['capitals', (key) => key.toUpperCase()],
  ])('refuses %s', async (_what, change) => {
    const { key } = (await make({ scopes: ['staff.read'] })).body
    expect(await use(key)).toBe(200)
    expect(await use(change(key))).toBe(401)
  })

  it('ends when revoked, and at its end', async () => {
    const gone = (await make({ scopes: ['staff.read'] })).body
    const short = (await make({ scopes: ['staff.read'], expiresInDays: 1 })).body
    expect((await desk.call(`/api-keys/${gone.id}`, { method: 'DELETE', token })).status).toBe(204)
    expect(await use(gone.key)).toBe(401)
    await desk.advance(24 * 3_600_000 + 1000)
    expect(await use(short.key)).toBe(401)
    token = (await desk.enter(adminId)).accessToken
    const ids = (await desk.call('/api-keys', { method: 'GET', token })).body.items.map((one: { id: string }) => one.id)
    expect(ids).not.toContain(gone.id)
    expect(ids).not.toContain(short.id)
    expect((await desk.call('/api-keys/key_none', { method: 'DELETE', token })).status).toBe(404)
  })

  it('names its source, else itself', async () => {
    const named = (await make({ source: 'webshop' })).body
    const plain = (await make()).body
    expect((await actorOf(named.key)).source).toBe('webshop')
    expect((await actorOf(plain.key)).source).toBe(plain.id)
    expect((await make({ source: 'Not A Source' })).status).toBe(400)
  })

  it('is made by people who hold what they give, never by a key', async () => {
    const { accessToken } = await desk.enter((await desk.add('Sue', 'supervisor')).id)
    expect((await desk.call('/api-keys', { token: accessToken, body: { name: 'x' } })).status).toBe(403)
    const maker = (await make({ scopes: ['api-key.manage'] })).body.key
    expect((await desk.call('/api-keys', { token: maker, body: { name: 'x' } })).status).toBe(403)
    expect((await make({ scopes: ['everything'] })).status).toBe(400)
  })

  it('opens no socket', async () => {
    const { key } = (await make({ scopes: ['staff.read'] })).body
    await expect(desk.signIn.authenticateSocket(key)).rejects.toMatchObject({ kind: 'unauthenticated' })
  })

  it('is in the audit when made and when revoked', async () => {
    const { id } = (await make({ scopes: ['staff.read'] })).body
    await desk.call(`/api-keys/${id}`, { method: 'DELETE', token })
    const audit = await desk.call(`/audit?stream=key:${id}`, { method: 'GET', token })
    expect(audit.body.items.map((one: { what: string; by: string }) => [one.what, one.by])).toEqual([
      ['key.revoked', adminId],
      ['key.made', adminId],
    ])
  })

  it('shows when it was used last', async () => {
    const { key, id } = (await make({ scopes: ['staff.read'] })).body
    await use(key)
    // Noted beside the request, which does not wait for it.
    const secrets = desk.platform.connection.collection('api_key_secrets')
    await waitFor(async () => (await secrets.findOne({ _id: id }))?.lastUsedAt instanceof Date)
  })
})
