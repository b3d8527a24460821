import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { InboundMessage } from '../../../server/hub/index.ts'
import { limits } from '../../../server/limits.ts'
import { AppError } from '../../../server/platform/errors.ts'
import { outbound } from '../email/mail-desk.ts'
import { type Answer, type Asked, refusal } from './api-server.ts'
import { OUR_NUMBER, openTwilioDesk, PUBLIC_URL, sidOf, type TwilioDesk, type World } from './twilio-desk.ts'
import { readXml } from './twiml-contract.ts'

let desk: TwilioDesk
beforeAll(async () => {
  desk = await openTwilioDesk()
})
afterAll(() => desk?.close())
const begin = (world: Partial<World> = {}): TwilioDesk => {
  desk.begin(world)
  return desk
}

/** Each test has people of its own: who opts out stays out. */
let people = 0
const somebody = (): string => `+1202555${String(1000 + ++people)}`
let sids = 0
const textOf = (From: string, Body: string, more: Record<string, string> = {}) => ({
  MessageSid: sidOf('SM', ++sids),
  From,
  To: OUR_NUMBER,
  Body,
  NumMedia: '0',
  ...more,
})
const threadWith = (number: string): string => `sms:${OUR_NUMBER}:${number}`
const messages = (): InboundMessage[] => desk.events.filter((one): one is InboundMessage => one.type === 'message')
const answerTo = (number: string, given: Parameters<typeof outbound>[0] = {}, rest: Parameters<typeof outbound>[1] = {}) =>
  outbound(
    { channel: 'sms', text: 'It is on its way.', to: [{ channel: 'phone', address: number, trust: 'claimed' }], ...given },
    { threadKey: threadWith(number), account: OUR_NUMBER, ...rest },
  )
const isBlocked = async (number: string): Promise<boolean> =>
  (await desk.channel('sms').sendable({ threadKey: threadWith(number), lastInboundAt: null, lastInboundId: null }, new Date())) ===
  'blocked'
const made = (sid: string): Answer => ({ status: 201, json: { sid } })

describe('a text message that comes in', () => {
  it('is one message of one thread, from a number that is only claimed, and is answered by nothing', async () => {
    const { post } = begin()
    const from = somebody()
    const first = textOf(from, 'Where is my order?')
    for (const one of [first, textOf(from, 'Hello?'), first]) {
      const answer = await post('/sms', one)
      expect(answer.status).toBe(200)
      expect(readXml(answer.text)).toEqual({ name: 'Response', attributes: {}, children: [], text: '' })
    }
    expect(messages().map(({ text }) => text)).toEqual(['Where is my order?', 'Hello?'])
    expect(messages()[0]).toEqual({
      type: 'message',
      channel: 'sms',
      account: OUR_NUMBER,
      externalId: first.MessageSid,
      from: { channel: 'phone', address: from, trust: 'claimed' },
      text: 'Where is my order?',
      attachments: [],
      threadKeys: [threadWith(from)],
      ownThreadKey: threadWith(from),
      receivedBy: [OUR_NUMBER],
    })
  })

  it.each([
    ['a short code', '73873'],
    ['a name', 'PARCELCO'],
  ])('from %s makes nobody known, and cannot be answered', async (_what, From) => {
    const { post } = begin()
    await post('/sms', textOf(From, 'STOP'))
    expect(messages()[0]?.from).toEqual({ channel: 'sms', address: `${OUR_NUMBER}/${From}`, name: From, trust: 'claimed' })
    expect(await isBlocked(From)).toBe(true)
  })

  it.each([
    ['no id', { MessageSid: '' }],
    ['an id of something else', { MessageSid: sidOf('CA', 1) }],
    ['no sender', { From: '' }],
    ['another service’s sender', { From: 'whatsapp:+12025550168' }],
  ])('with %s is refused', async (_what, odd) => {
    const { post } = begin()
    expect((await post('/sms', { ...textOf(somebody(), 'x'), ...odd })).status).toBe(400)
    expect(messages()).toEqual([])
  })
})

