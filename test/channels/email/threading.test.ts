import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTokens, fromBase32 } from '../../../server/channels/email/tokens.ts'
import { base32 } from '../../../server/platform/ids.ts'
import { type MailDesk, openMailDesk, outbound, REPLY_DOMAIN, SUPPORT } from './mail-desk.ts'
import { deliver, rawMail } from './smtp-client.ts'

const DAY = 86_400_000
const from = { From: 'Marta <marta@rivet.example>', Subject: 'Gear slips' }

describe('reply tokens (E3)', () => {
  const tokens = createTokens((purpose) => Buffer.alloc(32, purpose))
  const now = Date.UTC(2026, 5, 1)
  const token = tokens.reply('email:root', 'marta@rivet.example', now)

  it('name their thread, whatever a mail system does to their letters', () => {
    for (const one of [token, token.toUpperCase()])
      expect(tokens.readReply(one, now)).toEqual({ threadKey: tokens.threadKeyOf('email:root'), isOld: false })
  })

  it('fit into a local part and hold 128 bits nobody can guess', () => {
    expect(`reply+${token}`.length).toBeLessThanOrEqual(64)
    expect(fromBase32(token.slice(1))?.length).toBe(15 + 2 + 2 + 16)
  })

  it('differ for each recipient and thread', () => {
    expect(tokens.reply('email:root', 'jonas@rivet.example', now)).not.toBe(token)
    expect(tokens.reply('email:other', 'marta@rivet.example', now)).not.toBe(token)
  })

  it('are refused when shortened, made longer or changed in any one place', () => {
    expect(tokens.readReply(token.slice(0, -1), now)).toBeNull()
    expect(tokens.readReply(`${token}a`, now)).toBeNull()
    expect(tokens.readReply('', now)).toBeNull()
    for (let at = 0; at < token.length; at++) {
      const changed = token.slice(0, at) + (token[at] === 'b' ? 'c' : 'b') + token.slice(at + 1)
      expect(tokens.readReply(changed, now), `place ${at}`).toBeNull()
    }
  })

  it('are refused when made with another key', () => {
    const others = createTokens((purpose) => Buffer.alloc(32, `other ${purpose}`))
    expect(tokens.readReply(others.reply('email:root', 'marta@rivet.example', now), now)).toBeNull()
  })

  it('stop routing 180 days after they were given out', () => {
    expect(tokens.readReply(token, now + 180 * DAY)?.isOld).toBe(false)
    expect(tokens.readReply(token, now + 181 * DAY)?.isOld).toBe(true)
  })

  it('say nothing about bounces and Message-IDs, nor those about them', () => {
    const [bounce, id] = [tokens.bounce('m_abc'), tokens.messageId('m_abc', 'x.example')]
    expect(tokens.readBounce(bounce.toUpperCase())).toBe('m_abc')
    expect(tokens.readMessageId(id)).toBe('m_abc')
    expect(tokens.readBounce(bounce.replace('m_abc', 'm_abd'))).toBeNull()
    expect(tokens.readBounce(`bounce+${id.slice(1).split('@')[0]}`)).toBeNull()
    expect(tokens.readMessageId(`<${bounce.slice('bounce+'.length)}@x.example>`)).toBeNull()
  })

  it('have one spelling', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(fromBase32(base32(bytes))).toEqual(Buffer.from(bytes))
      }),
    )
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (text) => {
        const bytes = fromBase32(text)
        expect(bytes === null || base32(bytes) === text).toBe(true)
      }),
    )
  })
})

