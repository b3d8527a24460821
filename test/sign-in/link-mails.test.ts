import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { markRestored } from '../../server/platform/db/restored.ts'
import { AppError } from '../../server/platform/errors.ts'
import { hashSecret } from '../../server/platform/ids.ts'
import { createSignIn, type SendMail } from '../../server/sign-in/index.ts'
import { createStaff, type Member, system } from '../../server/staff/index.ts'
import { openTestPlatform } from '../setup/platform.ts'
import { waitFor } from '../wait-for.ts'
import { openSignInDesk, type SignInDesk, tokenOf } from './desk.ts'

const by = system('test')
const HOUR = 3_600_000
const password = 'a long enough one'
type Mail = Parameters<SendMail>[0]

/** What people would open: the newest link that went to them. */
const linkTo = (mails: readonly Mail[], email: string): string =>
  /https?:\S+/.exec(mails.findLast((one) => one.to === email)?.text ?? '')?.[0] ?? ''

/** Everything the store holds, as text. */
const dump = async ({ connection }: SignInDesk['platform']): Promise<string> => {
  const collections = (await connection.db?.listCollections().toArray()) ?? []
  const all = await Promise.all(collections.map(({ name }) => connection.collection(name).find().toArray()))
  return JSON.stringify(all)
}

describe('a forgotten password (W3, W4)', () => {
  let desk: SignInDesk
  const mails: Mail[] = []
  beforeAll(async () => {
    desk = await openSignInDesk({ sendMail: async (mail) => void mails.push(mail) })
  })
  afterAll(() => desk.close())
  const forget = (email: string) => desk.call('/sign-in/forgotten', { body: { email } })
  const linkFor = async (name: string): Promise<string> => {
    const before = mails.length
    await forget(`${name}@larkfield.example`)
    await waitFor(() => mails.length > before)
    return linkTo(mails, `${name}@larkfield.example`)
  }

  it('is answered alike for everybody, and mails only to who is there', async () => {
    await desk.add('Fay')
    await desk.add('Demo', 'agent', true)
    const off = await desk.add('Off')
    await desk.staff.disableUser(by, { userId: off.id, commandId: 'off' })
    const answers = await Promise.all(['fay', 'demo', 'off', 'nobody'].map((name) => forget(`${name}@larkfield.example`)))
    expect(new Set(answers.map((one) => `${one.status} ${one.text}`))).toEqual(new Set(['202 {"isMailed":true}']))
    await waitFor(() => linkTo(mails, 'fay@larkfield.example'))
    await waitFor(async () => (await desk.platform.connection.collection('link_mails').countDocuments()) === 0)
    expect(mails.map((one) => one.to)).toEqual(['fay@larkfield.example'])
  })

  it('leads to a new password once, which ends every other sign-in', async () => {
    const ida = await desk.add('Ida')
    const before = await desk.enter(ida.id)
    const [first, second] = [tokenOf(await linkFor('ida')), tokenOf(await linkFor('ida'))]
    const renew = (token: unknown, given = password) => desk.call('/sign-in/password', { body: { token, password: given } })
    const look = (token: unknown, kind = 'password') => desk.call('/sign-in/link/look', { body: { kind, token } })

    expect((await look(first)).body).toEqual({ name: 'Ida', email: 'ida@larkfield.example' })
    expect((await look(first, 'invitation')).status).toBe(401)
    expect((await renew(first, 'short')).status).toBe(400)
    const done = await renew(first)
    expect([done.status, done.body.me.id, done.cookie !== undefined]).toEqual([200, ida.id, true])
    for (const token of [first, second, `${second} `, [second], hashSecret(second), undefined])
      expect([token, (await renew(token)).status, (await look(token)).status]).toEqual([token, 401, 401])
    expect((await desk.call('/me', { method: 'GET', token: before.accessToken })).status).toBe(401)
    expect((await desk.call('/sign-in', { body: { email: 'ida@larkfield.example', password } })).status).toBe(200)
    expect(desk.staff.userState(ida.id)?.hasJoined).toBe(true)
  })

  it('is over after an hour, and opens no other door', async () => {
    await desk.add('Kim')
    const token = tokenOf(await linkFor('kim'))
    expect((await desk.call('/sign-in/link', { body: { token } })).status).toBe(401)
    expect((await desk.call('/invitations/accept', { body: { token, password } })).status).toBe(401)
    await desk.advance(HOUR + 1000)
    expect((await desk.call('/sign-in/password', { body: { token, password } })).status).toBe(401)
  })

  it('leaves no link in the store once the mail is out', async () => {
    await desk.add('Ola')
    const link = await linkFor('ola')
    const stored = await dump(desk.platform)
    expect(stored).toContain(hashSecret(tokenOf(link)))
    expect(stored).not.toContain(tokenOf(link))
  })

  it('is mailed to demo people where the mailbox is this machine’s alone', async () => {
    const sent: Mail[] = []
    const sandbox = await openSignInDesk({ sandbox: 'on', sendMail: async (mail) => void sent.push(mail) })
    await sandbox.add('Demo', 'agent', true)
    await sandbox.call('/sign-in/forgotten', { body: { email: 'demo@larkfield.example' } })
    await waitFor(() => linkTo(sent, 'demo@larkfield.example'))
    await sandbox.close()
  })

  it('writes the same before it answers, whoever asks', async () => {
    const machine = await openTestPlatform()
    const staff = createStaff(machine.platform)
    const signIn = createSignIn(machine.platform, { staff, sandbox: 'off', dataDir: machine.dataDir, sendMail: async () => {} })
    // Nothing is started, so what is written before the answer can be looked at.
    await staff.addUser(by, { name: 'Fay', email: 'fay@larkfield.example', role: 'agent', commandId: 'fay' })
    await signIn.forgotten({ email: 'fay@larkfield.example' })
    await signIn.forgotten({ email: 'nobody@larkfield.example' })
    const wishes = await machine.platform.connection.collection('link_mails').find().toArray()
    expect(wishes).toHaveLength(2)
    expect(wishes.map((one) => Object.keys(one).sort())[0]).toEqual(Object.keys(wishes[1] ?? {}).sort())
    expect(JSON.stringify(wishes)).not.toContain('@larkfield.example')
    await machine.close()
  })

  it('goes out five times an hour to one address', async () => {
    const limited = await openSignInDesk({ isLimited: true, sendMail: async () => {} })
    const statuses: number[] = []
    for (let count = 0; count < 6; count += 1)
      statuses.push((await limited.call('/sign-in/forgotten', { body: { email: ` Nobody@larkfield.example`.toUpperCase() } })).status)
    expect(statuses).toEqual([202, 202, 202, 202, 202, 429])
    await limited.close()
  })
})