describe('who wants no more', () => {
  it.each(['STOP', 'stop', ' Stop. ', 'STOPALL', 'UNSUBSCRIBE', 'END', 'QUIT', 'CANCEL', 'REVOKE', 'OPTOUT'])(
    'says %j, which is kept and asks for nobody',
    async (word) => {
      const { post, api } = begin()
      const from = somebody()
      expect(await isBlocked(from)).toBe(false)
      await post('/sms', textOf(from, word))
      expect(messages()).toEqual([expect.objectContaining({ text: word, isAutomatic: true, needsReply: false })])
      expect(await isBlocked(from)).toBe(true)
      await expect(desk.channel('sms').send(answerTo(from))).rejects.toMatchObject({ kind: 'invalid' })
      expect(api.asked).toEqual([])
    },
  )

  it.each(['Please stop writing to me', 'stop it', 'the end', 'START', 'yes', 'HELP'])('does not say %j', async (words) => {
    const { post } = begin()
    const from = somebody()
    await post('/sms', textOf(from, words))
    expect(messages()[0]?.needsReply).toBeUndefined()
    expect(await isBlocked(from)).toBe(false)
  })

  it.each(['START', 'yes', 'UNSTOP'])('comes back with %j', async (word) => {
    const { post } = begin()
    const from = somebody()
    await post('/sms', textOf(from, 'STOP'))
    await post('/sms', textOf(from, word))
    expect(messages()[1]).toMatchObject({ text: word, needsReply: false })
    expect(await isBlocked(from)).toBe(false)
  })

  it('says each word once, however often it comes', async () => {
    const { post, machine } = begin()
    const from = somebody()
    const stop = textOf(from, 'STOP')
    const start = textOf(from, 'START')
    for (const one of [stop, stop, start]) await post('/sms', one)
    await machine.advance(24 * 3_600_000)
    await post('/sms', stop)
    expect(await isBlocked(from)).toBe(false)
    await post('/sms', textOf(from, 'STOP'))
    await post('/sms', start)
    expect(await isBlocked(from)).toBe(true)
  })

  it('is known by the account’s own words, as Twilio reads them', async () => {
    const { post } = begin()
    const from = somebody()
    await post('/sms', textOf(from, 'ARRÊT', { OptOutType: 'STOP' }))
    expect(await isBlocked(from)).toBe(true)
  })

  it('is known by Twilio’s refusal, too', async () => {
    begin({ answer: () => refusal(400, 21610) })
    const to = somebody()
    await expect(desk.channel('sms').send(answerTo(to))).rejects.toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('STOP'),
    })
    expect(await isBlocked(to)).toBe(true)
  })

  it('leaves no number behind', async () => {
    const { post, platform } = begin()
    const from = somebody()
    await post('/sms', textOf(from, 'STOP'))
    const kept = JSON.stringify(await platform.connection.collection('sms_opt_outs').find({}).toArray())
    expect(kept).toContain('true')
    expect(kept).not.toContain(from.slice(-7))
  })
})