describe('how a mail finds its thread', () => {
  let desk: MailDesk
  beforeAll(async () => {
    desk = await openMailDesk({ closedAt: async (key) => closed.get(key) ?? null })
  })
  afterAll(() => desk.close())
  const closed = new Map<string, Date | null>()

  it('begins one by its own Message-ID', async () => {
    const first = await desk.receive({ ...from, 'Message-ID': '<one@rivet.example>' })
    expect(first).toMatchObject({ threadKeys: [], checkSender: false })
    const second = await desk.receive({ ...from, 'Message-ID': '<two@rivet.example>', 'In-Reply-To': '<one@rivet.example>' })
    expect(second.threadKeys).toEqual([first.ownThreadKey])
    expect(second.checkSender).toBe(true)
    const third = await desk.receive({ ...from, References: '<one@rivet.example> <two@rivet.example>' })
    expect(third.threadKeys).toEqual([second.aliasKeys?.[0], first.ownThreadKey])
    expect(third.ownThreadKey).toBe(first.ownThreadKey)
  })

  it('keeps the address that it asks to be answered at, unless that is its sender’s or ours', async () => {
    const asks = async (address: string) => (await desk.receive({ ...from, 'Reply-To': address })).context?.answerTo
    expect(await asks('Carla Real <Carla@out.example>')).toBe('carla@out.example')
    expect(await asks('marta@rivet.example')).toBeUndefined()
    expect(await asks('support@larkfield.example')).toBeUndefined()
    expect(await asks('"a\r\n b"@out.example')).toBeUndefined()
  })

  it('never goes by its subject (E3)', async () => {
    const one = await desk.receive({ ...from, Subject: 'Case 1042' })
    const two = await desk.receive({ ...from, Subject: 'Re: Case 1042' })
    expect(two).toMatchObject({ threadKeys: [], checkSender: false })
    expect(two.ownThreadKey).not.toBe(one.ownThreadKey)
  })

  it('follows our reply address before anything it refers to, and has its sender checked (E2)', async () => {
    const sent = outbound()
    const keys = desk.channel.keysFor?.(sent) ?? []
    const tokens = createTokens(desk.platform.keyFor)
    const token = tokens.reply('email:root', 'marta@rivet.example', Date.now())
    for (const address of [`reply+${token}@${REPLY_DOMAIN}`, `REPLY+${token.toUpperCase()}@${REPLY_DOMAIN.toUpperCase()}`]) {
      const answer = await desk.receive({ ...from, 'In-Reply-To': '<else@rivet.example>' }, undefined, { to: [address] })
      expect(keys).toContain(answer.threadKeys[0])
      expect(answer).toMatchObject({ checkSender: true, receivedBy: [SUPPORT] })
      expect(answer.threadKeys).toHaveLength(2)
    }
  })

  it('follows the Message-ID of our own mail', async () => {
    const sent = outbound()
    const id = createTokens(desk.platform.keyFor).messageId(sent.message.id, REPLY_DOMAIN)
    const answer = await desk.receive({ ...from, 'In-Reply-To': id })
    expect(desk.channel.keysFor?.(sent)).toContain(answer.threadKeys[0])
    expect(answer.checkSender).toBe(true)
  })

  it('follows an old reply address until 180 days after its case was closed, then takes mail for it and follows references only (E3)', async () => {
    const tokens = createTokens(desk.platform.keyFor)
    const key = tokens.threadKeyOf('email:root')
    const to = [`reply+${tokens.reply('email:root', 'marta@rivet.example', Date.now() - 400 * DAY)}@${REPLY_DOMAIN}`]
    const given = async (closedAt: Date | null) => {
      closed.set(key, closedAt)
      const { threadKeys, context } = await desk.receive(from, undefined, { to })
      return [threadKeys, context?.replyAddress]
    }
    expect(await given(null)).toEqual([[key], undefined])
    expect(await given(new Date(Date.now() - 179 * DAY))).toEqual([[key], undefined])
    expect(await given(new Date(Date.now() - 181 * DAY))).toEqual([[], 'expired'])
  })

  it('keeps the sender of a captured token as who they are, and Cc as claimed', async () => {
    const token = createTokens(desk.platform.keyFor).reply('email:root', 'marta@rivet.example', Date.now())
    const mail = { From: 'eve@evil.example', Cc: 'Jonas <jonas@rivet.example>, support@larkfield.example', Subject: 'x' }
    const message = await desk.receive(mail, undefined, { to: [`reply+${token}@${REPLY_DOMAIN}`], from: 'eve@evil.example' })
    expect(message).toMatchObject({ checkSender: true, from: { address: 'eve@evil.example', trust: 'claimed' } })
    expect(message.participants).toEqual([{ channel: 'email', address: 'jonas@rivet.example', name: 'Jonas', trust: 'claimed' }])
  })

  it('bears thousands of references and keeps the nearest and the first', async () => {
    const ids = Array.from({ length: 90 }, (_, at) => `<r${at}@rivet.example>`)
    const message = await desk.receive({ ...from, References: ids.join('\n ') })
    expect(message.threadKeys.length).toBeLessThanOrEqual(50)
    const first = await desk.receive({ ...from, 'In-Reply-To': '<r0@rivet.example>' })
    expect(message.threadKeys.at(-1)).toBe(first.threadKeys[0])
    expect((await deliver(desk.port, rawMail({ ...from, References: '<x@y> '.repeat(20_000) }))).code).toBe(250)
  })
})
