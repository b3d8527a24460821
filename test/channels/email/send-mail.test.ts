import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTokens } from '../../../server/channels/email/tokens.ts'
import { openTransport, readMailServer } from '../../../server/channels/email/transport.ts'
import { fieldOf, fieldsOf, readHeader } from '../../../server/platform/mail/header.ts'
import { type MailDesk, openMailDesk, outbound, REPLY_DOMAIN, SUPPORT } from './mail-desk.ts'
import { type MailServer, openMailServer } from './mail-server.ts'

const to = (...addresses: string[]) => ({ to: addresses.map((address) => ({ channel: 'email', address, trust: 'proved' as const })) })

describe('an answer on its way out', () => {
  let desk: MailDesk
  let server: MailServer
  beforeAll(async () => {
    server = await openMailServer(
      {
        'full@rivet.example': [552, '5.2.2 Over quota'],
        'gone@rivet.example': [550, '5.1.1 User unknown'],
        'large@rivet.example': [552, '5.3.4 Message too big'],
        'wall@rivet.example': [554, '5.7.1 Blocked by policy'],
        'later@rivet.example': [451, '4.3.0 Try again'],
      },
      { silent: 'mute@rivet.example' },
    )
    desk = await openMailDesk({ transportUrl: server.url })
  })
  afterAll(async () => {
    await desk.close()
    await server.close()
  })
  const send = async (...given: Parameters<typeof outbound>) => {
    const before = server.got.length
    const message = outbound(...given)
    const sent = await desk.channel.send(message)
    const got = server.got[before]
    if (!got) throw new Error('nothing arrived')
    return { got, sent, message, fields: readHeader(Buffer.from(got.raw)).fields }
  }

  it('is threaded by a Message-ID fixed before, by References and by a reply address of its own', async () => {
    const given = outbound(
      {},
      { references: ['<first@rivet.example>', 'm_ours', '<m_x.y@reply.larkfield.example>', '<second@rivet.example>'] },
    )
    const { fields, sent, got } = await send(given.message, given)
    expect(sent.externalId).toBe(fieldOf(fields, 'message-id'))
    expect(sent.externalId).toContain(given.message.id)
    expect(fieldOf(fields, 'references')).toBe('<first@rivet.example> <m_x.y@reply.larkfield.example> <second@rivet.example>')
    expect(fieldOf(fields, 'in-reply-to')).toBe('<second@rivet.example>')
    expect(fieldOf(fields, 'subject')).toBe('Re: Gear slips')
    expect(fieldOf(fields, 'from')).toBe(`Bo Lindqvist <${SUPPORT}>`)
    const tokens = createTokens(desk.platform.keyFor)
    const token = /reply\+([a-z2-7]+)@/.exec(fieldOf(fields, 'reply-to'))?.[1] ?? ''
    expect(desk.channel.keysFor?.(given)).toContain(tokens.readReply(token, Date.now())?.threadKey)
    expect(tokens.readBounce(got.from.split('@')[0] ?? '')).toBe(given.message.id)
  })

  it('has the text as plain text and as simple HTML, of which only web addresses are live', async () => {
    const { got } = await send({ text: 'Dear <b>Marta</b>,\nsee https://larkfield.example?a=1&b=2\n\nBo' })
    expect(got.raw).toContain('multipart/alternative')
    expect(got.raw).toContain('Dear <b>Marta</b>,')
    expect(got.raw).toContain('>Dear &lt;b&gt;Marta&lt;/b&gt;,<br>')
  })

  it('carries a mark of a machine only when a machine wrote it', async () => {
    expect(fieldOf((await send()).fields, 'auto-submitted')).toBe('')
    const { fields } = await send({ isAutomatic: true, ...to('robot@rivet.example') })
    expect(fieldOf(fields, 'auto-submitted')).toBe('auto-replied')
    expect(fieldOf(fields, 'x-patchbay-loop')).not.toBe('')
    const named = { channel: 'email', address: 'victim@rivet.example', name: 'Buy at spam.example', trust: 'proved' as const }
    expect((await send({ isAutomatic: true, subject: 'Buy at spam.example', to: [named] })).got.raw).not.toContain('spam.example')
  })

  it('goes to each recipient with a reply address of their own (E3), and to nobody twice', async () => {
    const before = server.got.length
    const message = outbound(to('marta@rivet.example', 'later@rivet.example', 'jonas@rivet.example'))
    for (let attempt = 0; attempt < 2; attempt++) await expect(desk.channel.send(message)).rejects.toMatchObject({ kind: 'unavailable' })
    expect(server.got.slice(before).map((one) => one.to)).toEqual([['marta@rivet.example']])
    const both = server.got.length
    await desk.channel.send(outbound(to('marta@rivet.example', 'jonas@rivet.example')))
    const replies = server.got.slice(both).map(({ raw }) => fieldOf(readHeader(Buffer.from(raw)).fields, 'reply-to'))
    expect(new Set(replies).size).toBe(2)
  })

  it('takes its attachments as bytes from our store', async () => {
    const attachment = { fileId: 'f_1', name: 'gear "1".png', type: 'image/png', bytes: 3, contentId: '' }
    const { got } = await send({ attachments: [attachment] }, { open: async () => Readable.from([Buffer.from('abc')]) })
    expect(got.raw).toContain('YWJj')
    expect(got.raw).toContain('image/png')
  })

  it.each([
    ['full@rivet.example', 'Not delivered: the mailbox of full@rivet.example is full.'],
    ['gone@rivet.example', 'Not delivered: there is no mailbox gone@rivet.example.'],
    ['large@rivet.example', 'Not delivered: the message is too large for the mail server of large@rivet.example.'],
    ['wall@rivet.example', 'Not delivered: the mail server of wall@rivet.example takes no mail from us. It said: “Blocked by policy”'],
  ])('refused for good at %s fails with the reason in plain words', async (address, message) => {
    await expect(desk.channel.send(outbound(to(address)))).rejects.toMatchObject({ kind: 'invalid', message })
  })

  it('is tried again later when the other side says so or cannot be reached', async () => {
    await expect(desk.channel.send(outbound(to('later@rivet.example')))).rejects.toMatchObject({ kind: 'unavailable' })
    const alone = await openMailDesk({ machine: desk.machine, transportUrl: 'smtp://127.0.0.1:9' })
    await expect(alone.channel.send(outbound())).rejects.toMatchObject({ kind: 'unavailable' })
    await alone.close()
  })

  it('is not tried again where the server took all of it and did not answer: whether it went out is for people to find out', async () => {
    const before = server.got.length
    const message = outbound(to('mute@rivet.example'))
    await expect(desk.channel.send(message)).resolves.toMatchObject({
      state: 'unknown',
      reason: 'our mail server took it and broke off without an answer',
    })
    expect(server.got.length).toBe(before + 1)
  })

  it.each([
    ['a quoted local part', '"a@evil.example x"@ok.example'],
    ['a line break', 'a@ok.example\r\nRCPT TO:<b@evil.example>'],
    ['two addresses', 'a@ok.example,b@evil.example'],
    ['an angle', 'a@ok.example>, <b@evil.example'],
    ['a comment', 'a@ok.example(x@evil.example)'],
    ['an address literal', 'a@[127.0.0.1]'],
    ['a bare name', 'postmaster'],
    ['a NUL', 'a\0@ok.example'],
    ['nobody', 'unknown-abc@sender.invalid'],
  ])('is refused for %s as an address (E9)', async (_what, address) => {
    const before = server.got.length
    await expect(desk.channel.send(outbound(to(address)))).rejects.toMatchObject({ kind: 'invalid' })
    expect(server.got.length).toBe(before)
  })

  it.each([
    ['the subject', outbound({ subject: 'Hi\r\nBcc: victim@evil.example' })],
    ['the agent’s name', outbound({}, { agentName: 'Bo\nBcc: victim@evil.example' })],
    [
      'the customer’s name',
      outbound({ to: [{ channel: 'email', address: 'a@ok.example', name: 'A\u2028Bcc: b@evil.example', trust: 'proved' }] }),
    ],
    [
      'the name of an attachment',
      outbound({ attachments: [{ fileId: 'f', name: 'a\r\nX: y', type: 'image/png', bytes: 1, contentId: '' }] }),
    ],
  ])('is refused for control characters in %s (E9)', async (_what, message) => {
    await expect(desk.channel.send({ ...message, open: async () => Readable.from(['x']) })).rejects.toMatchObject({ kind: 'invalid' })
  })

  it('can be written to whatever name and subject a mail came with', async () => {
    const odd = Buffer.from('A\u0085B\u2028C\u202eD\u0000E').toString('base64')
    const came = await desk.receive({ From: `=?utf-8?b?${odd}?= <ann@rivet.example>`, Subject: `=?utf-8?b?${odd}?=` })
    expect(came).toMatchObject({ subject: 'A B C D E', from: { name: 'A B C D E' } })
    const { fields } = await send({ subject: came.subject ?? '', to: [came.from] })
    expect(fieldOf(fields, 'subject')).toBe('A B C D E')
  })

  it('smuggles nothing out by odd line ends (E9)', async () => {
    const before = server.got.length
    const text = 'x\n.\nMAIL FROM:<a@evil.example>\r.\rRCPT TO:<b@evil.example>\n.\r\nDATA\r\n.\nSubject: y\0'
    const { got } = await send({ text })
    expect(server.got.length).toBe(before + 1)
    expect(got.to).toEqual(['marta@rivet.example'])
    expect(got.raw.replaceAll('\r\n', '')).not.toMatch(/[\r\n\0]/)
    expect(got.raw).not.toMatch(/=0[0D]/i)
    expect(fieldsOf(readHeader(Buffer.from(got.raw)).fields, 'subject')).toHaveLength(1)
  })

  it('names no file and no address to be read (E10)', async () => {
    const odd = { fileId: 'f_1', name: 'x', type: 'text/plain', bytes: 1, contentId: '', path: '/etc/passwd', href: 'http://127.0.0.1:1/' }
    const { got } = await send({ attachments: [odd] }, { open: async () => Readable.from(['ours']) })
    expect(got.raw).toContain(Buffer.from('ours').toString('base64'))
    expect(got.raw).not.toContain('root:')
    const transport = openTransport(readMailServer(server.url))
    const unsafe = { from: SUPPORT, to: 'a@ok.example', text: 'x', attachments: [{ path: '/etc/passwd' }] }
    await expect(transport.sendMail(unsafe)).rejects.toThrow(/access/i)
    transport.close()
  })
})