describe('a text message that goes out', () => {
  it('is given to Twilio with the way to tell what became of it', async () => {
    const sid = sidOf('SM', 900)
    const { api, post, events } = begin({ answer: () => made(sid) })
    const answer = answerTo(somebody())
    expect(await desk.channel('sms').send(answer)).toEqual({ externalId: sid })
    const callback = `${PUBLIC_URL}/webhooks/twilio/status?message=${answer.message.id}#rc=5&rp=all`
    expect(api.asked.map((one) => [one.method, one.path, Object.fromEntries(one.body)])).toEqual([
      ['POST', '/Messages', { To: answer.message.to[0]?.address, From: OUR_NUMBER, Body: 'It is on its way.', StatusCallback: callback }],
    ])
    for (const MessageStatus of ['queued', 'sent', 'delivered', 'read', 'odd'])
      expect((await post(callback, { MessageSid: sid, From: OUR_NUMBER, To: 'x', MessageStatus })).status).toBe(204)
    await post(callback, { MessageSid: sid, From: OUR_NUMBER, To: 'x', MessageStatus: 'undelivered', ErrorCode: '30003' })
    expect(events.map((one) => one.type === 'delivery' && [one.messageId, one.channel, one.state, one.reason])).toEqual([
      ...['sent', 'delivered', 'read'].map((state) => [answer.message.id, 'sms', state, undefined]),
      [answer.message.id, 'sms', 'failed', 'The phone could not be reached: it is off or has no network.'],
    ])
  })

  it.each<[string, Answer, string, number]>([
    ['is tried again after a refusal that passes', refusal(429, 20429), '', 2],
    ['waits when nobody knows whether it went out', { breaks: true }, 'unavailable', 1],
    ['fails for good for who has opted out', refusal(400, 21610), 'invalid', 1],
    ['fails for good outside the window', refusal(400, 63016), 'invalid', 1],
    ['fails for good to what takes no texts', refusal(400, 21614), 'invalid', 1],
  ])('%s', async (_what, answer, kind, times) => {
    let turn = 0
    const { api } = begin({ answer: () => (turn++ === 0 ? answer : made(sidOf('SM', 901))) })
    const said = await desk
      .channel('sms')
      .send(answerTo(somebody()))
      .catch((error: unknown) => error)
    expect(said).toMatchObject(kind ? { kind } : { externalId: sidOf('SM', 901) })
    expect(api.asked).toHaveLength(times)
  })

  it('is looked for before it is sent again, among those that are no other', async () => {
    const to = somebody()
    const now = new Date()
    const sent = (number: number, given: object = {}) => ({
      sid: sidOf('SM', number),
      to,
      from: OUR_NUMBER,
      body: 'It is on its way.',
      direction: 'outbound-api',
      date_created: now.toUTCString(),
      ...given,
    })
    const list = [
      sent(1, { body: 'Something else' }),
      sent(2, { direction: 'inbound' }),
      sent(3, { date_created: new Date(now.getTime() - 3_600_000).toUTCString() }),
      sent(4),
      sent(5),
    ]
    const answer = ({ method }: Asked): Answer =>
      method === 'GET' ? { json: { messages: list, next_page_uri: null } } : made(sidOf('SM', 99))
    const { api } = begin({ answer })
    const again = answerTo(to, { delivery: { state: 'sending', at: now, attempts: 2 } }, { references: [sidOf('SM', 4)] })
    expect(await desk.channel('sms').send(again)).toEqual({ externalId: sidOf('SM', 5) })
    expect(api.asked.map(({ method, query }) => [method, query.get('To'), query.get('From')])).toEqual([['GET', to, OUR_NUMBER]])
    expect(await desk.channel('sms').lookup?.(again)).toEqual({ externalId: sidOf('SM', 5) })
    list.pop()
    expect(await desk.channel('sms').lookup?.(again)).toBeNull()
    expect(await desk.channel('sms').send(again)).toEqual({ externalId: sidOf('SM', 99) })
  })

  it.each([
    ['country', 'Messages to this country are not allowed.', true],
    ['expensive', 'This kind of number costs extra.', true],
    ['do-not-call', 'This person asked not to be called.', true],
    // Said of calls, which are few and long.
    ['too-often', 'You have called 40 times within an hour.', false],
    ['too-many-at-once', '50 lines are in use.', false],
  ])('goes through the gate: %s', async (code, why, isRefused) => {
    const asked: string[][] = []
    const { api } = begin({
      answer: () => made(sidOf('SM', 902)),
      verdictOn: async (to, by) => {
        asked.push([to, by])
        return { isAllowed: false, code, why }
      },
    })
    const to = somebody()
    const said = await desk
      .channel('sms')
      .send(answerTo(to))
      .catch((error: unknown) => error)
    expect(said).toMatchObject(isRefused ? { code, kind: 'invalid', message: why } : { externalId: sidOf('SM', 902) })
    expect(asked).toEqual([[to, 'a_1']])
    expect(api.asked).toHaveLength(isRefused ? 0 : 1)
  })

  it.each([
    ['text-number', 'This number was sent', 'an hour'],
    ['text-author', 'You have sent', 'an hour'],
    ['text-desk', 'This desk has sent', 'an hour'],
    ['text-number-day', 'This number was sent', 'a day'],
    ['text-customer-day', 'This customer was sent', 'a day'],
    ['text-author-day', 'You have sent', 'a day'],
    ['text-desk-day', 'This desk has sent', 'a day'],
  ])('goes no oftener than %s allows, and says whose limit it is', async (row, whose, span) => {
    const keys = new Map<string, string>()
    expect(limits).toHaveProperty(row)
    const { api } = begin({
      limit: async (name, key) => {
        keys.set(name, key)
        if (name === row) throw new AppError('rate-limited', 'rate-limited', 'Too many requests.')
      },
    })
    const to = somebody()
    await expect(desk.channel('sms').send(answerTo(to))).rejects.toMatchObject({
      code: 'too-many-texts',
      kind: 'rate-limited',
      message: `${whose} as many text messages within ${span} as are allowed, so this one is not sent.`,
    })
    expect(api.asked).toEqual([])
    expect([...keys.values()].join(' ')).not.toContain(to)
    if (row === 'text-customer-day') expect(keys.get(row)).toBe(answerTo(to).message.customerId)
  })
})

describe('the channel of calls', () => {
  it('takes nobody’s writing', async () => {
    const voice = desk.channel('voice')
    expect(voice.label).toBe('Phone')
    expect(voice.capabilities).toMatchObject({ live: true, exclusive: true })
    expect(voice.sendable({ threadKey: 'call:x', lastInboundAt: null, lastInboundId: null }, new Date())).toBe('blocked')
    await expect(voice.send(answerTo(somebody()))).rejects.toMatchObject({ kind: 'invalid' })
    expect(voice.normalise('+1 (202) 555-0168')).toBe('+12025550168')
    expect(() => voice.normalise('anonymous')).toThrow()
  })
})
