import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type MailDesk, openMailDesk } from './mail-desk.ts'
import { deliver, rawMail } from './smtp-client.ts'

const fields = { From: 'Marta <marta@rivet.example>', To: 'support@larkfield.example', Subject: 'Gear slips' }
const multipart = (boundary: string) => ({ ...fields, 'Content-Type': `multipart/mixed; boundary=${boundary}` })

const nested = (depth: number): string => {
  const open = Array.from({ length: depth }, (_, at) => `--b${at}\nContent-Type: multipart/mixed; boundary=b${at + 1}\n\n`)
  return `${open.join('')}--b${depth}\n\nat the bottom\n`
}

describe('mail made to hurt (E8)', () => {
  let desk: MailDesk
  beforeAll(async () => {
    desk = await openMailDesk()
  })
  afterAll(() => desk.close())

  /** Delivers and watches that the loop of the desk never stands still for long. */
  const receive = async (raw: string | Buffer) => {
    const before = desk.messages.length
    const begun = Date.now()
    let last = begun
    let longest = 0
    const watch = setInterval(() => {
      longest = Math.max(longest, Date.now() - last)
      last = Date.now()
    }, 5)
    const answer = await deliver(desk.port, raw)
    clearInterval(watch)
    expect(answer.code).toBe(250)
    expect(desk.messages.length).toBe(before + 1)
    const message = desk.messages[before]
    if (!message) throw new Error('nothing came')
    return { message, ms: Date.now() - begun, longest }
  }

  it.each<[string, () => string | Buffer, string]>([
    ['20,000 nested parts', () => rawMail(multipart('b0'), nested(20_000)), 'too many parts'],
    ['101 parts side by side', () => rawMail(multipart('b'), `${'--b\n\nx\n'.repeat(101)}--b--`), 'too many parts'],
    ['21 levels', () => rawMail(multipart('b0'), nested(21)), 'nested too deep'],
    ['a header of 300 KB', () => rawMail({ ...fields, 'X-Long': 'x '.repeat(150_000) }), 'header too long'],
    ['100,000 header fields', () => rawMail({ ...fields, 'X-Many': Array.from({ length: 100_000 }, () => 'y') }), 'header too long'],
  ])('%s become one message with the raw text', async (_what, make, fault) => {
    const raw = make()
    const { message, ms } = await receive(raw)
    expect(ms).toBeLessThan(10_000)
    expect(message.context?.unreadable).toContain(fault)
    expect(message.text).toContain('marta@rivet.example')
    expect(message.from.address).toBe('marta@rivet.example')
    expect(message.subject).toBe('Gear slips')
    expect(message.rawFileId).not.toBe('')
  })

  it.each<[string, () => string | Buffer, string]>([
    ['100 parts', () => rawMail(multipart('b'), `${'--b\n\nx\n'.repeat(100)}--b--`), 'x'],
    [
      '5,000 nested tables',
      () =>
        rawMail({ ...fields, 'Content-Type': 'text/html' }, `${'<table><tr><td>'.repeat(5_000)}deep${'</td></tr></table>'.repeat(5_000)}`),
      'deep',
    ],
    ['a megabyte of brackets', () => rawMail(fields, `${'('.repeat(900)}\n`.repeat(1_200)), '((('],
    ['a megabyte of brackets as an address', () => rawMail({ ...fields, Cc: '('.repeat(250_000) }, 'seen'), 'seen'],
    ['a megabyte of opened tags', () => rawMail({ ...fields, 'Content-Type': 'text/html' }, `seen ${'<a <b '.repeat(200_000)}`), 'seen'],
    ['a megabyte of quoted lines', () => rawMail(fields, `seen\n${'> > > >\n'.repeat(130_000)}`), 'seen'],
    [
      'a megabyte of links',
      () => rawMail({ ...fields, 'Content-Type': 'text/html' }, `seen ${'<a href="http://x.example/">y</a>'.repeat(32_000)}`),
      'seen',
    ],
    ['nothing at all', () => '\r\n', ''],
    ['only bytes', () => Buffer.from(Array.from({ length: 50_000 }, (_, at) => (at * 7) % 256)), ''],
    ['a character set that is none', () => rawMail({ ...fields, 'Content-Type': 'text/plain; charset=x-nonsense' }, 'seen'), 'seen'],
    ['an encoding that is none', () => rawMail({ ...fields, 'Content-Transfer-Encoding': 'x-nonsense' }, 'seen'), 'seen'],
    ['no end of its parts', () => rawMail(multipart('b'), '--b\n\nseen'), 'seen'],
    ['NUL characters', () => rawMail(fields, 'se\0en'), 'seen'],
  ])('%s are one readable message, quickly and without holding up the desk', async (_what, make, text) => {
    const { message, ms, longest } = await receive(make())
    expect(ms).toBeLessThan(10_000)
    expect(longest).toBeLessThan(1_500)
    expect(message.text).toContain(text)
    expect(message.text).not.toContain('\0')
    expect(message.context?.unreadable).toBeUndefined()
  })

  it('HTML beyond 2 MB is not kept as HTML; its beginning is still read', async () => {
    const { message } = await receive(rawMail({ ...fields, 'Content-Type': 'text/html' }, `<p>seen</p>${'<i>x</i>\n'.repeat(260_000)}`))
    expect(message.html).toBeUndefined()
    expect(message.text).toContain('seen')
  })
})

