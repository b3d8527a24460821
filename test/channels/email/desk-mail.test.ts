import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fieldOf, readHeader } from '../../../server/platform/mail/header.ts'
import { type MailDesk, openMailDesk, REPLY_DOMAIN, SUPPORT } from './mail-desk.ts'
import { type MailServer, openMailServer } from './mail-server.ts'
import { deliver, rawMail } from './smtp-client.ts'

const mail = { to: 'nia@larkfield.example', subject: 'Your invitation', text: 'Open this:\n\nhttp://desk.example/sign-in#invitation=abc\n' }

describe('a mail of the desk itself', () => {
  let desk: MailDesk
  let server: MailServer
  beforeAll(async () => {
    server = await openMailServer({
      'gone@larkfield.example': [550, '5.1.1 User unknown'],
      'later@larkfield.example': [451, '4.3.0 Try again'],
    })
    desk = await openMailDesk({ transportUrl: server.url })
  })
  afterAll(async () => {
    await desk.close()
    await server.close()
  })

  it('says that no person wrote it, and asks for no answer of a machine (E5)', async () => {
    await desk.channel.sendDeskMail(mail)
    const got = server.got.at(-1)
    const { fields } = readHeader(Buffer.from(got?.raw ?? ''))
    expect(got?.to).toEqual([mail.to])
    expect(fieldOf(fields, 'from')).toBe(`Patchbay <${SUPPORT}>`)
    expect(fieldOf(fields, 'auto-submitted')).toBe('auto-generated')
    expect(fieldOf(fields, 'x-auto-response-suppress')).toBe('All')
    expect(fieldOf(fields, 'x-patchbay-loop')).toBe(REPLY_DOMAIN)
    expect(got?.raw).toContain('http://desk.example/sign-in#invitation=abc')
  })

  it('has a sender to which nothing can come back: a copy would lie where others read it', async () => {
    await desk.channel.sendDeskMail(mail)
    const from = server.got.at(-1)?.from ?? ''
    expect(from).toBe(`nobody@${REPLY_DOMAIN}`)
    expect((await deliver(desk.channel.port, rawMail({ Subject: 'Undelivered' }), { from: '', to: [from] })).code).toBe(550)
    const without = await openMailDesk({ transportUrl: server.url, replyDomain: undefined })
    await without.channel.sendDeskMail(mail)
    expect(server.got.at(-1)?.from).toBe('')
    await without.close()
  })

  it.each([
    [{ to: 'nia@larkfield.example\r\nBcc: evil@x.example' }, 'mail-address'],
    [{ to: '"nia@evil.example x"@larkfield.example' }, 'mail-address'],
    [{ subject: 'Hello\r\nBcc: evil@x.example' }, 'mail-header'],
  ])('is not sent with %j (E9)', async (bad, code) => {
    const before = server.got.length
    await expect(desk.channel.sendDeskMail({ ...mail, ...bad })).rejects.toMatchObject({ code, kind: 'invalid' })
    expect(server.got).toHaveLength(before)
  })

  it('says in plain words what will never arrive, and what may later', async () => {
    const send = (to: string) => desk.channel.sendDeskMail({ ...mail, to })
    await expect(send('gone@larkfield.example')).rejects.toMatchObject({
      kind: 'invalid',
      message: 'Not delivered: there is no mailbox gone@larkfield.example.',
    })
    await expect(send('later@larkfield.example')).rejects.toMatchObject({ kind: 'unavailable' })
    const away = await openMailDesk({ transportUrl: 'smtp://127.0.0.1:9' })
    await expect(away.channel.sendDeskMail(mail)).rejects.toMatchObject({ kind: 'unavailable' })
    await away.close()
  })
})