describe('the line to the mail server (E11)', () => {
  it.each(['smtp://bo:50%off@127.0.0.1:1', 'smtp://127.0.0.1:1?secure=true'])(
    'is refused at the start when it cannot be read: %s',
    async (url) => {
      const smtp = { host: '127.0.0.1', port: 0, url }
      await expect(openMailDesk({ smtp, transportUrl: undefined })).rejects.toMatchObject({ code: 'smtp-url', kind: 'invalid' })
    },
  )

  it('is refused at the start when the server offers no TLS, unless it is this machine', async () => {
    const server = await openMailServer()
    // Leads to the same server, but not by a name of loopback.
    const smtp = { host: '127.0.0.1', port: 0, url: `smtp://0.0.0.0:${server.port}` }
    await expect(openMailDesk({ smtp, transportUrl: undefined })).rejects.toMatchObject({ code: 'smtp-tls', kind: 'invalid' })
    const local = await openMailDesk({ smtp: { ...smtp, url: server.url }, transportUrl: undefined })
    await local.channel.send(outbound())
    expect(server.got).toHaveLength(1)
    await local.close()

    const open = await openMailDesk({ smtp: { ...smtp, url: `${smtp.url}?tls=off` }, transportUrl: undefined })
    const findings = await open.channel.check()
    expect(findings).toContainEqual({ level: 'fault', text: expect.stringContaining('unsafe') })
    await open.close()
    await server.close()
  })

  it('does not keep the desk from starting when the server is only away', async () => {
    const desk = await openMailDesk({ smtp: { host: '127.0.0.1', port: 0, url: 'smtp://127.0.0.1:9' }, transportUrl: undefined })
    expect(desk.port).toBeGreaterThan(0)
    expect(desk.channel.outgoingHealth()).toMatchObject({ ok: false })
    await desk.close()
  })

  it.each(['http://x.example', 'smtp://', 'smtp://x.example?ignoreTLS=true', 'smtp://x.example?tls.rejectUnauthorized=false'])(
    'takes no other options: %s',
    (url) => {
      expect(() => readMailServer(url)).toThrow(/SMTP_URL/)
    },
  )
})

