import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createSmsChannel } from '../../server/channels/twilio/messages/sms-channel.ts'
import { threadKeyOf } from '../../server/channels/twilio/messages/thread-key.ts'
import type { OutboundMessage } from '../../server/hub/index.ts'
import { AppError } from '../../server/platform/errors.ts'
import type { StaffActor } from '../../server/staff/index.ts'
import { waitFor } from '../wait-for.ts'
import { by, commandId, OUR_NUMBER, openPhoneDesk, type PhoneDesk } from './phone-desk.ts'

let desk: PhoneDesk
let ida: StaffActor
let number = 0
const somebody = (): string => `+1202555${String(6000 + number++)}`
const setCaps = (caps: Record<string, number>) => desk.calls.settings.edit(by, { caps, commandId: commandId() })
const free = { deskMinutesDay: 3000, deskDay: 2000, customerHour: 4 }

beforeAll(async () => {
  desk = await openPhoneDesk()
  await desk.calls.outbound.claim('somebody', { id: 'an earlier call', to: somebody(), ringsCustomer: false })
  await desk.calls.outbound.over('an earlier call')
})
afterAll(() => desk?.close())
beforeEach(async () => {
  await setCaps(free)
  ida = await desk.afresh()
})

/** Of each door to the world outside: what stands ready, and what goes out by it. */
interface Door {
  ready(to?: string): Promise<() => Promise<unknown>>
  /** How whoever asked learns that it did not. */
  says: 'refuses' | 'goes on'
}
const inTalk =
  (act: (callId: string, to: string) => Promise<unknown>): Door['ready'] =>
  async (to) => {
    const { callId } = await desk.talk(ida, { from: somebody() })
    return () => act(callId, to ?? somebody())
  }
const doors: Record<string, Door> = {
  'a call of ours': {
    says: 'refuses',
    ready:
      async (to = somebody()) =>
      () =>
        desk.calls.startCall(ida, { to, commandId: commandId() }),
  },
  'a transfer': {
    says: 'refuses',
    ready: inTalk((callId, number) => desk.calls.transferCall(ida, { ...desk.command(callId), to: { number } })),
  },
  'a consult': {
    says: 'refuses',
    ready: inTalk((callId, number) => desk.calls.beginConsult(ida, { ...desk.command(callId), to: { number } })),
  },
  'a callback': {
    says: 'goes on',
    ready: async () => {
      const line = await desk.ring(somebody())
      for (const key of ['5', '1']) await desk.carrier.key(line, key)
      return async () => {
        const { callback } = await desk.inPhase(line.callId, 'waiting')
        if (callback?.dueAt) await desk.passes(Date.parse(callback.dueAt) - desk.platform.clock.now() + 1000)
        await desk.accept(ida, line.callId)
        await desk.join(ida, line.callId)
        await desk.carrier.settled()
      }
    },
  },
  'a transfer by the menu': { says: 'goes on', ready: async () => async () => desk.carrier.key(await desk.ring(somebody()), '8') },
  'a text message': {
    says: 'refuses',
    ready: async (to = somebody()) => {
      const channel = createSmsChannel({
        platform: desk.platform,
        rest: async () => {
          desk.carrier.asked.push('dial by text')
          throw new AppError('sent', 'unavailable', 'It went as far as the carrier.')
        },
        addresses: { status: () => '' } as never,
        optOuts: { isOut: async () => false } as never,
        textFiles: { addressOf: () => '' },
        verdictOn: (number, who) => desk.calls.outbound.look(number, who, false),
        connect: () => {},
        check: async () => [],
      })
      const message = { id: commandId(), text: 'Hello', attachments: [], authorId: ida.id, delivery: null, sentAt: new Date() }
      const outgoing = { message, threadKey: threadKeyOf(OUR_NUMBER, to), references: [] } as unknown as OutboundMessage
      return () => channel.send(outgoing)
    },
  },
}
/** What the gate let out, and what reached the carrier. */
const wentOut = async (): Promise<[number, number]> => [
  await desk.platform.connection.collection('dialled').countDocuments(),
  desk.carrier.asked.filter((one) => one.startsWith('dial')).length,
]

