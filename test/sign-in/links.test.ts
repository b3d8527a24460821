import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hashSecret } from '../../server/platform/ids.ts'
import type { SendMail } from '../../server/sign-in/index.ts'
import { system } from '../../server/staff/index.ts'
import { waitFor } from '../wait-for.ts'
import { openSignInDesk, type SignInDesk, tokenOf } from './desk.ts'

const by = system('test')
const HOUR = 3_600_000
const password = 'a long enough one'

describe('links (W4)', () => {
  let desk: SignInDesk
  let userId: string

  beforeAll(async () => {
    desk = await openSignInDesk()
    userId = (await desk.add('Ida')).id
  })
  afterAll(() => desk.close())

  const make = async (hours?: number): Promise<string> =>
    tokenOf(await desk.signIn.makeSignInLink(by, userId, hours === undefined ? {} : { hours }))
  const redeem = async (token: unknown): Promise<number> => (await desk.call('/sign-in/link', { body: { token } })).status

  it('lets somebody in once', async () => {
    const token = await make()
    expect(await redeem(token)).toBe(200)
    expect(await redeem(token)).toBe(401)
  })

  it('lets one of many in who come at once', async () => {
    const token = await make()
    const statuses = await Promise.all(Array.from({ length: 10 }, () => redeem(token)))
    expect(statuses.filter((one) => one === 200)).toHaveLength(1)
  })

  it.each<[string, (token: string) => unknown]>([
    ['a space behind', (token) => `${token} `],
    ['a space before', (token) => ` ${token}`],
    ['capitals', (token) => token.toUpperCase()],
    ['its beginning alone', (token) => token.slice(0, 51)],
    ['an array of it', (token) => [token]],
    ['an operator', () => ({ $ne: null })],
    ['nothing', () => undefined],
    ['null', () => null],
    ['its stored hash', (token) => hashSecret(token)],
  ])('refuses %s, and spends nothing by it', async (_what, change) => {
    const token = await make()
    expect(await redeem(change(token))).toBe(401)
    expect(await redeem(token)).toBe(200)
  })

  it('lasts 15 minutes, or as told, and never longer than a day', async () => {
    const [usual, day, long] = [await make(), await make(24), await make(1000)]
    await desk.advance(HOUR / 4 + 1000)
    expect(await redeem(usual)).toBe(401)
    await desk.advance(23 * HOUR)
    expect(await redeem(day)).toBe(200)
    await desk.advance(HOUR)
    expect(await redeem(long)).toBe(401)
  })

  it('carries 256 bits behind the # of our own address, and keeps the hash alone', async () => {
    const link = await desk.signIn.makeSignInLink(by, userId, {})
    expect(link).toMatch(/^http:\/\/127\.0\.0\.1:3000\/sign-in#link=[a-z2-7]{52}$/)
    const stored = await desk.platform.connection.collection('links').find().toArray()
    expect(JSON.stringify(stored)).not.toContain(tokenOf(link))
    expect(stored.some((one) => String(one._id) === hashSecret(tokenOf(link)))).toBe(true)
  })

  it('is not spent by a GET', async () => {
    const token = await make()
    expect((await desk.call(`/sign-in/link?token=${token}`, { method: 'GET' })).status).toBe(404)
    expect((await desk.call('/sign-in/link', { method: 'HEAD' })).status).toBe(404)
    expect(await redeem(token)).toBe(200)
  })

  it('opens only the door it was made for', async () => {
    const token = await make()
    expect((await desk.call('/invitations/accept', { body: { token, password } })).status).toBe(401)
    expect(await redeem(token)).toBe(200)
  })

  it('is nothing to a page of somebody else', async () => {
    const token = await make()
    expect((await desk.call('/sign-in/link', { body: { token }, origin: 'https://evil.example' })).status).toBe(403)
    expect(await redeem(token)).toBe(200)
  })

  it('is refused for the disabled', async () => {
    const { id } = await desk.add('Off')
    const token = tokenOf(await desk.signIn.makeSignInLink(by, id, {}))
    await desk.staff.disableUser(by, { userId: id, commandId: 'off' })
    await desk.staff.enableUser(by, { userId: id, commandId: 'on' })
    expect(await redeem(token)).toBe(401)
    await desk.staff.disableUser(by, { userId: id, commandId: 'off2' })
    await expect(desk.signIn.makeSignInLink(by, id, {})).rejects.toMatchObject({ kind: 'forbidden' })
  })
})

describe('invitations (W1, W4)', () => {
  let desk: SignInDesk
  const mails: Parameters<SendMail>[0][] = []

  beforeAll(async () => {
    desk = await openSignInDesk({ publicUrl: 'https://desk.larkfield.example', sendMail: async (mail) => void mails.push(mail) })
  })
  afterAll(() => desk.close())
  const admin = async () => (await desk.enter((await desk.add('Ada', 'admin')).id)).accessToken
  const invite = async (email: string, headers: Record<string, string> = {}) =>
    desk.call('/invitations', { token: await admin(), body: { email, name: 'New', role: 'agent' }, headers })
  /** The link of the mail after `given`. */
  const mailed = (email: string, given = ''): Promise<string> =>
    waitFor(() => {
      const link = /https?:\S+/.exec(mails.findLast((one) => one.to === email)?.text ?? '')?.[0] ?? ''
      return link === given ? undefined : link
    })

  it('mails a link to our own address, whatever Host says', async () => {
    const answer = await invite('nia@larkfield.example', { Host: 'evil.example', 'X-Forwarded-Host': 'evil.example' })
    expect(answer.status).toBe(201)
    expect(answer.body.link).toBeNull()
    expect(await mailed('nia@larkfield.example')).toMatch(/^https:\/\/desk\.larkfield\.example\/sign-in#invitation=[a-z2-7]{52}$/)
  })

  it('is taken up once, with a good password, for a day', async () => {
    await invite('noa@larkfield.example')
    const token = tokenOf(await mailed('noa@larkfield.example'))
    const accept = (body: object) => desk.call('/invitations/accept', { body })
    expect((await accept({ token, password: 'short' })).status).toBe(400)
    expect((await accept({ token: `${token} `, password })).status).toBe(401)
    const done = await accept({ token, password, name: 'Noa Lind' })
    expect(done.body.me.name).toBe('Noa Lind')
    expect((await accept({ token, password })).status).toBe(401)
    expect((await invite('noa@larkfield.example')).status).toBe(409)
    await invite('nox@larkfield.example')
    const late = await mailed('nox@larkfield.example')
    await desk.advance(24 * HOUR + 1000)
    expect((await accept({ token: tokenOf(late), password })).status).toBe(401)
    expect((await invite('nox@larkfield.example')).status).toBe(201)
    expect((await accept({ token: tokenOf(await mailed('nox@larkfield.example', late)), password })).status).toBe(200)
  })

  it('says that its link is ended, when who is invited was shut out meanwhile and let in again', async () => {
    const token = await admin()
    const body = { email: 'nell@larkfield.example', name: 'Nell', role: 'agent' }
    const { member } = (await desk.call('/invitations', { token, body })).body
    const first = await mailed(body.email)
    const state = async (): Promise<string> => {
      const { items } = (await desk.call('/invitations', { method: 'GET', token })).body
      return items.find((one: { userId: string }) => one.userId === member.id).state
    }
    await waitFor(async () => (await state()) === 'mailed')
    await desk.call(`/staff/${member.id}/disable`, { token })
    expect((await desk.call('/invitations', { token, body })).body.error.code).toBe('disabled')
    await desk.call(`/staff/${member.id}/enable`, { token })
    expect((await desk.call('/sign-in/link/look', { body: { kind: 'invitation', token: tokenOf(first) } })).status).toBe(401)
    expect(await state()).toBe('ended')
    await desk.call('/invitations', { token, body })
    const again = await mailed(body.email, first)
    await waitFor(async () => (await state()) === 'mailed')
    expect((await desk.call('/invitations/accept', { body: { token: tokenOf(again), password } })).status).toBe(200)
  })

  it('is the admins’ to give', async () => {
    const { accessToken } = await desk.enter((await desk.add('Sue', 'supervisor')).id)
    const body = { email: 'x@larkfield.example', name: 'X', role: 'admin' }
    expect((await desk.call('/invitations', { token: accessToken, body })).status).toBe(403)
    expect((await desk.call('/invitations', { body })).status).toBe(401)
  })
})