describe('how mail out is', () => {
  it('is told by the last mail: the server answers, or does not; a mail that nobody takes says nothing of it', async () => {
    const server = await openMailServer({ 'gone@rivet.example': [550, '5.1.1 no such user'] })
    const desk = await openMailDesk({ transportUrl: server.url })
    await desk.channel.send(outbound())
    expect(desk.channel.outgoingHealth()).toEqual({ ok: true, detail: 'the mail server answers' })
    const gone = { channel: 'email', address: 'gone@rivet.example', trust: 'claimed' as const }
    await expect(desk.channel.send(outbound({ to: [gone] }))).rejects.toMatchObject({ kind: 'invalid' })
    expect(desk.channel.health?.()).toEqual({ ok: true, detail: 'open' })
    await server.close()
    await expect(desk.channel.send(outbound())).rejects.toMatchObject({ kind: 'unavailable' })
    expect(desk.channel.health?.()).toMatchObject({ ok: false, detail: expect.stringContaining('mail waits') })
    await desk.close()
  })
})

describe('a desk that cannot answer mail', () => {
  it.each([
    ['no mail server', { smtp: { host: '127.0.0.1', port: 0, url: undefined }, transportUrl: undefined }, 'SMTP_URL'],
    ['no mailbox', { mailboxes: [] }, 'MAILBOXES'],
  ])('says why to the agent: %s', async (_what, options, setting) => {
    const desk = await openMailDesk(options)
    const said = await desk.channel.sendable({ threadKey: 'mail:x', lastInboundAt: null, lastInboundId: null }, new Date())
    expect(said).toEqual({ sendable: 'blocked', why: expect.stringContaining(setting) })
    await desk.close()
  })
})

