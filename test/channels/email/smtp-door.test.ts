import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AppError } from '../../../server/platform/errors.ts'
import { waitFor } from '../../wait-for.ts'
import { type MailDesk, ORDERS, openMailDesk, REPLY_DOMAIN, SUPPORT } from './mail-desk.ts'
import { deliver, openSmtp, rawMail } from './smtp-client.ts'

const plain = { From: 'Marta Okonjo <marta@rivet.example>', To: SUPPORT, Subject: 'Gear slips' }

/** How many files the desk keeps. */
const countFiles = async (desk: MailDesk): Promise<number> => {
  const names = await readdir(join(desk.machine.dataDir, 'files'), { recursive: true, withFileTypes: true })
  return names.filter((one) => one.isFile()).length
}

describe('the mail door (E7)', () => {
  let desk: MailDesk
  beforeAll(async () => {
    desk = await openMailDesk()
  })
  afterAll(() => desk.close())

  it('takes mail for a mailbox and acknowledges it once it is taken in', async () => {
    const message = await desk.receive(plain, 'It slips in third gear.\n')
    expect(message).toMatchObject({
      channel: 'email',
      account: 'desk',
      from: { address: 'marta@rivet.example', name: 'Marta Okonjo', trust: 'claimed' },
      subject: 'Gear slips',
      text: 'It slips in third gear.',
      receivedBy: [SUPPORT],
    })
  })

  it.each([
    ['a stranger’s address', 'someone@elsewhere.example'],
    ['another address of our domain', 'boss@larkfield.example'],
    ['a made-up reply token', `reply+${'a'.repeat(57)}@${REPLY_DOMAIN}`],
    ['a made-up bounce token', `bounce+m_abc.${'a'.repeat(26)}@${REPLY_DOMAIN}`],
    ['a quoted local part', `"support@larkfield.example x"@elsewhere.example`],
    ['a route through us', `someone%elsewhere.example@larkfield.example`],
  ])('refuses %s', async (_what, address) => {
    const { recipients } = await deliver(desk.port, rawMail(plain), { to: [address] })
    expect(recipients[0]).toBe(address.startsWith('"') ? 501 : 550)
  })

  it('takes the recipients that are ours and refuses the others of one mail', async () => {
    const before = desk.messages.length
    const answer = await deliver(desk.port, rawMail(plain), { to: [SUPPORT, 'someone@elsewhere.example', ORDERS] })
    expect(answer).toMatchObject({ recipients: [250, 550, 250], code: 250 })
    expect(desk.messages[before]?.receivedBy).toEqual([SUPPORT, ORDERS])
  })

  it('asks to come again with 451 while the disk is full, and keeps nothing', async () => {
    const full = await openMailDesk({ minFreeBytes: Number.MAX_SAFE_INTEGER })
    expect(await deliver(full.port, rawMail(plain))).toMatchObject({ recipients: [250], code: 451 })
    expect([full.messages.length, await countFiles(full)]).toEqual([0, 0])
    await full.close()
  })

  it('refuses a mail of 30 MB with 552 and keeps nothing of it', async () => {
    const files = await countFiles(desk)
    const before = desk.messages.length
    const answer = await deliver(desk.port, rawMail(plain, `${'x'.repeat(998)}\n`.repeat(30_100)))
    expect(answer).toMatchObject({ recipients: [250], code: 552 })
    expect(desk.messages.length).toBe(before)
    expect(await countFiles(desk)).toBe(files)
  })

  it('keeps nothing of a mail whose sender went away in the middle', async () => {
    const files = await countFiles(desk)
    const smtp = await openSmtp(desk.port)
    await smtp.say('EHLO x.example')
    await smtp.say('MAIL FROM:<marta@rivet.example>')
    await smtp.say(`RCPT TO:<${SUPPORT}>`)
    await smtp.say('DATA')
    smtp.write('Subject: half\r\n\r\nand th')
    smtp.end()
    await waitFor(async () => (await countFiles(desk)) === files, { what: 'the half mail to be gone' })
  })

  it('ends a mail only at CRLF.CRLF, so that no second one can be smuggled in', async () => {
    const before = desk.messages.length
    const smuggled = 'MAIL FROM:<boss@larkfield.example>\r\nRCPT TO:<support@larkfield.example>\r\nDATA\r\nSubject: smuggled\r\n\r\nx'
    for (const end of ['\n.\n', '\r.\r', '\n.\r\n', '\r\n.\n']) {
      const smtp = await openSmtp(desk.port)
      await smtp.say('EHLO x.example')
      await smtp.say('MAIL FROM:<marta@rivet.example>')
      await smtp.say(`RCPT TO:<${SUPPORT}>`)
      await smtp.say('DATA')
      smtp.write(`${rawMail({ ...plain, Subject: `end ${JSON.stringify(end)}` })}${end}${smuggled}\r\n.\r\n`)
      expect((await smtp.reply()).code).toBe(250)
      smtp.end()
    }
    expect(desk.messages.length).toBe(before + 4)
    expect(desk.messages.slice(before).some((one) => one.subject === 'smuggled')).toBe(false)
  })

  it('offers neither a sign-in nor a TLS it has no certificate for', async () => {
    const smtp = await openSmtp(desk.port)
    const { text } = await smtp.say('EHLO x.example')
    expect(text).not.toMatch(/STARTTLS|AUTH/)
    expect((await smtp.say('STARTTLS')).code).toBeGreaterThanOrEqual(500)
    smtp.end()
  })
})

