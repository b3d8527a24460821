import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTokens } from '../../../server/channels/email/tokens.ts'
import { createSandboxMailbox } from '../../../server/sandbox/mailbox/index.ts'
import { type MailDesk, ORDERS, openMailDesk, outbound, REPLY_DOMAIN, SUPPORT } from './mail-desk.ts'
import { deliver } from './smtp-client.ts'

const from = { From: 'Marta <marta@rivet.example>', Subject: 'Gear slips' }
const sender = { from: 'marta@rivet.example' }

describe('machine mail (E5)', () => {
  let desk: MailDesk
  beforeAll(async () => {
    desk = await openMailDesk()
  })
  afterAll(() => desk.close())

  it.each<[string, Record<string, string>, { from: string }]>([
    ['Auto-Submitted', { ...from, 'Auto-Submitted': 'auto-replied' }, sender],
    ['Auto-Submitted with a comment', { ...from, 'Auto-Submitted': 'auto-generated (vacation)' }, sender],
    ['Precedence bulk', { ...from, Precedence: 'bulk' }, sender],
    ['Precedence junk', { ...from, Precedence: 'Junk' }, sender],
    ['the null sender', from, { from: '' }],
    ['mailer-daemon', { ...from, From: 'MAILER-DAEMON@rivet.example' }, sender],
    ['noreply', { ...from, From: 'no-reply@rivet.example' }, sender],
    ['bounces as the sender', { ...from, From: 'bounces@rivet.example' }, sender],
    ['our own mailbox', { ...from, From: ORDERS }, sender],
    ['our own mailbox in the envelope', from, { from: ORDERS }],
    ['our reply domain', { ...from, From: `x@${REPLY_DOMAIN}` }, sender],
    ['our own loop mark', { ...from, 'X-Patchbay-Loop': 'x' }, sender],
    ['a report', { ...from, 'Content-Type': 'multipart/report; report-type=disposition-notification; boundary=b' }, sender],
  ])('is known by %s', async (_what, fields, envelope) => {
    const { isAutomatic, isPerson } = await desk.receive(fields, undefined, envelope)
    expect({ isAutomatic, isPerson }).toEqual({ isAutomatic: true, isPerson: undefined })
  })

  it.each<[string, Record<string, string>, { from: string }]>([
    ['Precedence list', { ...from, Precedence: 'list' }, sender],
    ['a list', { ...from, 'List-Id': '<news.rivet.example>' }, sender],
    ['a list to leave', { ...from, 'List-Unsubscribe': '<mailto:off@rivet.example>' }, sender],
    ['a wish for no answer', { ...from, 'X-Auto-Response-Suppress': 'All' }, sender],
    ['noreply in the envelope', from, { from: 'noreply+42@rivet.example' }],
    ['bounces in the envelope', from, { from: 'bounces+17-marta=rivet.example@mail.example' }],
  ])('may be a person’s, whom no machine answers: %s', async (_what, fields, envelope) => {
    expect(await desk.receive(fields, undefined, envelope)).toMatchObject({ isAutomatic: true, isPerson: true })
  })

  it.each<[string, Record<string, string>]>([
    ['an ordinary mail', from],
    ['Auto-Submitted: no', { ...from, 'Auto-Submitted': 'no' }],
    ['a person whose name begins like a machine’s', { ...from, From: 'noreplyer@rivet.example' }],
  ])('is not %s', async (_what, fields) => {
    expect((await desk.receive(fields, undefined, sender)).isAutomatic).toBe(false)
  })

  it('two desks that answer each other by themselves stop after two mails', async () => {
    const other = await openMailDesk({ mailboxes: ['desk@rivet.example'], replyDomain: 'reply.rivet.example' })
    const boxes = { desk: SUPPORT, other: 'desk@rivet.example' }
    const answering = async (here: MailDesk, from: string, port: number, to: string) => {
      const channel = await openMailDesk({ machine: here.machine, mailboxes: [from], transportUrl: `smtp://127.0.0.1:${port}` })
      return {
        send: () =>
          channel.channel.send(
            outbound({ isAutomatic: true, to: [{ channel: 'email', address: to, trust: 'proved' }] }, { account: from }),
          ),
        close: channel.close,
      }
    }
    const ours = await answering(desk, boxes.desk, other.port, boxes.other)
    const theirs = await answering(other, boxes.other, desk.port, boxes.desk)
    let sent = 0
    const before = [desk.messages.length, other.messages.length]
    await ours.send()
    sent++
    // Each desk answers whatever it may answer.
    while (other.messages.slice(before[1]).some((one) => !one.isAutomatic) && sent < 10) {
      await theirs.send()
      sent++
    }
    expect(other.messages.length).toBe((before[1] ?? 0) + 1)
    expect(sent).toBeLessThanOrEqual(2)
    await ours.close()
    await theirs.close()
    await other.close()
  })
})

