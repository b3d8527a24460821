import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openSignInDesk, type SignInDesk } from './desk.ts'

describe('refresh (W6)', () => {
  let desk: SignInDesk
  let userId: string
  let cookie: string
  let accessToken: string

  const refresh = (with_: string, origin?: string | null) =>
    desk.call('/refresh', { cookie: with_, ...(origin === undefined ? {} : { origin }) })
  const audit = async (what: string) =>
    (await desk.staff.readAudit({ type: 'system', id: 'system:test' }, { stream: `user:${userId}`, limit: 100 })).items.filter(
      (one) => one.what === what,
    )

  beforeAll(async () => {
    desk = await openSignInDesk()
    userId = (await desk.add('Ida')).id
  })
  afterAll(() => desk.close())
  beforeEach(async () => {
    const entered = await desk.enter(userId)
    cookie = entered.cookie
    accessToken = entered.accessToken
  })

  it('gives a new token and a new cookie each time', async () => {
    const first = await refresh(cookie)
    expect(first.status).toBe(200)
    expect(first.cookie).not.toBe(cookie)
    const second = await refresh(first.cookie ?? '')
    expect(second.status).toBe(200)
    expect((await desk.call('/me', { method: 'GET', token: second.body.accessToken })).status).toBe(200)
  })

  it('ends the whole family when an old token comes back after the grace, and writes it down', async () => {
    const next = await refresh(cookie)
    const sibling = await refresh(cookie)
    expect(sibling.status).toBe(200)
    await desk.advance(11_000)
    const before = (await audit('user.session-ended')).length
    const replayed = await refresh(cookie)
    expect(replayed.status).toBe(401)
    expect(replayed.headers.getSetCookie()[0]).toMatch(/^refresh=;/)
    expect((await refresh(next.cookie ?? '')).status).toBe(401)
    expect((await refresh(sibling.cookie ?? '')).status).toBe(401)
    for (const one of [next, sibling]) expect((await desk.call('/me', { method: 'GET', token: one.body.accessToken })).status).toBe(401)
    const entries = await audit('user.session-ended')
    expect(entries.length).toBe(before + 1)
    expect(entries[0]?.facts.why).toBe('reused')
  })

  it('knows an old token for a copy however often it was renewed since', async () => {
    const second = await refresh(cookie)
    const third = await refresh(second.cookie ?? '')
    expect((await refresh(cookie)).status).toBe(401)
    expect((await refresh(third.cookie ?? '')).status).toBe(401)
  })

  it('gives parallel tabs one sibling, and the others the advice to try again', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => refresh(cookie)))
    const statuses = answers.map((one) => one.status).sort()
    expect(statuses).toEqual([200, 200, 409, 409, 409])
    for (const one of answers.filter((answer) => answer.status === 200)) expect((await refresh(one.cookie ?? '')).status).toBe(200)
  })

  it('leaves other sign-ins of the same person alone', async () => {
    const elsewhere = await desk.enter(userId)
    await refresh(cookie)
    await desk.advance(11_000)
    expect((await refresh(cookie)).status).toBe(401)
    expect((await refresh(elsewhere.cookie)).status).toBe(200)
  })

  it('does not let a made-up token end anything', async () => {
    const [name, value = ''] = cookie.split('=')
    const [id, , mac] = value.split('.')
    expect((await refresh(`${name}=${id}.${'a'.repeat(52)}.${mac}`)).status).toBe(401)
    expect((await refresh(`${name}=nonsense`)).status).toBe(401)
    expect((await refresh(`${name}=%E0%A4%A`)).status).toBe(401)
    expect((await refresh('other=1')).status).toBe(401)
    expect((await refresh(cookie)).status).toBe(200)
  })

  it.each([
    ['another page', 'https://evil.example'],
    ['another port', 'http://127.0.0.1:4000'],
    ['a page that hides', 'null'],
    ['nobody', null],
  ])('refuses %s', async (_who, origin) => {
    expect((await refresh(cookie, origin)).status).toBe(403)
    expect((await refresh(cookie, 'http://localhost:3000')).status).toBe(200)
  })

  it('is not read by any other door', async () => {
    expect((await desk.call('/me', { method: 'GET', cookie })).status).toBe(401)
    expect((await desk.call('/sign-out', { cookie })).status).toBe(401)
  })

  it('sets a plain, shut cookie over loopback http and a __Host- one under https', async () => {
    const plain = (await refresh(cookie)).headers.getSetCookie()[0] ?? ''
    expect(plain).toMatch(/^refresh=[^;]+; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Strict$/)
    const secure = await openSignInDesk({ publicUrl: 'https://desk.larkfield.example' })
    try {
      const entered = await secure.enter((await secure.add('Ida')).id)
      expect(entered.cookie).toMatch(/^__Host-refresh=/)
      const answer = await secure.call('/refresh', { cookie: entered.cookie })
      expect(answer.headers.getSetCookie()[0]).toMatch(/^__Host-refresh=[^;]+; Path=\/; Expires=[^;]+; HttpOnly; Secure; SameSite=Strict$/)
      expect((await secure.call('/refresh', { cookie: (answer.cookie ?? '').replace('__Host-', '') })).status).toBe(401)
    } finally {
      await secure.close()
    }
  })

  it('stores no token, only hashes', async () => {
    const [, secret = ''] = cookie.split('=')[1]?.split('.') ?? []
    const stored = await desk.platform.connection.collection('sessions').find().toArray()
    expect(secret).toHaveLength(52)
    expect(JSON.stringify(stored)).not.toContain(secret)
  })

  it('ends after a week unused, and after a month in any case', async () => {
    const day = 24 * 3_600_000
    await desk.advance(8 * day)
    expect((await refresh(cookie)).status).toBe(401)
    let current = (await desk.enter(userId)).cookie
    for (let week = 0; week < 4; week++) {
      await desk.advance(6.9 * day)
      const answer = await refresh(current)
      expect(answer.status).toBe(200)
      current = answer.cookie ?? ''
    }
    await desk.advance(3 * day)
    expect((await refresh(current)).status).toBe(401)
  })

  it('ends one sign-in at sign-out, its access token too', async () => {
    const elsewhere = await desk.enter(userId)
    const answer = await desk.call('/sign-out', { token: accessToken })
    expect(answer.status).toBe(204)
    expect(answer.headers.getSetCookie()[0]).toMatch(/^refresh=;/)
    expect((await desk.call('/me', { method: 'GET', token: accessToken })).status).toBe(401)
    expect((await refresh(cookie)).status).toBe(401)
    expect((await desk.call('/me', { method: 'GET', token: elsewhere.accessToken })).status).toBe(200)
  })

  it('renews with an old access token in the header', async () => {
    const answer = await desk.call('/refresh', { cookie, token: 'long.since.over' })
    expect(answer.status).toBe(200)
  })
})
