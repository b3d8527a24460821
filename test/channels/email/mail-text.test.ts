import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { textToHtml } from '../../../server/channels/email/text-to-html.ts'
import { readAddresses, strictAddress } from '../../../server/platform/mail/address.ts'
import { readHeader } from '../../../server/platform/mail/header.ts'
import { htmlToText } from '../../../server/platform/mail/html-to-text.ts'
import { isMessageId, readMessageIds } from '../../../server/platform/mail/message-ids.ts'
import { parseMail } from '../../../server/platform/mail/parse-mail.ts'
import { visibleText } from '../../../server/platform/mail/visible-text.ts'

describe('addresses', () => {
  it.each<[string, string[], boolean, boolean]>([
    ['marta@rivet.example', ['marta@rivet.example'], true, false],
    ['Marta O. <Marta@Rivet.Example>', ['marta@rivet.example'], true, false],
    ['"Okonjo, Marta" <marta@rivet.example>, jonas@rivet.example', ['marta@rivet.example', 'jonas@rivet.example'], true, false],
    ['marta@rivet.example (Marta (the one))', ['marta@rivet.example'], true, false],
    ['a@bücher.example', ['a@xn--bcher-kva.example'], true, false],
    ['"a \\" <x@evil.example> b" <marta@rivet.example>', ['marta@rivet.example'], true, false],
    ['Us: a@x.example, b@x.example;', ['a@x.example', 'b@x.example'], true, true],
    ['undisclosed-recipients:;', [], true, true],
    ['"a@evil.example x"@ok.example', [], false, false],
    ['<"a b"@ok.example>', [], false, false],
    ['a@ok.example <b@ok.example> c', ['b@ok.example'], false, false],
    ['<a@x.example> <b@x.example>', ['b@x.example'], false, false],
    ['<a@x.example', ['a@x.example'], false, false],
    ['"unended <a@x.example>', [], false, false],
    ['a@x.example (unended', ['a@x.example'], false, false],
    ['a@@x.example', [], false, false],
    ['', [], true, false],
  ])('%s', (value, addresses, isClean, hasGroup) => {
    const list = readAddresses(value)
    expect(list.addresses.map((one) => one.address)).toEqual(addresses)
    expect(list).toMatchObject({ isClean, hasGroup })
  })

  it('are strict whatever comes: one @, no spaces, no control characters, and themselves again', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.emailAddress(), fc.string({ unit: 'binary' })), (text) => {
        const address = strictAddress(text)
        if (address === null) return
        expect(address).toMatch(/^[!-~]+@[a-z0-9.-]+$/)
        expect(address).not.toMatch(/[<>()",;:\\[\]]/)
        expect(strictAddress(address)).toBe(address)
        expect(readAddresses(address)).toMatchObject({ addresses: [{ address }], isClean: true })
      }),
    )
  })
})

describe('headers', () => {
  it('are read as they stand: doubled, folded, with odd line ends and spaces', () => {
    const { fields, bodyStart } = readHeader(
      Buffer.from('From: a@x.example\nFROM : b@x.example\r\nSubject: one\r\n\t two\r\nno colon\r\n\r\nbody: x'),
    )
    expect(fields).toEqual([
      { name: 'from', value: 'a@x.example' },
      { name: 'from', value: 'b@x.example' },
      { name: 'subject', value: 'one two' },
    ])
    expect(bodyStart).toBe(Buffer.from('From: a@x.example\nFROM : b@x.example\r\nSubject: one\r\n\t two\r\nno colon\r\n\r\n').length)
  })

  it('name only Message-IDs that can stand in ours', () => {
    expect(readMessageIds('<a@x> junk <b@x><a@x> <no-at> <c d@x> <e@x')).toEqual(['<a@x>', '<b@x>'])
    expect(isMessageId(`<${'x'.repeat(400)}@x>`)).toBe(false)
    expect(isMessageId('<a@x>\r\nBcc: y')).toBe(false)
  })
})

describe('HTML as text', () => {
  it.each([
    ['<p>One</p><p>Two</p>', 'One\n\nTwo'],
    ['One<br>Two<br/><br/>Three', 'One\nTwo\n\nThree'],
    ['<div>One</div><div>Two</div>', 'One\nTwo'],
    ['a  lot\n of   space', 'a lot of space'],
    ['<ul><li>x<li>y</ul>', '- x\n- y'],
    ['<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>', 'a b\nc'],
    ['<blockquote>old<blockquote>older</blockquote></blockquote>new', '> old\n>\n> > older'],
    ['<a href="https://x.example/y">here</a>', 'here (https://x.example/y)'],
    ['<a href="https://x.example/y">x.example</a>', 'x.example'],
    ['<a href="javascript:x">here</a>', 'here'],
    ['&lt;b&gt; &amp;amp; &eacute; &#8364; &#x20AC; &#0; &unknown;', '<b> &amp; é € € &unknown;'],
    ['<style>p{}</style><script>x</script><!-- y --><title>z</title>ok', 'ok'],
    ['1 < 2 and 3 > 2', '1 < 2 and 3 > 2'],
    ['open <b', 'open <b'],
    ['<script>never closed', ''],
  ])('%s', (html, text) => {
    expect(htmlToText(html).startsWith(text)).toBe(true)
  })

  it('stays within its length, and takes time by length only', () => {
    expect(htmlToText('<p>word</p>'.repeat(100_000), 1_000).length).toBeLessThanOrEqual(1_000)
    for (const piece of ['<', '<a ', '</', '<!--', '&', '<blockquote>', '<td>', '<a href="https://x.example">', ' ', '<br>', '"'])
      expect(htmlToText(piece.repeat(200_000)).length).toBeLessThanOrEqual(500_000)
  })
})