describe('what the door keeps', () => {
  it('stores the raw mail first, byte for byte', async () => {
    const seen: string[] = []
    const desk = await openMailDesk({
      take: async (event) => {
        if (event.type !== 'message') throw new Error('no message')
        for await (const chunk of await desk.platform.files.open(event.rawFileId ?? '')) seen.push(String(chunk))
        return { messageId: 'm_1', isDuplicate: false }
      },
    })
    const raw = rawMail(plain, '.a dot first\nand more\n')
    expect((await deliver(desk.port, raw)).code).toBe(250)
    expect(seen.join('')).toBe(`${raw}\r\n`)
    await desk.close()
  })

  it('answers 451 and keeps nothing when the mail cannot be taken in, so that it comes again', async () => {
    let isWell = false
    const taken: string[] = []
    const desk = await openMailDesk({
      take: async (event) => {
        if (!isWell) throw new AppError('store', 'unavailable', 'The store is away.')
        if (event.type === 'message') taken.push(event.externalId)
        return { messageId: 'm_1', isDuplicate: false }
      },
    })
    const raw = rawMail({ ...plain, 'Message-ID': '<again@rivet.example>' })
    expect((await deliver(desk.port, raw)).code).toBe(451)
    expect(await countFiles(desk)).toBe(0)
    isWell = true
    expect((await deliver(desk.port, raw)).code).toBe(250)
    expect(taken).toHaveLength(1)
    await desk.close()
  })

  it('keeps one copy of a mail that came twice', async () => {
    const desk = await openMailDesk()
    const boundary = 'Content-Type: multipart/mixed; boundary=b'
    const raw = rawMail(
      { ...plain, 'Message-ID': '<twice@rivet.example>', 'Content-Type': boundary.slice(14) },
      '--b\n\nSee photo\n--b\nContent-Type: image/png; name=gear.png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n--b--\n',
    )
    await deliver(desk.port, raw, { to: [SUPPORT] })
    const files = await countFiles(desk)
    expect(files).toBe(2)
    await deliver(desk.port, raw, { to: [ORDERS] })
    expect(desk.messages).toHaveLength(1)
    expect(desk.messages[0]).toMatchObject({ receivedBy: [SUPPORT, ORDERS], attachments: [{ name: 'gear.png', bytes: 8 }] })
    expect(await countFiles(desk)).toBe(files)
    await desk.close()
  })

  it.each([
    ['another body', { 'Message-ID': '<same@rivet.example>', Date: 'Mon, 01 Jun 2026 10:00:00 +0000' }, 'another\n'],
    [
      'another sender',
      { 'Message-ID': '<same@rivet.example>', Date: 'Mon, 01 Jun 2026 10:00:00 +0000', From: 'eve@evil.example' },
      undefined,
    ],
    ['another date', { 'Message-ID': '<same@rivet.example>', Date: 'Mon, 01 Jun 2026 10:00:01 +0000' }, undefined],
  ])('does not let %s under a known Message-ID swallow the mail', async (_what, fields, body) => {
    const desk = await openMailDesk()
    await desk.receive({ ...plain, 'Message-ID': '<same@rivet.example>', Date: 'Mon, 01 Jun 2026 10:00:00 +0000' })
    await desk.receive({ ...plain, ...fields }, body)
    expect(desk.messages).toHaveLength(2)
    await desk.close()
  })

  it('takes equal mails without Message-ID and Date for two: better twice than lost', async () => {
    const desk = await openMailDesk()
    for (let i = 0; i < 2; i++) await deliver(desk.port, rawMail(plain, 'test\n'))
    expect(desk.messages).toHaveLength(2)
    await desk.close()
  })
})

