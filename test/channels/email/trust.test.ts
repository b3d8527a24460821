import { generateKeyPairSync } from 'node:crypto'
import { dkimSign } from 'mailauth'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readSender } from '../../../server/channels/email/read-sender.ts'
import type { Resolver } from '../../../server/platform/mail/mail-reader.ts'
import { type MailDesk, openMailDesk } from './mail-desk.ts'
import { deliver, rawMail } from './smtp-client.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const published = publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
const keyRecord = `v=DKIM1; k=rsa; p=${published}`

/** What the world's name servers say: rivet.example signs, spf.example names our address as its sender, evil.example does both, honestly. */
const zone: Record<string, string> = {
  '_dmarc.rivet.example TXT': 'v=DMARC1; p=reject',
  's1._domainkey.rivet.example TXT': keyRecord,
  '_dmarc.spf.example TXT': 'v=DMARC1; p=none',
  'spf.example TXT': 'v=spf1 ip4:127.0.0.1 -all',
  's1._domainkey.nopolicy.example TXT': keyRecord,
  '_dmarc.evil.example TXT': 'v=DMARC1; p=reject',
  's1._domainkey.evil.example TXT': keyRecord,
  '_dmarc.strict.example TXT': 'v=DMARC1; p=reject; adkim=s; aspf=s',
  's1._domainkey.mail.strict.example TXT': keyRecord,
  's1._domainkey.strict.example TXT': keyRecord,
  'mail.strict.example TXT': 'v=spf1 ip4:127.0.0.1 -all',
  's1._domainkey.mail.rivet.example TXT': keyRecord,
  'evil.example TXT': 'v=spf1 ip4:127.0.0.1 -all',
}
const resolver: Resolver = async (domain, type) => {
  const found = zone[`${domain} ${type}`]
  if (!found) throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' })
  return [[found]]
}

const sign = async (
  raw: string,
  signingDomain: string,
  { headerList, ...more }: { headerList?: string; maxBodyLength?: number } = {},
): Promise<string> => {
  const { signatures } = await dkimSign(raw, {
    canonicalization: 'relaxed/relaxed',
    algorithm: 'rsa-sha256',
    signTime: new Date(),
    signatureData: [{ signingDomain, selector: 's1', privateKey: privateKey.export({ type: 'pkcs1', format: 'pem' }) as string, ...more }],
    ...(headerList ? { headerList } : {}),
  } as never)
  return signatures + raw
}

let count = 0
const mail = (fields: Record<string, string | string[]>): string =>
  rawMail({
    ...fields,
    To: 'support@larkfield.example',
    Subject: 'Refund',
    'Message-ID': `<${++count}@rivet.example>`,
    Date: new Date().toUTCString(),
  })