describe('text as HTML', () => {
  it.each([
    ['One & <b>\n"two"\n\nThree', '<p dir="auto">One &amp; &lt;b&gt;<br>\n&quot;two&quot;</p>\n<p dir="auto">Three</p>'],
    [
      'See https://shop.example/a?b=1&c="2".',
      '<p dir="auto">See <a href="https://shop.example/a?b=1&amp;c=">https://shop.example/a?b=1&amp;c=</a>&quot;2&quot;.</p>',
    ],
    ['(http://shop.example).', '<p dir="auto">(<a href="http://shop.example">http://shop.example</a>).</p>'],
    ['javascript:alert(1) and https:// alone', '<p dir="auto">javascript:alert(1) and https:// alone</p>'],
  ])('%s', (text, html) => {
    expect(textToHtml(text)).toBe(html)
  })
})

describe('letters for which no charset is named', () => {
  const parsed = (head: string, body: string) =>
    parseMail(Buffer.from(`From: Ren\xe9 <rene@x.example>\r\nSubject: Caf\xe9\r\n${head}\r\n${body}`, 'latin1'))
  it.each([
    ['of old programs', '', 'Gr\xfc\xdfe f\xfcr 5 \x80', 'Grüße für 5 €'],
    ['of new ones', 'Content-Type: text/plain\r\n', Buffer.from('Grüße').toString('latin1'), 'Grüße'],
    ['but in the head', 'Content-Type: text/plain; charset=koi8-r\r\n', '\xf0\xd2\xc9', 'При'],
  ])('are read: %s', async (_what, head, body, text) => {
    expect(await parsed(head, body)).toMatchObject({ text, subject: 'Café', names: { 'rene@x.example': 'René' } })
  })
})

describe('what is new in an answer', () => {
  it.each([
    ['New.\n\nOn 1 June 2026, Bo wrote:\n> Old\n> older', 'New.'],
    ['New.\n\nAm 1. Juni 2026 schrieb Bo <bo@larkfield.example>:\n\n> Alt', 'New.'],
    ['New.\n\n-----Original Message-----\nFrom: Bo\nOld', 'New.'],
    ['New.\n\nFrom: Bo\nSent: Monday\nTo: Marta\nSubject: x\n\nOld', 'New.'],
    ['New.\n\n*Von:* Bo\n*Gesendet:* Montag\n*An:* Marta\n\nAlt', 'New.'],
    ['Is this yours?\n\n---------- Forwarded message ---------\nFrom: Bo\nDate: Monday\nSubject: x\n\nOld', 'Is this yours?'],
    ['New.\n\n________________________________\nFrom: Bo\nSent: Monday\nTo: Marta\n\nOld', 'New.'],
    [
      '---------- Forwarded message ---------\nFrom: Bo\nDate: Monday\nTo: Marta\n\nInvoice 8842',
      '---------- Forwarded message ---------\nFrom: Bo\nDate: Monday\nTo: Marta\n\nInvoice 8842',
    ],
    ['> Question one?\nYes.\n> Question two?\nNo.', '> Question one?\nYes.\n> Question two?\nNo.'],
    ['> only a quote', '> only a quote'],
    ['From: the start of a letter\nthat quotes nothing', 'From: the start of a letter\nthat quotes nothing'],
    ['The list:\n> one\n> two', 'The list:'],
    ['No quote at all.', 'No quote at all.'],
    ['', ''],
  ])('%s', (text, visible) => {
    expect(visibleText(text)).toBe(visible)
  })

  it('is a part of the text, whatever it is', () => {
    const line = fc.oneof(
      fc.string(),
      fc.constantFrom('> x', 'From: a', 'Sent: b', 'To: c', 'On 1 June, x wrote:', '', '---- Original Message ----'),
    )
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const text = lines.join('\n')
        expect(text.startsWith(visibleText(text))).toBe(true)
      }),
    )
  })
})

describe('an invitation', () => {
  const ics = (what: string): string => `BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:${what}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n`
  const part = (type: string, body: string, more = ''): string => `--b\r\nContent-Type: ${type}\r\n${more}\r\n${body}\r\n`
  const file = (name: string, body: string): string =>
    part(
      'application/ics',
      Buffer.from(body).toString('base64'),
      `Content-Disposition: attachment; filename=${name}\r\nContent-Transfer-Encoding: base64\r\n`,
    )
  const files = async (...parts: string[]): Promise<string[]> => {
    const head = 'From: marta@rivet.example\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n'
    const { attachments } = await parseMail(Buffer.from(`${head}${part('text/plain', 'Come')}${parts.join('')}--b--\r\n`))
    return attachments.map(({ name, type }) => `${name} ${type}`.trim())
  }
  const shown = part('text/calendar; method=REQUEST', ics('Fitting'))

  it('that comes as a part and as a file is one file', async () => {
    expect(await files(shown, file('invite.ics', ics('Fitting')))).toEqual(['invite.ics application/ics'])
  })

  it('is kept where no file says the same', async () => {
    expect(await files(shown)).toEqual(['text/calendar'])
    expect(await files(shown, file('other.ics', ics('Another day')))).toEqual(['text/calendar', 'other.ics application/ics'])
    expect(await files(file('a.ics', ics('Fitting')), file('b.ics', ics('Fitting')))).toHaveLength(2)
  })
})