describe('the door’s limits (E7, R8)', () => {
  it('refuses what is too often, too many at once, too many recipients and too much guessing', async () => {
    const desk = await openMailDesk({
      limits: { mailsPerMinuteFromLoopback: 3, connectionsPerAddress: 2, recipients: 2, refusedRecipients: 2 },
    })
    const smtp = await openSmtp(desk.port)
    const second = await openSmtp(desk.port)
    expect([smtp.greeting.code, second.greeting.code, (await openSmtp(desk.port)).greeting.code]).toEqual([220, 220, 421])
    second.end()
    await smtp.say('EHLO x.example')
    await smtp.say('MAIL FROM:<marta@rivet.example>')
    const codes: number[] = []
    for (const to of [SUPPORT, ORDERS, SUPPORT]) codes.push((await smtp.say(`RCPT TO:<${to}>`)).code)
    expect(codes).toEqual([250, 250, 452])
    await smtp.say('RSET')
    await smtp.say('MAIL FROM:<marta@rivet.example>')
    const guesses: number[] = []
    for (const to of ['a', 'b', 'c']) guesses.push((await smtp.say(`RCPT TO:<${to}@larkfield.example>`)).code)
    expect(guesses).toEqual([550, 550, 421])
    smtp.end()
    await waitFor(async () => {
      const next = await openSmtp(desk.port)
      await next.say('EHLO x.example')
      const { code } = await next.say('MAIL FROM:<marta@rivet.example>')
      next.end()
      return code === 450
    })
    await desk.close()
  })

  it('says which port is taken, and has no door without a mailbox', async () => {
    const desk = await openMailDesk()
    const smtp = { host: '127.0.0.1', port: desk.port, url: undefined }
    await expect(openMailDesk({ smtp })).rejects.toMatchObject({ code: 'listen', message: expect.stringContaining(`:${desk.port}`) })
    const shut = await openMailDesk({ mailboxes: [] })
    expect(shut.port).toBe(0)
    await shut.close()
    await desk.close()
  })

  it('finishes the mail in hand when it stops', async () => {
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    const begun: string[] = []
    const desk = await openMailDesk({
      take: async (event) => {
        begun.push(event.type)
        await held
        return { messageId: 'm_1', isDuplicate: false }
      },
    })
    const answer = deliver(desk.port, rawMail(plain))
    await waitFor(() => begun.length > 0)
    const closing = desk.close()
    release()
    expect((await answer).code).toBe(250)
    await closing
  })
})
