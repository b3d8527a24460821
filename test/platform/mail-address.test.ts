import { expect, it } from 'vitest'
import { Inbound } from '../../server/channels/api/wire.ts'
import { LeaveAddress } from '../../server/channels/chat/wire.ts'
import { loadConfig } from '../../server/config.ts'
import { strictAddress } from '../../server/platform/mail/address.ts'
import { mailAddress } from '../../server/platform/wire/mail-address.ts'
import { looksLikeAddress } from '../../widget/app/address.ts'

/** By every door of the desk one person is to have one address. */
const doors: [string, (address: string) => string | null | undefined][] = [
  ['mail', strictAddress],
  ['the API', (email) => Inbound.parse({ externalId: '1', from: { email }, text: 'x' }).from.email],
  ['the widget', (email) => (looksLikeAddress(email) ? LeaveAddress.parse({ email }).email : null)],
  ['MAILBOXES', (address) => loadConfig({ MAILBOXES: `b@c.example, ${address}` }).smtp.mailboxes[1]],
]
it.each(doors)('takes by %s an address whose domain has letters of its own, by its name in the DNS', (_door, read) => {
  expect(read('hilfe@räder-köln.example')).toBe('hilfe@xn--rder-kln-0za9p.example')
  expect(read('hilfe@räder-köln.example')).toBe(read('hilfe@xn--rder-kln-0za9p.example'))
  expect(read('hilfe@rider.example')).toBe('hilfe@rider.example')
})

it('takes the domain of reply addresses likewise', () => {
  expect(loadConfig({ REPLY_DOMAIN: 'Antwort.Räder.example' }).smtp.replyDomain).toBe('antwort.xn--rder-loa.example')
  for (const REPLY_DOMAIN of ['localhost', 'räder.example/a', 'a@räder.example', 'räder..example'])
    expect(() => loadConfig({ REPLY_DOMAIN })).toThrow(/REPLY_DOMAIN/)
})

const strange = [
  'ä@b.example',
  'a@ä.example/b',
  'a@b.example/c',
  'a@ä.example?b',
  'a@b.example#c',
  'a@ä.example:25',
  'a@ä example',
  'a@ä..example',
]
it.each([...strange, 'a@%c3%a4.example', 'a@ä.example\\b', 'a@ä.example@b', '@ä.example'])('still refuses %s', (address) => {
  expect(strictAddress(address)).toBeNull()
  expect(mailAddress(254).safeParse(address).success).toBe(false)
  expect(() => loadConfig({ MAILBOXES: address })).toThrow(/MAILBOXES/)
})

it('counts what is left of it', () => {
  expect(mailAddress(20).safeParse('a@räder-köln.example').success).toBe(false)
})