const dsn = (lines: readonly string[]): string =>
  [
    '--b',
    'Content-Type: text/plain',
    '',
    'Your mail could not be delivered.',
    '',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mail.rivet.example',
    '',
    ...lines,
    '',
    '--b',
    'Content-Type: text/rfc822-headers',
    '',
    'Subject: Re: Gear slips',
    '',
    '--b--',
    '',
  ].join('\n')

const report = {
  From: 'Mail Delivery System <MAILER-DAEMON@mail.rivet.example>',
  Subject: 'Undelivered Mail Returned to Sender',
  'MIME-Version': '1.0',
  'Content-Type': 'multipart/report; report-type=delivery-status; boundary=b',
}
const full = [
  'Final-Recipient: rfc822; marta@rivet.example',
  'Action: failed',
  'Status: 5.2.2',
  'Diagnostic-Code: smtp; 552 5.2.2 Over quota',
]

describe('bounces (E6)', () => {
  let desk: MailDesk
  let verp: string
  beforeAll(async () => {
    desk = await openMailDesk()
    verp = `${createTokens(desk.platform.keyFor).bounce('m_sent1')}@${REPLY_DOMAIN}`
  })
  afterAll(() => desk.close())
  const bounce = (body: string, to: string) =>
    deliver(
      desk.port,
      `${Object.entries(report)
        .map(([name, value]) => `${name}: ${value}\r\n`)
        .join('')}\r\n${body.replaceAll('\n', '\r\n')}`,
      { from: '', to: [to] },
    )

  it('sent to our own envelope address tell what became of the message, in plain words', async () => {
    expect((await bounce(dsn(full), verp)).code).toBe(250)
    expect(desk.messages).toEqual([])
    expect(desk.reports).toMatchObject([
      { messageId: 'm_sent1', state: 'bounced', reason: 'Not delivered: the mailbox of marta@rivet.example is full.' },
    ])
  })

  it('that only say “delayed” change nothing', async () => {
    const before = desk.reports.length
    await bounce(dsn(['Final-Recipient: rfc822; marta@rivet.example', 'Action: delayed', 'Status: 4.4.1']), verp)
    expect(desk.reports.length).toBe(before)
    expect(desk.messages).toEqual([])
  })

  it('made by hand and sent to a mailbox are an automatic message and change no state', async () => {
    const before = desk.reports.length
    const own = createTokens(desk.platform.keyFor).messageId('m_sent1', REPLY_DOMAIN)
    await bounce(dsn(full).replace('Subject: Re: Gear slips', `Message-ID: ${own}`), SUPPORT)
    expect(desk.reports.length).toBe(before)
    expect(desk.messages.at(-1)).toMatchObject({ isAutomatic: true, receivedBy: [SUPPORT] })
  })

  it('for another message than the HMAC was made for are refused', async () => {
    const forged = verp.replace('m_sent1', 'm_sent2')
    expect((await bounce(dsn(full), forged)).recipients).toEqual([550])
  })

  it('that are no reports, as vacation notices, are an automatic message', async () => {
    const before = desk.reports.length
    const message = await desk.receive({ ...from, 'Auto-Submitted': 'auto-replied' }, 'I am away.\n', { from: '', to: [verp] })
    expect(message).toMatchObject({ isAutomatic: true, text: 'I am away.' })
    expect(desk.reports.length).toBe(before)
  })
})

describe('our own automatic mail (E4)', () => {
  it('goes to known addresses only, once a day each, within the hour’s budget, and repeats nothing a stranger wrote', async () => {
    const desk = await openMailDesk()
    const mailbox = createSandboxMailbox({ platform: desk.platform, smtpDoor: { host: '127.0.0.1', port: () => desk.port }, mailboxes: [] })
    const abort = new AbortController()
    await mailbox.start(abort.signal)
    const sender = await openMailDesk({ machine: desk.machine, transportUrl: mailbox.transportUrl })
    const slogan = 'Buy at http://spam.example'
    const mailTo = (address: string, trust: 'claimed' | 'proved') =>
      outbound({
        isAutomatic: true,
        subject: slogan,
        text: 'We have your message.',
        to: [{ channel: 'email', address, name: slogan, trust }],
      })
    let refused = 0
    for (let i = 0; i < 500; i++) await sender.channel.send(mailTo(`victim${i}@good.example`, 'claimed')).catch(() => refused++)
    expect(refused).toBe(500)

    const first = mailTo('marta@rivet.example', 'proved')
    await sender.channel.send(first)
    await sender.channel.send(first)
    await expect(sender.channel.send(mailTo('marta@rivet.example', 'proved'))).rejects.toMatchObject({ kind: 'invalid' })
    let sent = 0
    for (let i = 0; i < 60; i++)
      await sender.channel.send(mailTo(`p${i}@good.example`, 'proved')).then(
        () => sent++,
        () => {},
      )
    expect(sent).toBe(49)
    const stored = await desk.platform.connection.collection('sandbox_mails').find({}).toArray()
    expect(stored).toHaveLength(50)
    expect(JSON.stringify(stored)).not.toContain('spam.example')
    expect(stored.every((one) => one.isAutomatic)).toBe(true)
    await mailbox.stop()
    await sender.close()
    await desk.close()
  })
})