describe('a mail server that fails', () => {
  let dataDir: string
  beforeAll(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'patchbay-mails-'))
  })
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }))
  const invitation = { email: 'nia@larkfield.example', name: 'Nia', role: 'agent' }

  it('is asked again, by the next desk too, until the mail is out', async () => {
    let tries = 0
    const away: SendMail = async () => {
      tries += 1
      throw new AppError('mail-later', 'unavailable', 'Not sent yet: our mail server cannot be reached. It is tried again.')
    }
    const first = await openSignInDesk({ dataDir, sendMail: away })
    const token = (await first.enter((await first.add('Ada', 'admin')).id)).accessToken
    const answer = await first.call('/invitations', { token, body: invitation })
    expect([answer.status, answer.body.link]).toEqual([201, null])
    const state = await waitFor(async () => {
      const { items } = (await first.call('/invitations', { method: 'GET', token })).body
      return items[0]?.reason ? items[0] : undefined
    })
    expect(state).toMatchObject({ state: 'waiting', reason: expect.stringContaining('our mail server cannot be reached') })
    await first.close()
    expect(tries).toBeGreaterThan(0)

    const mails: Mail[] = []
    const second = await openSignInDesk({ dataDir, sendMail: async (mail) => void mails.push(mail) })
    const link = await waitFor(() => linkTo(mails, invitation.email))
    expect((await second.call('/invitations/accept', { body: { token: tokenOf(link), password } })).status).toBe(200)
    await second.close()
  })

  it('that refuses is believed at once; why is told to the admin, without the link it may have quoted', async () => {
    const refuses: SendMail = async ({ text }) => {
      throw new AppError('mail-refused', 'invalid', `Not delivered: refused. It said: “${/https?:\S+/.exec(text)?.[0]}”`)
    }
    const desk = await openSignInDesk({ sendMail: refuses })
    const token = (await desk.enter((await desk.add('Ada', 'admin')).id)).accessToken
    await desk.call('/invitations', { token, body: invitation })
    const list = async () => (await desk.call('/invitations', { method: 'GET', token })).body.items
    const [told] = await waitFor(async () => ((await list())[0]?.state === 'not-mailed' ? list() : undefined))
    expect(told.reason).toMatch(/^Not delivered: refused\. It said: “http:.*#invitation=…”$/)
    // The way out: the link by hand, which is then what the list says.
    const { link } = (await desk.call('/invitations', { token, body: { ...invitation, isByHand: true } })).body
    expect((await list())[0]).toMatchObject({ state: 'handed-over', reason: '' })
    expect((await desk.call('/invitations/accept', { body: { token: tokenOf(link), password } })).status).toBe(200)
    expect(await list()).toEqual([])
    await desk.close()
  })

  it('is not asked any more when nobody wants the mail any more', async () => {
    let isAway = true
    const mails: Mail[] = []
    const desk = await openSignInDesk({
      sendMail: async (mail) => {
        if (isAway) throw new AppError('mail-later', 'unavailable', 'Not sent yet.')
        mails.push(mail)
      },
    })
    await desk.add('Fay')
    const wishes = desk.platform.connection.collection('link_mails')
    await desk.call('/sign-in/forgotten', { body: { email: 'fay@larkfield.example' } })
    await waitFor(async () => (await wishes.findOne())?.reason)
    await desk.advance(HOUR + 1000)
    isAway = false
    await waitFor(async () => (await wishes.countDocuments()) === 0)
    expect(mails).toEqual([])
    await desk.close()
  })
})