describe('what goes out (SECURITY P1)', () => {
  it.each(Object.entries(doors))('by %s is stopped with the whole desk, and goes on when it is let', async (_door, { ready, says }) => {
    const go = await ready()
    const before = await wentOut()
    await setCaps({ deskMinutesDay: 1 })
    const gone = go()
    if (says === 'refuses') await expect(gone).rejects.toMatchObject({ code: 'spend-stop', kind: 'rate-limited' })
    else await gone
    await desk.carrier.settled()
    expect(await wentOut()).toEqual(before)

    await setCaps(free)
    await desk.staff.setPresence(ida, { userId: ida.id, presence: 'available', commandId: commandId() })
    // A text says that it came as far as the carrier, which is not there.
    await go().catch((error: AppError) => expect(error.code).toBe('sent'))
    const after = await waitFor(
      async () => {
        const now = await wentOut()
        return now[0] + now[1] > before[0] + before[1] ? now : undefined
      },
      { what: 'something that went out' },
    )
    expect(after).not.toEqual(before)
  })

  const asked = Object.entries(doors).filter(([, { says }]) => says === 'refuses')
  const EXPENSIVE = 'This kind of number costs extra, so it is not called from here.'
  const EMERGENCY = 'Emergency numbers are not called from here. Use a phone at the place where help is needed.'
  const country = (name: string): string => `Calls to ${name} are not allowed here. An admin can allow countries under Settings, Phone.`
  const refused: [string, string, string][] = [
    ['+19005551234', 'expensive', EXPENSIVE],
    ['+18765551234', 'country', country('Jamaica')],
    ['+88216555123', 'country', country('this network')],
    ['+448712345678', 'country', country('United Kingdom')],
    ['911', 'emergency', EMERGENCY],
    ['112', 'emergency', EMERGENCY],
    ['22000', 'short-number', 'Short numbers are not called from here.'],
    [OUR_NUMBER, 'own-number', 'This is one of our own numbers.'],
  ]
  it.each(asked)('by %s reaches no number of the table, and says why not', async (_door, { ready }) => {
    for (const [to, code, message] of refused) {
      const go = await ready(to)
      const before = await wentOut()
      await expect(go(), to).rejects.toMatchObject({ code, kind: 'invalid', message })
      await desk.carrier.settled()
      expect(await wentOut(), to).toEqual(before)
      ida = await desk.afresh()
    }
  })
  it('by a transfer that is fixed in a menu reaches no number of the table, and the caller goes on in the menu', async () => {
    // The others no menu may name.
    const numbers = refused.map(([to]) => to).filter((to) => to.startsWith('+'))
    const choice = (at: number) => `      - { key: ${at + 1}, text: { en: "To number ${at + 1}." }, next: out-${at} }`
    const transfer = (to: string, at: number) =>
      `  out-${at}:\n    do: transfer\n    to: { number: "${to}" }\n    text: { en: I connect you. }\n    otherwise: bye`
    const flow = [
      'title: Ways out\nlanguages: { en: en-GB }\nzone: Europe/Berlin\nsteps:\n  main:\n    do: menu\n    text: { en: Where to? }\n    choices:',
      ...numbers.map((_, at) => choice(at)),
      '    again: { en: That was none of them. }\n    otherwise: bye',
      ...numbers.map(transfer),
      '  bye:\n    do: hang-up\n    text: { en: Goodbye. }\n',
    ].join('\n')
    const other = await openPhoneDesk({ flowFiles: { 'main.flow.yaml': flow } })
    try {
      for (const [at, to] of numbers.entries()) {
        const line = await other.ring(`+1202555${5000 + at}`)
        expect(line.heard, to).toContain('Where to?')
        await other.carrier.key(line, String(at + 1))
        await other.carrier.settled()
        expect(line.heard.join(' '), to).toContain('Goodbye.')
      }
      expect(await other.platform.connection.collection('dialled').countDocuments()).toBe(0)
      expect(other.carrier.asked.filter((one) => one.startsWith('dial'))).toEqual([])
    } finally {
      await other.close()
    }
  })
  it.each(refused.filter(([to]) => to !== OUR_NUMBER))('by a callback reaches no %s, from which somebody seems to call', async (from) => {
    const before = await wentOut()
    const line = await desk.ring(from)
    for (const key of ['5', '1']) if (line.waits.at === 'gather') await desk.carrier.key(line, key)
    await desk.carrier.hangUp(line)
    await desk.passes(60_000)
    await desk.carrier.settled()
    expect(await wentOut()).toEqual(before)
    expect((await desk.stateOf(line.callId)).callback).toBeNull()
  })

  it('tells admins and supervisors that the day’s limit is reached, once a day in the audit, and as long as it holds', async () => {
    const admin = await desk.addAgent('Ada', 'admin')
    expect(await desk.calls.outbound.readStop(admin)).toEqual({ stop: null })
    await setCaps({ deskDay: 1 })
    for (let tries = 0; tries < 2; tries++)
      await expect(desk.calls.startCall(ida, { to: somebody(), commandId: commandId() })).rejects.toMatchObject({ code: 'too-often' })
    expect(await desk.calls.outbound.readStop(admin)).toEqual({ stop: { what: 'calls', limit: 1 } })
    await expect(desk.calls.outbound.readStop(ida)).rejects.toMatchObject({ kind: 'forbidden' })
    const { items } = await desk.staff.readAudit(by, { limit: 100 })
    const told = items.filter((one) => one.what === 'call-audit.outbound-stopped' && one.facts.what === 'calls')
    expect(told.map((one) => one.facts)).toMatchObject([{ what: 'calls', limit: 1 }])
    await desk.passes(25 * 3_600_000)
    expect(await desk.calls.outbound.readStop(admin)).toEqual({ stop: null })
  })

  it('takes no line any more when its agent never came to theirs', async () => {
    const count = () => desk.platform.connection.collection('dialled').countDocuments({ by: ida.id, isOver: false })
    const { call } = await desk.calls.startCall(ida, { to: somebody(), commandId: commandId() })
    expect(await count()).toBe(1)
    await desk.passes(21_000)
    await desk.inPhase(call.id, 'ended')
    await waitFor(async () => (await count()) === 0, { what: 'a line that is free' })
  })

  it('for what cannot be read keeps no other line', async () => {
    const { connection } = desk.platform
    const of = (callId: string) => ({ stream: `call:${callId}` }) as never
    const change = { type: 'call.of-tomorrow' }
    const unread = { _id: 'call:call_unread/first', ...(of('call_unread') as object), seq: 1, at: new Date(), by: 'somebody', change }
    await connection.collection('entries').insertOne(unread as never)
    for (const id of ['call_unread:l2', 'call_unbegun:l2'])
      await desk.calls.outbound.claim(ida.id, { id, to: somebody(), ringsCustomer: false })
    await desk.passes(61_000)
    await desk.calls.reconcile()
    const left = await connection.collection('dialled').find({ isOver: false }).toArray()
    await connection.collection('entries').deleteOne(of('call_unread'))
    await desk.calls.outbound.over('call_unread:l2')
    expect(left.map((one) => String(one._id))).toEqual(['call_unread:l2'])
  })

  it('again by the same name is let out for the number it was for, and counted for any other', async () => {
    const [one, other] = [somebody(), somebody()]
    const claim = (to: string, id = 'the same leg') => desk.calls.outbound.claim(ida.id, { id, to, ringsCustomer: true })
    const refused = { code: 'too-often', kind: 'rate-limited' }
    await claim(one)
    await setCaps({ agentHour: 1 })
    await claim(one)
    await expect(claim(other)).rejects.toMatchObject(refused)
    await setCaps({ agentHour: 40, numberHour: 1 })
    await claim(other)
    await expect(claim(other, 'another leg')).rejects.toMatchObject(refused)
    await claim(one, 'a third leg')
    await setCaps({ numberHour: 3 })
    for (const id of ['the same leg', 'a third leg']) await desk.calls.outbound.over(id)
  })

  it('to one customer is counted over all of their numbers', async () => {
    const [one, other] = [somebody(), somebody()]
    const customerOf = async (from: string): Promise<string> => {
      const line = await desk.intoQueue(from)
      const { customerId } = await desk.callIs(line.callId, 'filed', (call) => call.customerId !== null)
      await desk.carrier.hangUp(line)
      return customerId ?? ''
    }
    const [customerId, otherId] = [await customerOf(one), await customerOf(other)]
    await setCaps({ customerHour: 1 })
    await desk.calls.outbound.claim(ida.id, { id: 'to one', to: one, ringsCustomer: true })
    await desk.calls.outbound.claim(ida.id, { id: 'to a stranger', to: other, ringsCustomer: true })
    await setCaps({ customerHour: 2 })
    await desk.customers.mergeCustomers(by, { customerId, otherId, withOpenCases: false, commandId: commandId() })
    await expect(desk.calls.outbound.claim(ida.id, { id: 'to the other', to: other, ringsCustomer: true })).rejects.toMatchObject({
      code: 'too-often',
      message: 'This customer was called 2 times within an hour. That is the limit.',
    })
    expect(await desk.calls.outbound.look(one, ida.id, false)).toMatchObject({ isAllowed: true })
  })
})