describe('captured mail', () => {
  let desk: MailDesk
  beforeAll(async () => {
    desk = await openMailDesk()
  })
  afterAll(() => desk.close())
  const receive = async (name: string) => {
    const before = desk.messages.length
    const raw = readFileSync(new URL(`../../fixtures/email/${name}.eml`, import.meta.url), 'latin1').replace(/\r?\n/g, '\r\n')
    expect((await deliver(desk.port, Buffer.from(raw, 'latin1'))).code).toBe(250)
    const message = desk.messages[before]
    if (!message) throw new Error('nothing came')
    return message
  }

  it('an answer with its history below shows what is new', async () => {
    const message = await receive('answer-with-history')
    expect(message.context?.visibleText).toBe('Thank you, Bo. Tuesday suits me.\n\nMarta')
    expect(message.text).toContain('> The part is on its way.')
    expect(message.subject).toBe('Re: Gear slips in third')
    expect(message.from).toMatchObject({ address: 'marta@rivet.example', name: 'Märta Okonjo' })
  })

  it('a mail of HTML alone is read as text, its image kept with its id', async () => {
    const message = await receive('html-with-image')
    expect(message.text).toBe(
      'Hello,\n\nthe gear looks like this:\n\n- third slips\n- fourth is fine\n\nMore on our page (https://rivet.example/gear)',
    )
    expect(message.html).toContain('cid:gear-1')
    expect(message.attachments).toMatchObject([{ name: 'gear.png', type: 'image/png', contentId: 'gear-1', bytes: 70 }])
  })

  it.each([
    ['text/calendar; method=REQUEST', 'invitation.ics'],
    ['message/rfc822', 'message.eml'],
    ['application/x-odd', 'file'],
  ])('a part without a name is called by its type: %s', async (type, name) => {
    const parts = ['text/plain\r\n\r\nSee this.', `${type}\r\nContent-Disposition: attachment\r\n\r\nSubject: x\r\n\r\ny`]
    const body = `${parts.map((part) => `--B\r\nContent-Type: ${part}\r\n`).join('')}--B--\r\n`
    const { attachments } = await desk.receive({ From: 'marta@rivet.example', 'Content-Type': 'multipart/mixed; boundary=B' }, body)
    expect(attachments).toMatchObject([{ name }])
  })

  it('an answer of an office program is cut at its header block', async () => {
    const message = await receive('office-answer')
    expect(message.context?.visibleText).toBe('Bitte am Dienstag liefern.\n\nGrüße\nJonas')
    expect(message.subject).toBe('AW: Lieferung für Grünau')
  })
})