describe('how sure a sender is (E1)', () => {
  let desk: MailDesk
  beforeAll(async () => {
    desk = await openMailDesk({ resolver })
  })
  afterAll(() => desk.close())

  const receive = async (raw: string, from = 'bounces@nobody.example') => {
    const before = desk.messages.length
    expect((await deliver(desk.port, raw, { from })).code).toBe(250)
    const message = desk.messages[before]
    if (!message) throw new Error('nothing came')
    return message
  }

  it('is channel-verified with an aligned signature', async () => {
    const { from, context } = await receive(await sign(mail({ From: 'Marta <marta@rivet.example>' }), 'rivet.example'))
    expect(from).toMatchObject({ address: 'marta@rivet.example', trust: 'channel-verified' })
    expect(context).toMatchObject({ dkim: 'pass', dmarc: 'pass' })
  })

  it('is channel-verified with the signature of a sub-domain, unless the policy is strict', async () => {
    expect((await receive(await sign(mail({ From: 'marta@rivet.example' }), 'mail.rivet.example'))).from.trust).toBe('channel-verified')
    expect((await receive(await sign(mail({ From: 'x@strict.example' }), 'strict.example'))).from.trust).toBe('channel-verified')
    expect((await receive(await sign(mail({ From: 'x@strict.example' }), 'mail.strict.example'))).from.trust).toBe('claimed')
    expect((await receive(mail({ From: 'x@strict.example' }), 'x@mail.strict.example')).from.trust).toBe('claimed')
  })

  it('is channel-verified when the sending address is the one its domain names', async () => {
    const { from } = await receive(mail({ From: 'ann@spf.example' }), 'ann@spf.example')
    expect(from).toMatchObject({ address: 'ann@spf.example', trust: 'channel-verified' })
  })

  it.each<[string, () => Promise<string> | string, string]>([
    ['no signature', () => mail({ From: 'marta@rivet.example' }), 'marta@rivet.example'],
    [
      'a text changed after signing',
      async () => (await sign(mail({ From: 'marta@rivet.example' }), 'rivet.example')).replace('Good morning', 'Send money'),
      'marta@rivet.example',
    ],
    [
      'a sender changed after signing',
      async () => (await sign(mail({ From: 'marta@rivet.example' }), 'rivet.example')).replace('From: marta', 'From: victim'),
      'victim@rivet.example',
    ],
    ['a good signature of another domain', () => sign(mail({ From: 'marta@rivet.example' }), 'evil.example'), 'marta@rivet.example'],
    ['a domain without a policy', () => sign(mail({ From: 'x@nopolicy.example' }), 'nopolicy.example'), 'x@nopolicy.example'],
    [
      'two From fields, the forged one last',
      () => sign(mail({ From: ['eve@evil.example', 'victim@rivet.example'] }), 'evil.example'),
      'eve@evil.example',
    ],
    [
      'two From fields, the forged one first',
      () => sign(mail({ From: ['victim@rivet.example', 'eve@evil.example'] }), 'evil.example'),
      'victim@rivet.example',
    ],
    [
      'a second From field added to a signed mail',
      async () => `From: victim@rivet.example\r\n${await sign(mail({ From: 'eve@evil.example' }), 'evil.example')}`,
      'victim@rivet.example',
    ],
    ['two addresses in one field', () => sign(mail({ From: 'eve@evil.example, victim@evil.example' }), 'evil.example'), 'eve@evil.example'],
    [
      'an address as the name of another',
      () => sign(mail({ From: '"victim@good.example" <eve@evil.example>' }), 'evil.example'),
      'eve@evil.example',
    ],
    [
      'an address hidden in an encoded name',
      () => sign(mail({ From: `=?utf-8?b?${Buffer.from('victim@good.example').toString('base64')}?= <eve@evil.example>` }), 'evil.example'),
      'eve@evil.example',
    ],
    ['group syntax', () => sign(mail({ From: 'Us: eve@evil.example;' }), 'evil.example'), 'eve@evil.example'],
    ['a comment beside the address', () => sign(mail({ From: 'eve@evil.example <victim@rivet.example' }), 'evil.example'), ''],
    [
      'an Authentication-Results field of its own making',
      () => mail({ 'Authentication-Results': 'larkfield.example; dmarc=pass header.from=rivet.example', From: 'marta@rivet.example' }),
      'marta@rivet.example',
    ],
    [
      'a signature of the body’s beginning only',
      async () => `${await sign(mail({ From: 'marta@rivet.example' }), 'rivet.example', { maxBodyLength: 4 })}And send money.\r\n`,
      'marta@rivet.example',
    ],
    [
      'a signature that leaves the sender out',
      () => sign(mail({ From: 'marta@rivet.example' }), 'rivet.example', { headerList: 'subject:date:message-id' }),
      'marta@rivet.example',
    ],
  ])('is only claimed with %s', async (_what, make, address) => {
    const { from } = await receive(await make())
    expect(from.trust).toBe('claimed')
    if (address) expect(from.address).toBe(address)
  })

  it('is claimed, and the mail not lost, when there is no usable From at all', async () => {
    expect((await receive(mail({ From: 'undisclosed' }), 'ann@spf.example')).from).toMatchObject({
      address: 'ann@spf.example',
      trust: 'claimed',
    })
    expect((await receive(mail({}), '')).from).toMatchObject({
      address: expect.stringMatching(/^unknown-[a-z2-7]{12}@sender\.invalid$/),
      trust: 'claimed',
    })
  })
})

describe('whatever DMARC says', () => {
  const passed = (from: string[]) => ({ spf: 'pass', dkim: 'pass', dmarc: 'pass', from, isAligned: true })
  const fields = (...values: string[]) => values.map((value) => ({ name: 'from', value }))
  const own = ['eve@evil.example']

  it.each<[string, Parameters<typeof readSender>[0], string[], string]>([
    ['one plain address', fields('Eve <eve@evil.example>'), own, 'channel-verified'],
    ['its own address as name', fields('"eve@evil.example" <eve@evil.example>'), own, 'channel-verified'],
    ['a second, empty From field', fields('eve@evil.example', ''), own, 'claimed'],
    ['a group', fields('Us: eve@evil.example;'), own, 'claimed'],
    ['a list', fields('eve@evil.example, ann@evil.example'), own, 'claimed'],
    ['a second angle', fields('<ann@evil.example> <eve@evil.example>'), own, 'claimed'],
    ['another address judged', fields('victim@rivet.example'), own, 'claimed'],
    ['two addresses judged', fields('eve@evil.example'), [...own, 'victim@rivet.example'], 'claimed'],
  ])('%s', (_what, given, from, trust) => {
    expect(readSender(given, '', passed(from)).trust).toBe(trust)
  })
})

describe('without name servers', () => {
  it('a sandbox verifies nobody, loopback or not', async () => {
    const desk = await openMailDesk()
    const message = await desk.receive({ From: 'marta@rivet.example' })
    expect(message.from.trust).toBe('claimed')
    await desk.close()
  })

  it('name servers that fail leave the sender claimed and the mail taken', async () => {
    const desk = await openMailDesk({ resolver: () => Promise.reject(Object.assign(new Error('away'), { code: 'ESERVFAIL' })) })
    const raw = await sign(mail({ From: 'marta@rivet.example' }), 'rivet.example')
    expect((await deliver(desk.port, raw)).code).toBe(250)
    expect(desk.messages[0]?.from.trust).toBe('claimed')
    await desk.close()
  })
})
