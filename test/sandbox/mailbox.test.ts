import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import express from 'express'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEmailChannel } from '../../server/channels/email/index.ts'
import type { InboundMessage } from '../../server/hub/index.ts'
import { listeners } from '../../server/limits.ts'
import { createFolderFiles } from '../../server/platform/files/folder-files.ts'
import { answerErrors } from '../../server/platform/routes.ts'
import { createSandboxMailbox, sandboxMailboxIndexes } from '../../server/sandbox/mailbox/index.ts'
import { outbound } from '../channels/email/mail-desk.ts'
import { openTestPlatform, type TestPlatform } from '../setup/platform.ts'

const MAILBOXES = ['support@larkfield.example', 'orders@larkfield.example']

/** The mailbox page and the email channel, joined as the desk joins them. */
const openWorld = async (machine: TestPlatform) => {
  const platform = { ...machine.platform, files: createFolderFiles(join(machine.dataDir, 'files')) }
  const messages: InboundMessage[] = []
  const mailbox = createSandboxMailbox({ platform, smtpDoor: { host: '127.0.0.1', port: () => email.port }, mailboxes: MAILBOXES })
  const email = createEmailChannel({
    closedAt: async () => null,
    limits: listeners.smtp,
    platform,
    mailboxes: MAILBOXES,
    smtp: { host: '127.0.0.1', port: 0, url: undefined },
    replyDomain: 'reply.larkfield.example',
    transportUrl: mailbox.transportUrl,
    lookup: mailbox.lookup,
  })
  const abort = new AbortController()
  await mailbox.start(abort.signal)
  await email.start(async (event) => {
    if (event.type === 'message') messages.push(event)
    return { messageId: 'm_1', isDuplicate: false }
  }, abort.signal)
  const app = express()
  app.use(mailbox.router)
  app.use(answerErrors(platform.log))
  const http = app.listen(0, '127.0.0.1')
  await new Promise((resolve) => http.once('listening', resolve))
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/sandbox/mailbox`
  return {
    email,
    mailbox,
    messages,
    url,
    get: (path = '') => fetch(url + path, { redirect: 'manual' }),
    post: (body: object, headers: Record<string, string> = {}) =>
      fetch(`${url}/send`, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } }),
    form: (body: Record<string, string>, headers: Record<string, string> = {}) =>
      fetch(`${url}/send`, { method: 'POST', body: new URLSearchParams(body), redirect: 'manual', headers }),
    listed: async (to: string) =>
      ((await (await fetch(`${url}/messages?to=${encodeURIComponent(to)}`)).json()) as { items: Record<string, unknown>[] }).items,
    close: async () => {
      http.closeAllConnections()
      http.close()
      await email.stop()
      await mailbox.stop()
    },
  }
}

describe('the mailbox of the outside world', () => {
  let machine: TestPlatform
  let world: Awaited<ReturnType<typeof openWorld>>
  beforeAll(async () => {
    machine = await openTestPlatform()
    await machine.start({ indexes: sandboxMailboxIndexes })
    world = await openWorld(machine)
  })
  afterAll(async () => {
    await world.close()
    await machine.close()
  })

  it('lets someone outside write to the desk, read the answer and answer it, threaded all the way', async () => {
    const first = await world.post({
      from: 'Marta@rivet.example',
      name: 'Marta',
      to: MAILBOXES[1],
      subject: 'Gear slips',
      text: 'It slips.',
    })
    expect(first.status).toBe(202)
    const message = world.messages.at(-1) as InboundMessage
    expect(message).toMatchObject({
      from: { address: 'marta@rivet.example', name: 'Marta' },
      receivedBy: [MAILBOXES[1]],
      text: 'It slips.',
    })

    const answer = outbound({ text: 'We send a part.' }, { references: [message.externalId], account: MAILBOXES[1] as string })
    await world.email.send(answer)
    const [got] = await world.listed('MARTA@rivet.example')
    expect(got).toMatchObject({
      subject: 'Re: Gear slips',
      text: 'We send a part.',
      inReplyTo: expect.stringContaining('<'),
      name: 'Bo Lindqvist',
    })
    expect(got?.references).toEqual([((await first.json()) as { messageId: string }).messageId])

    expect((await world.post({ from: 'marta@rivet.example', answers: got?.id, text: 'Thank you.' })).status).toBe(202)
    const reply = world.messages.at(-1) as InboundMessage
    const keys = world.email.keysFor?.(answer) ?? []
    expect(reply.threadKeys.slice(0, 2)).toEqual(keys.slice(0, 2))
    expect(reply.threadKeys).toContain(message.ownThreadKey)
    expect(reply).toMatchObject({ subject: 'Re: Gear slips', checkSender: true, isAutomatic: false })
  })

  it('says in the door’s own words why it refused', async () => {
    const refused = await world.post({ from: 'marta@rivet.example', to: 'someone@elsewhere.example', text: 'x' })
    expect(refused.status).toBe(400)
    expect(await refused.text()).toContain('550')
    expect((await world.post({ from: 'marta@rivet.example', answers: 'nothing', text: 'x' })).status).toBe(404)
  })

  it('has mailboxes that go wrong', async () => {
    const to = (address: string) => outbound({ to: [{ channel: 'email', address, trust: 'proved' }] })
    await expect(world.email.send(to('full@rivet.example'))).rejects.toThrow('Not delivered: the mailbox of full@rivet.example is full.')
    await expect(world.email.send(to('nobody@rivet.example'))).rejects.toThrow('there is no mailbox nobody@rivet.example')
    await expect(world.email.send(to('later@rivet.example'))).rejects.toMatchObject({ kind: 'unavailable' })
  })

  it('knows whether a mail of the desk arrived, and takes the same one once', async () => {
    const message = outbound({ to: [{ channel: 'email', address: 'twice@rivet.example', trust: 'proved' }] })
    expect(world.email.capabilities.dedupe).toBe('lookup')
    expect(await world.email.lookup?.(message)).toBeNull()
    const sent = await world.email.send(message)
    expect(await world.email.lookup?.(message)).toEqual(sent)
    await world.email.send(message)
    expect(await world.listed('twice@rivet.example')).toHaveLength(1)
  })

  it('shows everyone’s mail as a page that runs nothing of theirs', async () => {
    const evil = '<script>alert(1)</script>'
    await world.post({ from: 'eve@evil.example', subject: evil, text: evil, html: evil })
    const page = await world.get('?who=eve@evil.example')
    const text = await page.text()
    expect(text).not.toContain(evil)
    expect(text).toContain('&lt;script&gt;')
    const policy = page.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toContain('unsafe')
    expect(text).not.toMatch(/<script(?![^>]* src=)|\sstyle=|\son\w+=/)
    const id = /messages\/([a-z2-7]+)\/html/.exec(text)?.[1]
    expect(text).toContain('<iframe sandbox title')
    const mail = await world.get(`/messages/${id}/html`)
    expect(await mail.text()).toBe(evil)
    expect(mail.headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none'/)
  })

  it('lets the links of a mail be followed, and nothing else in it be markup', async () => {
    const text = 'Open http://127.0.0.1:3000/sign-in#invitation=abc\nor javascript:alert(1) http://x.example/"onclick=<b>'
    await world.email.sendDeskMail({ to: 'nia@larkfield.example', subject: 'Your invitation', text })
    const page = await (await world.get('?who=nia@larkfield.example')).text()
    const links = [...page.matchAll(/<a href="([^"]+)" target="_blank" rel="noopener">/g)].map(([, href]) => href)
    expect(links).toEqual(['http://127.0.0.1:3000/sign-in#invitation=abc', 'http://x.example/'])
    expect(page).toContain('&quot;onclick=&lt;b&gt;')
    expect(page).toContain('the desk itself, not a person')
  })

  it.each(['', '?who=marta@rivet.example', '/write', '/messages', '/style.css', '/page.js'])(
    'keeps nothing in a cache: %s',
    async (path) => {
      const answer = await world.get(path)
      expect(answer.status).toBe(200)
      expect(answer.headers.get('cache-control')).toBe('no-store')
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    },
  )

  it('works as a form, and tells a person what is wrong with it', async () => {
    const sent = await world.form({ from: 'ann@rivet.example', name: '', to: MAILBOXES[0] as string, subject: 'Hi', text: 'Hello' })
    expect([sent.status, sent.headers.get('location')]).toEqual([303, '/sandbox/mailbox?who=ann%40rivet.example'])
    expect(world.messages.at(-1)?.text).toBe('Hello')
    expect((await world.get('/write')).headers.get('referrer-policy')).toBe('same-origin')
    const wrong = await world.form({ from: 'nonsense', to: MAILBOXES[0] as string, subject: 'Kept', text: 'kept too' })
    expect(wrong.status).toBe(400)
    const page = await wrong.text()
    expect(page).toContain('This is no mail address.')
    expect(page).toContain('kept too')
  })

  it('takes no mail that a page of another origin writes', async () => {
    const before = world.messages.length
    const mail = { from: 'ann@rivet.example', to: MAILBOXES[0] as string, subject: '', text: 'x' }
    expect((await world.form(mail, { origin: 'https://evil.example' })).status).toBe(403)
    expect((await world.post(mail, { origin: 'null' })).status).toBe(403)
    expect((await world.post(mail, { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect(world.messages.length).toBe(before)
    expect((await world.post(mail, { origin: new URL(world.url).origin })).status).toBe(202)
  })

  it.each([
    ['an operator for a value', { from: { $ne: null }, text: 'x' }],
    ['a line break in the subject', { from: 'a@x.example', subject: 'x\r\nBcc: y@z.example', text: 'x' }],
    ['a false Message-ID', { from: 'a@x.example', inReplyTo: '<x>\r\nBcc: y@z.example', text: 'x' }],
    ['an unknown field', { from: 'a@x.example', text: 'x', path: '/etc/passwd' }],
  ])('refuses %s', async (_what, body) => {
    expect((await world.post(body)).status).toBe(400)
  })

  it('keeps its mail over a restart', async () => {
    await world.email.send(outbound({ to: [{ channel: 'email', address: 'kept@rivet.example', trust: 'proved' }] }))
    await world.close()
    world = await openWorld(machine)
    expect(await world.listed('kept@rivet.example')).toHaveLength(1)
    expect(await (await world.get()).text()).toContain('kept@rivet.example')
  })
})
