import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createGate, createHashing } from '../../server/sign-in/hashing.ts'
import { limitBy } from '../setup/limit-by.ts'
import { openSignInDesk, type SignInDesk, tokenOf } from './desk.ts'

const password = 'a long enough one'

describe('signing in with a password (W3)', () => {
  let desk: SignInDesk

  beforeAll(async () => {
    desk = await openSignInDesk()
    const token = tokenOf(await invited('ida'))
    expect((await desk.call('/invitations/accept', { body: { token, password } })).status).toBe(200)
  })
  afterAll(() => desk.close())

  const invited = async (name: string): Promise<string> => {
    const admin = desk.staff.userIdByEmail('ada@larkfield.example') ?? (await desk.add('Ada', 'admin')).id
    const { accessToken } = await desk.enter(admin)
    const body = { email: `${name}@larkfield.example`, name, role: 'agent' }
    return (await desk.call('/invitations', { token: accessToken, body })).body.link
  }

  it('answers with a token, who it is, and a cookie', async () => {
    const answer = await desk.call('/sign-in', { body: { email: ' Ida@larkfield.EXAMPLE', password } })
    expect(answer.status).toBe(200)
    expect(answer.body.me).toMatchObject({ email: 'ida@larkfield.example', role: 'agent' })
    expect(answer.body.me.permissions).toContain('case.reply')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    const me = await desk.call('/me', { method: 'GET', token: answer.body.accessToken })
    expect(me.body).toEqual(answer.body.me)
    expect(JSON.stringify(answer.body)).not.toContain('argon2')
  })

  it('answers byte for byte alike for unknown, passwordless, disabled and wrong', async () => {
    const off = await desk.call('/invitations/accept', { body: { token: tokenOf(await invited('off')), password } })
    await desk.staff.disableUser({ type: 'system', id: 'system:test' }, { userId: off.body.me.id, commandId: 'off' })
    const tries = [
      { email: 'nobody@larkfield.example', password },
      { email: 'ada@larkfield.example', password },
      { email: 'off@larkfield.example', password },
      { email: 'ida@larkfield.example', password: 'a wrong one, long' },
    ]
    const answers = await Promise.all(tries.map((body) => desk.call('/sign-in', { body })))
    const bodies = answers.map((one) => one.text.replace(one.body.error.requestId, ''))
    expect(answers.map((one) => one.status)).toEqual([401, 401, 401, 401])
    expect(new Set(bodies).size).toBe(1)
    expect(answers.every((one) => one.cookie === undefined)).toBe(true)
  })

  it('works as hard for an unknown address as for a known one', async () => {
    const { verify, warm } = createHashing()
    await warm()
    // Time on the wall is no test on a busy machine; the processor's share of one hash is.
    const before = process.cpuUsage()
    expect(await verify(null, password)).toBe(false)
    const { user, system } = process.cpuUsage(before)
    expect(user + system).toBeGreaterThan(5_000)
  })

  it.each([
    ['129 characters', 'x'.repeat(129), 400],
    ['10 MB', 'x'.repeat(10_000_000), 413],
  ])('refuses a password of %s before it is hashed', async (_what, long, status) => {
    expect((await desk.call('/sign-in', { body: { email: 'ida@larkfield.example', password: long } })).status).toBe(status)
  })

  it('refuses values that are no text (A3) and fields that are not asked for (A5)', async () => {
    for (const body of [
      { email: { $ne: null }, password },
      { email: ['ida@larkfield.example'], password },
      { email: 'ida@larkfield.example', password: { $gt: '' } },
      { email: 'ida@larkfield.example', password, role: 'admin' },
    ])
      expect((await desk.call('/sign-in', { body })).status).toBe(400)
  })

  it('makes at most four hashes at once, and all of them in the end', async () => {
    const gate = createGate(4, 100)
    let running = 0
    let most = 0
    const release: (() => void)[] = []
    const all = Array.from({ length: 12 }, () =>
      gate(async () => {
        most = Math.max(most, ++running)
        await new Promise<void>((resolve) => release.push(resolve))
        running--
      }),
    )
    while (release.length > 0 || running > 0) {
      release.shift()?.()
      await new Promise((resolve) => setImmediate(resolve))
    }
    await Promise.all(all)
    expect(most).toBe(4)
  })

  it('turns people away rather than let them wait for ever', async () => {
    const gate = createGate(1, 1)
    const never = new Promise<void>(() => {})
    void gate(() => never)
    void gate(() => never)
    await expect(gate(() => never)).rejects.toMatchObject({ kind: 'unavailable' })
  })

  it('changes the password for whoever knows it, and ends all other sign-ins', async () => {
    const first = await desk.call('/sign-in', { body: { email: 'ida@larkfield.example', password } })
    const other = await desk.call('/sign-in', { body: { email: 'ida@larkfield.example', password } })
    const token = first.body.accessToken
    const next = 'another long one'
    expect((await desk.call('/me/password', { token, body: { password: next } })).status).toBe(403)
    expect((await desk.call('/me/password', { token, body: { current: 'not the right', password: next } })).status).toBe(403)
    expect((await desk.call('/me/password', { token, body: { current: password, password: 'short' } })).status).toBe(400)
    const changed = await desk.call('/me/password', { token, body: { current: password, password: next } })
    expect(changed.status).toBe(200)
    expect((await desk.call('/me', { method: 'GET', token: other.body.accessToken })).status).toBe(401)
    expect((await desk.call('/refresh', { cookie: other.cookie ?? '' })).status).toBe(401)
    expect((await desk.call('/refresh', { cookie: changed.cookie ?? '' })).status).toBe(200)
    expect((await desk.call('/sign-in', { body: { email: 'ida@larkfield.example', password } })).status).toBe(401)
    expect((await desk.call('/sign-in', { body: { email: 'ida@larkfield.example', password: next } })).status).toBe(200)
  })

  it('lets somebody who came by link just now set a password without the old one, but not later', async () => {
    const { id } = await desk.add('Lena')
    const { accessToken } = await desk.enter(id)
    expect((await desk.call('/me/password', { token: accessToken, body: { password } })).status).toBe(200)
    const again = await desk.enter(id)
    await desk.advance(14 * 60_000 + 50_000)
    expect((await desk.call('/me/password', { token: again.accessToken, body: { password } })).status).toBe(200)
    const late = await desk.enter(id)
    await desk.advance(10 * 60_000)
    const renewed = await desk.call('/refresh', { cookie: late.cookie })
    await desk.advance(10 * 60_000)
    expect((await desk.call('/me/password', { token: renewed.body.accessToken, body: { password } })).status).toBe(403)
  })

  it('stores argon2id hashes alone', async () => {
    const stored = await desk.platform.connection.collection('passwords').find().toArray()
    expect(stored.length).toBeGreaterThan(1)
    for (const one of stored) expect(one.hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  })
})

describe('limits on signing in (W2, W3)', () => {
  it('says 429 at the 11th try for an account, wherever it comes from by its own word', async () => {
    const desk = await openSignInDesk({ isLimited: true })
    try {
      const tries = (email: string, forwarded: string) =>
        desk.call('/sign-in', { body: { email, password }, headers: { 'X-Forwarded-For': forwarded } })
      const statuses: number[] = []
      for (let i = 0; i < 11; i++) statuses.push((await tries('ida@larkfield.example', `198.51.100.${i}`)).status)
      expect(statuses).toEqual([...Array(10).fill(401), 429])
      const refused = await tries('somebody-else@larkfield.example', '203.0.113.7')
      expect(refused.status).toBe(429)
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    } finally {
      await desk.close()
    }
  })

  it('counts an account apart from the address that asks', async () => {
    const spent: string[] = []
    const desk = await openSignInDesk({ limit: limitBy(async (name, key) => void spent.push(`${name} ${key}`)) })
    try {
      await desk.call('/sign-in', { body: { email: 'Ida@larkfield.example', password }, headers: { 'X-Forwarded-For': '203.0.113.7' } })
      await desk.call('/sign-in', { body: { email: 'ida@larkfield.example', password } })
      const accounts = spent.filter((one) => one.startsWith('sign-in-account '))
      expect(accounts).toHaveLength(2)
      expect(new Set(accounts).size).toBe(1)
      expect(new Set(spent.filter((one) => one.startsWith('sign-in-address '))).size).toBe(1)
      expect(spent.join()).not.toContain('203.0.113.7')
      expect(spent.join()).not.toContain('larkfield')
    } finally {
      await desk.close()
    }
  })
})