describe('what the doctor says', () => {
  it('warns when the reply domain is the domain of the staff (E12), and when there is none', async () => {
    const same = await openMailDesk({ replyDomain: 'larkfield.example' })
    expect(await same.channel.check()).toContainEqual({ level: 'warning', text: expect.stringContaining('reply.larkfield.example') })
    const none = await openMailDesk({ machine: same.machine, replyDomain: undefined })
    expect(await none.channel.check()).toContainEqual({ level: 'warning', text: expect.stringContaining('REPLY_DOMAIN') })
    const good = await openMailDesk({ machine: same.machine })
    expect((await good.channel.check()).every(({ level }) => level === 'ok')).toBe(true)
    expect(good.channel.capabilities.dedupe).toBe('none')
    for (const one of [good, none, same]) await one.close()
  })

  it('sends without reply addresses when there is no domain for them', async () => {
    const server = await openMailServer()
    const desk = await openMailDesk({ replyDomain: undefined, transportUrl: server.url })
    await desk.channel.send(outbound())
    const { fields } = readHeader(Buffer.from(server.got[0]?.raw ?? ''))
    expect(fieldOf(fields, 'reply-to')).toBe('')
    expect(server.got[0]?.from).toBe(SUPPORT)
    expect(fieldOf(fields, 'message-id')).toContain('@larkfield.example>')
    expect(fieldOf(fields, 'message-id')).not.toContain(REPLY_DOMAIN)
    await desk.close()
    await server.close()
  })
})