describe('what an admin gives', () => {
  let desk: SignInDesk
  let admin: Member
  let token: string
  beforeAll(async () => {
    desk = await openSignInDesk()
    admin = await desk.add('Ada', 'admin')
    token = (await desk.enter(admin.id)).accessToken
  })
  afterAll(() => desk.close())

  it('names who invites, on one line, and nothing else that people wrote (E4)', async () => {
    const mails: Mail[] = []
    const mailing = await openSignInDesk({ sendMail: async (mail) => void mails.push(mail) })
    const { id } = await mailing.staff.addUser(by, {
      name: 'Ada\r\nBcc: evil@x.example\u202e <b>',
      email: 'ada@larkfield.example',
      role: 'admin',
      commandId: 'ada',
    })
    const { accessToken } = await mailing.enter(id)
    await mailing.call('/invitations', { token: accessToken, body: { email: 'nia@larkfield.example', name: 'WIN A PRIZE', role: 'agent' } })
    const mail = await waitFor(() => mails[0])
    expect(mail.subject).toBe('Your invitation to the desk')
    expect(mail.text).toMatch(/^Ada Bcc: evil@x\.example {2}<b> invites you/)
    expect(mail.text).not.toContain('PRIZE')
    await mailing.close()
  })

  it('ends the other invitations of who has taken one up', async () => {
    const invite = async () =>
      tokenOf((await desk.call('/invitations', { token, body: { email: 'noa@larkfield.example', name: 'Noa', role: 'agent' } })).body.link)
    const [first, second] = [await invite(), await invite()]
    const accept = (given: string) => desk.call('/invitations/accept', { body: { token: given, password } })
    expect((await accept(second)).status).toBe(200)
    expect((await accept(first)).status).toBe(401)
  })

  it('is a link to a new password for who cannot come in, shown where no mail goes out, and kept in the audit', async () => {
    const give = (userId: string, as = token) => desk.call(`/staff/${userId}/password-link`, { token: as, body: {} })
    expect((await desk.call('/sign-in/forgotten', { body: { email: 'ada@larkfield.example' } })).body).toEqual({ isMailed: false })

    const open = await desk.add('Not here yet'.replaceAll(' ', ''))
    expect((await give(open.id)).body.error.code).toBe('no-link')
    const demo = await desk.add('Demo', 'agent', true)
    expect((await give(demo.id)).status).toBe(409)
    expect((await give('u_nobody')).status).toBe(404)

    await desk.staff.recordAccess(by, { userId: open.id, commandId: 'in', change: { type: 'user.joined', how: 'invitation' } })
    const { link } = (await give(open.id)).body
    expect(link).toMatch(/^http:\/\/127\.0\.0\.1:3000\/sign-in#password=[a-z2-7]{52}$/)
    const renewed = await desk.call('/sign-in/password', { body: { token: tokenOf(link), password } })
    expect(renewed.body.me.id).toBe(open.id)
    expect((await give(admin.id, renewed.body.accessToken)).status).toBe(403)
    const audit = await desk.call(`/audit?stream=user:${open.id}`, { method: 'GET', token })
    expect(audit.body.items.find((one: { what: string }) => one.what === 'user.link-given')).toMatchObject({
      by: admin.id,
      facts: { how: 'by-hand' },
    })
  })
})

describe('on a restored desk (R6)', () => {
  it('waits until sending is resumed', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'patchbay-test-'))
    try {
      const before = await openTestPlatform({ dataDir })
      await markRestored(before.platform.connection)
      await before.close()
      const sent: [string, Date | null][] = []
      const desk = await openSignInDesk({
        dataDir,
        sendMail: async ({ to }) => void sent.push([to, await desk.platform.outward.pausedSince()]),
      })
      try {
        const { accessToken } = await desk.enter((await desk.add('Ada', 'admin')).id)
        const invited = ['one', 'two', 'three'].map((name) => `${name}@larkfield.example`)
        for (const email of invited)
          expect((await desk.call('/invitations', { token: accessToken, body: { email, name: email, role: 'agent' } })).status).toBe(201)
        const wishes = await desk.platform.connection.collection('link_mails').find().toArray()
        expect(wishes.map(({ state, attempts }) => `${state} ${attempts}`)).toEqual(invited.map(() => 'waiting 0'))
        for (const { reason } of wishes) expect(reason).toContain('paused since this desk was restored')
        await desk.platform.outward.resume()
        await waitFor(() => sent.length === invited.length)
        expect(sent.sort()).toEqual(invited.map((to) => [to, null]).sort())
      } finally {
        await desk.close()
      }
    } finally {
      rmSync(dataDir, { recursive: true, force: true })
    }
  })
})
