import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { nuisanceDocument } from '../../server/calls/phone/nuisance.ts'
import type { StaffActor } from '../../server/staff/index.ts'
import { waitFor } from '../wait-for.ts'
import { by, commandId, openPhoneDesk, type PhoneDesk } from './phone-desk.ts'

let desk: PhoneDesk
let ada: StaffActor
beforeAll(async () => {
  desk = await openPhoneDesk()
})
afterAll(() => desk?.close())
beforeEach(async () => {
  ada = await desk.afresh('Ada')
})
const presenceOf = (agent: StaffActor) => desk.staff.memberOf(agent.id)?.presence
const wrapUp = (agent: StaffActor, callId: string, more: { disposition?: string } = {}) =>
  desk.calls.wrapUp(agent, { ...desk.command(callId), ...more, isDone: true })

describe('a break after this call', () => {
  it('begins when the call is wrapped up, before anything else is offered, and once', async () => {
    const { caller, callId } = await desk.talk(ada)
    await desk.staff.askBreak(ada, { isAsked: true, commandId: commandId() })
    expect(desk.staff.memberOf(ada.id)).toMatchObject({ presence: 'available', isBreakAsked: true })
    const next = await desk.intoQueue()
    await desk.carrier.hangUp(caller)
    await desk.inPhase(callId, 'wrap-up')
    expect(presenceOf(ada)).toBe('available')
    await wrapUp(ada, callId)
    await waitFor(() => presenceOf(ada) === 'away', { what: 'the break' })
    expect(desk.staff.memberOf(ada.id)).toMatchObject({ isBreakAsked: false })
    await waitFor(async () => (await desk.works(callId)).every((one) => one.state === 'done'), { what: 'the end of the work' })
    await desk.routing.tick()
    expect(await desk.routing.myWork(ada)).toEqual([])

    await desk.staff.setPresence(ada, { userId: ada.id, presence: 'available', commandId: commandId() })
    await desk.accept(ada, next.callId)
    await desk.join(ada, next.callId)
    await desk.inPhase(next.callId, 'talking')
    await desk.carrier.hangUp(next)
    await desk.inPhase(next.callId, 'wrap-up')
    await wrapUp(ada, next.callId)
    await waitFor(async () => (await desk.works(next.callId)).every((one) => one.state === 'done'), { what: 'the end of the work' })
    expect(presenceOf(ada)).toBe('available')
  })

  it('begins after a call that was given away, and not when it was taken back', async () => {
    const bo = await desk.addAgent('Bo', 'agent', false)
    const { callId } = await desk.talk(ada)
    await desk.staff.askBreak(ada, { isAsked: true, commandId: commandId() })
    await desk.staff.askBreak(ada, { isAsked: false, commandId: commandId() })
    await desk.staff.askBreak(ada, { isAsked: true, commandId: commandId() })
    await desk.calls.transferCall(ada, { ...desk.command(callId), to: { queueId: desk.otherId } })
    await waitFor(() => presenceOf(ada) === 'away', { what: 'the break' })
    expect(presenceOf(bo)).toBe('offline')
  })
})

describe('how a call ended', () => {
  it('has to be said where the queue wants it; time alone ends a wrap-up all the same', async () => {
    await desk.calls.settings.edit(by, { queues: { [desk.returnsId]: { needsDisposition: true } }, commandId: commandId() })
    const first = await desk.talk(ada)
    await desk.carrier.hangUp(first.caller)
    await desk.inPhase(first.callId, 'wrap-up')
    await expect(wrapUp(ada, first.callId)).rejects.toMatchObject({ code: 'disposition-needed', kind: 'invalid' })
    expect(await wrapUp(ada, first.callId, { disposition: 'Solved' })).toMatchObject({ phase: 'ended', disposition: 'Solved' })

    const second = await desk.talk(ada)
    await desk.carrier.hangUp(second.caller)
    await desk.inPhase(second.callId, 'wrap-up')
    await desk.passes(120_000)
    expect(await desk.inPhase(second.callId, 'ended')).toMatchObject({ disposition: null })

    // It is listed as missing, and whoever had the call can still say it; nobody else of their rank.
    const lacking = async () =>
      (await desk.calls.listCalls(ada, { state: 'recent', agentId: ada.id, lacksOutcome: 'yes', limit: 10 })).items.map((one) => one.id)
    expect(await lacking()).toEqual([second.callId])
    expect(await desk.view(second.callId)).toMatchObject({ lacksOutcome: true, agentId: ada.id })
    const bo = await desk.addAgent('Bo', 'agent', false)
    await expect(wrapUp(bo, second.callId, { disposition: 'Solved' })).rejects.toMatchObject({ code: 'no-wrap-up' })
    await expect(wrapUp(ada, second.callId, { disposition: 'Nonsense' })).rejects.toMatchObject({ code: 'disposition' })
    expect(await wrapUp(ada, second.callId, { disposition: 'Solved' })).toMatchObject({ phase: 'ended', disposition: 'Solved' })
    expect(await lacking()).toEqual([])
    await expect(wrapUp(ada, second.callId, { disposition: 'Solved' })).rejects.toMatchObject({ code: 'no-wrap-up' })
    await desk.calls.settings.edit(by, { queues: {}, commandId: commandId() })
  })
})

describe('what a nuisance caller is told', () => {
  const en = { do: 'say', text: 'Calls from your number are not answered here. Goodbye.', language: 'en-GB' }
  const de = { do: 'say', text: 'Anrufe von Ihrer Nummer werden hier nicht angenommen. Auf Wiederhören.', language: 'de-AT' }
  it.each([
    ['each language of the menu, in its own voice', { en: 'en-GB', de: 'de-AT' }, [en, de]],
    ['one of them', { de: 'de-AT' }, [de]],
    ['only what there are words for', { fr: 'fr-FR', de: 'de-AT' }, [de]],
    ['English where there are none', { fr: 'fr-FR' }, [{ ...en, language: 'en-US' }]],
    ['English without a menu', {}, [{ ...en, language: 'en-US' }]],
  ])('is in %s', (_what, locales, said) => expect(nuisanceDocument(locales)).toEqual([...said, { do: 'hang-up' }]))
})

describe('a nuisance caller', () => {
  it('hears a sentence and nothing rings, until a supervisor puts them through again', async () => {
    const from = '+12025550188'
    const sam = await desk.addAgent('Sam', 'supervisor')
    await desk.calls.nuisance.add(ada, { number: '(202) 555-0188', reason: 'Shouts', commandId: commandId() })
    const line = await desk.ring(from)
    expect(line.heard.join(' ')).toContain('not answered here')
    expect(line.state).toBe('completed')
    expect(await desk.stateOf(line.callId)).toBeNull()
    expect(await desk.calls.nuisance.list(sam)).toMatchObject([{ number: from, reason: 'Shouts', by: ada.id, calls: 1 }])
    await expect(desk.calls.nuisance.remove(ada, { number: from, commandId: commandId() })).rejects.toMatchObject({ kind: 'forbidden' })
    await desk.calls.nuisance.remove(sam, { number: from, commandId: commandId() })
    expect((await desk.ring(from)).heard.join(' ')).toContain('What is it about?')
  })
})

describe('the number of a customer who was erased', () => {
  it('is still not called and not put through, and nothing says why', async () => {
    const from = '+12025550177'
    const { caller, callId } = await desk.talk(ada, { from })
    await desk.carrier.hangUp(caller)
    await desk.inPhase(callId, 'wrap-up')
    await wrapUp(ada, callId, { disposition: 'Solved' })
    await desk.calls.outbound.block(ada, { number: from, reason: 'Asked by Quillon', commandId: commandId() })
    await desk.calls.nuisance.add(ada, { number: from, reason: 'Quillon shouts', commandId: commandId() })
    const { customerId } = await desk.view(callId)
    await desk.customers.eraseCustomer(by, { customerId: customerId ?? '', commandId: commandId() })
    await desk.callIs(callId, 'a call without a number', (call) => call.party.address === '')
    const [blocked, nuisances] = [await desk.calls.outbound.listBlocked(ada, { limit: 50 }), await desk.calls.nuisance.list(ada)]
    expect(blocked.items.find((one) => one.number === from)).toMatchObject({ reason: '' })
    expect(nuisances.find((one) => one.number === from)).toMatchObject({ reason: '' })
    expect(await desk.calls.outbound.look(from, ada.id, true)).toMatchObject({ isAllowed: false, code: 'do-not-call' })
    expect((await desk.ring(from)).heard.join(' ')).toContain('not answered here')
  })
})

describe('a customer who is erased', () => {
  it('is forgotten but for a recording while the carrier does not answer, and that as soon as it does, however late', async () => {
    const from = '+12025550179'
    const { caller, callId } = await desk.talk(ada, { from, consents: true })
    await desk.carrier.hangUp(caller)
    await desk.inPhase(callId, 'wrap-up')
    await wrapUp(ada, callId, { disposition: 'Solved' })
    const ready = await desk.callIs(callId, 'a recording', ({ recording }) => recording?.state === 'ready')
    const messages = desk.platform.connection.collection('messages')
    const { messageId } = (await desk.hub.intake({
      type: 'message',
      channel: 'voice',
      account: 'inbox',
      externalId: 'written-after',
      from: { channel: 'phone', address: from, name: '', trust: 'claimed' },
      text: 'Quillon adds a word.',
      needsReply: false,
      threadKeys: ['test:written-after'],
      ownThreadKey: 'test:written-after',
      receivedBy: ['inbox'],
    })) as { messageId: string }
    const state = async () => (await messages.findOne({ _id: messageId as never }))?.state
    await waitFor(async () => (await state()) === 'filed', { what: 'a message in a case' })

    desk.carrier.setDown(true)
    await desk.customers.eraseCustomer(by, { customerId: ready.customerId ?? '', commandId: commandId() })
    await desk.callIs(callId, 'a call without a number', (call) => call.party.address === '')
    await waitFor(async () => (await state()) === 'erased', { what: 'a message that is forgotten' })
    const failed = desk.platform.connection.collection('failed_reactions')
    await waitFor(async () => desk.reactions.replay().then(() => failed.countDocuments()), { what: 'an erasing that is put aside' })
    expect((await desk.stateOf(callId)).recordings).toMatchObject([{ file: 'kept' }])

    desk.carrier.setDown(false)
    await waitFor(
      async () => {
        await desk.advance(61_000)
        await desk.reactions.replay()
        return (await failed.countDocuments()) === 0
      },
      { what: 'an erasing that is through' },
    )
    expect((await desk.stateOf(callId)).recordings).toMatchObject([{ file: 'erased' }])
  })

  it('is not called back, and whoever asks from that number next is', async () => {
    const from = '+12025550180'
    await desk.staff.setPresence(ada, { userId: ada.id, presence: 'away', commandId: commandId() })
    const ask = async (): Promise<string> => {
      const line = await desk.ring(from)
      for (const key of ['5', '1']) await desk.carrier.key(line, key)
      await waitFor(() => line.state === 'completed', { what: 'the end of the line' })
      return line.callId
    }
    const first = await ask()
    const { customerId } = await desk.callIs(first, 'a call in a case', (call) => call.customerId !== null)
    await desk.customers.eraseCustomer(by, { customerId: customerId ?? '', commandId: commandId() })
    expect(await desk.inPhase(first, 'ended')).toMatchObject({ callback: { state: 'cancelled' } })
    expect((await desk.view(await ask())).callback).toMatchObject({ state: 'waiting' })
  })
})

describe('a call that was on its way into a case while its customer was erased', () => {
  it('is forgotten with its message', async () => {
    let ahead = 0
    const other = await openPhoneDesk({ clock: { now: () => Date.now() + ahead } })
    try {
      const from = '+12025550178'
      const first = await other.intoQueue(from)
      const { customerId } = await other.callIs(first.callId, 'a call in a case', (call) => call.customerId !== null)
      await other.carrier.hangUp(first)
      ahead = 60_000
      await other.customers.eraseCustomer(by, { customerId: customerId ?? '', commandId: commandId() })
      await other.callIs(first.callId, 'a call without a number', (call) => call.party.address === '')
      // Taken in before that, and filed only now.
      ahead = 30_000
      const { callId } = await other.intoQueue(from)
      expect(await other.callIs(callId, 'a call without a number', (call) => call.party.address === '')).toMatchObject({ caseId: null })
    } finally {
      await other.close()
    }
  })
})

describe('a call between colleagues', () => {
  it('rings at the other console, leaves no case, keeps calls away meanwhile, and has no wrap-up', async () => {
    const bo = await desk.addAgent('Bo')
    const { call, dialId: _ } = await desk.calls.startCall(ada, { agentId: bo.id, commandId: commandId() })
    await desk.join(ada, call.id)
    const ringing = await desk.view(call.id)
    expect(ringing).toMatchObject({ isInternal: true, phase: 'connecting', party: { name: 'Bo', address: '' }, caseId: null })
    expect(ringing.legs).toMatchObject([{ role: 'agent' }, { role: 'customer', agentId: bo.id, name: 'Bo', state: 'ringing' }])
    const boLine = await desk.join(bo, call.id)
    await desk.inPhase(call.id, 'talking')
    expect(boLine.conference).toBe(call.id)
    await expect(desk.calls.transferCall(ada, { ...desk.command(call.id), to: { queueId: desk.otherId } })).rejects.toMatchObject({
      code: 'no-customer',
    })
    await waitFor(
      async () => (await desk.platform.connection.collection('agents_work').findOne({ _id: bo.id as never }))?.work.length === 1,
      { what: 'the place of Bo' },
    )
    const caller = await desk.intoQueue()
    await desk.routing.tick()
    expect([...(await desk.routing.myWork(ada)), ...(await desk.routing.myWork(bo))]).toEqual([])

    await desk.carrier.hangUp(boLine)
    expect(await desk.inPhase(call.id, 'ended')).toMatchObject({ outcome: 'answered', caseId: null, wrapUpEndsAt: null })
    await waitFor(
      async () => {
        await desk.routing.tick()
        return [...(await desk.routing.myWork(ada)), ...(await desk.routing.myWork(bo))].length === 1
      },
      { what: 'the offer of the call that waited' },
    )
    await desk.carrier.hangUp(caller)
    expect(await desk.platform.connection.collection('messages').countDocuments({ 'context.callId': call.id })).toBe(0)
  })

  it.each(['declines', 'does not come'])('ends when the other %s, and stands among the calls they missed', async (what) => {
    const bo = await desk.addAgent('Bo')
    const { call } = await desk.calls.startCall(ada, { agentId: bo.id, commandId: commandId() })
    await desk.join(ada, call.id)
    if (what === 'declines') await desk.calls.dropLeg(bo, { ...desk.command(call.id), legId: 'l2' })
    else await desk.passes(31_000)
    expect(await desk.inPhase(call.id, 'ended')).toMatchObject({ outcome: 'failed' })
    const missed = async (agent: StaffActor) =>
      (await desk.calls.listCalls(agent, { state: 'recent', which: 'missed', limit: 20 })).items.map((one) => one.id)
    expect(await missed(bo)).toContain(call.id)
    expect(await missed(ada)).not.toContain(call.id)
    expect((await desk.calls.listCalls(ada, { state: 'recent', which: 'mine', limit: 1 })).items).toMatchObject([{ id: call.id }])
  })

  it('rings a colleague once, whom two call in the same moment, and each of its endings leaves them free for the next', async () => {
    const [bo, cy] = [await desk.addAgent('Bo'), await desk.addAgent('Cy')]
    const ring = (who: StaffActor) => desk.calls.startCall(who, { agentId: bo.id, commandId: commandId() })
    const ends: Record<string, (callId: string, who: StaffActor) => Promise<unknown>> = {
      'is declined': (callId) => desk.calls.dropLeg(bo, { ...desk.command(callId), legId: 'l2' }),
      'is given up': (callId, who) => desk.calls.hangUp(who, desk.command(callId)),
      'has no caller': () => desk.passes(21_000),
      'rings out': async (callId, who) => {
        await desk.join(who, callId)
        await desk.passes(31_000)
      },
    }
    for (const [what, end] of Object.entries(ends)) {
      const answers = await Promise.allSettled([ring(ada), ring(cy)])
      const codes = answers.map((one) => (one.status === 'rejected' ? one.reason.code : one.status))
      expect(codes.sort(), `before one that ${what}`).toEqual(['fulfilled', 'in-a-call'])
      const [first, second] = answers
      const begun = first.status === 'fulfilled' ? first : (second as typeof first & { status: 'fulfilled' })
      const { id } = begun.value.call
      await end(id, first.status === 'fulfilled' ? ada : cy)
      await desk.inPhase(id, 'ended')
      await desk.reactions.settled()
    }
  })

  it('with somebody who is being offered a call is refused, and it is said until when', async () => {
    const bo = await desk.addAgent('Bo')
    await desk.staff.setPresence(ada, { userId: ada.id, presence: 'away', commandId: commandId() })
    const caller = await desk.intoQueue()
    await desk.offered(bo, caller.callId)
    const answer = desk.calls.startCall(ada, { agentId: bo.id, commandId: commandId() })
    await expect(answer).rejects.toMatchObject({
      code: 'being-offered',
      message: expect.stringMatching(
        /^Bo is being offered a call right now\. Ask again in (2\d|30) s: by then they have it, or are free\.$/,
      ),
    })
    await desk.carrier.hangUp(caller)
  })

  it('that somebody begins while they are offered a caller passes the caller on, and nobody is blamed', async () => {
    const bo = await desk.addAgent('Bo')
    await desk.staff.setPresence(ada, { userId: ada.id, presence: 'away', commandId: commandId() })
    const caller = await desk.intoQueue()
    await desk.offered(bo, caller.callId)
    const { call } = await desk.calls.startCall(bo, { agentId: ada.id, commandId: commandId() })
    await desk.join(bo, call.id)
    await desk.join(ada, call.id)
    const cy = await desk.addAgent('Cy')
    await desk.offered(cy, caller.callId)
    await desk.carrier.hangUp(caller)
    await desk.calls.hangUp(bo, desk.command(call.id))
    await desk.passes(31_000)
    expect((await desk.staff.membersForRouting()).find((one) => one.id === bo.id)?.presence).toBe('available')
  })

  it('is refused with oneself, with somebody who is not there, and with somebody on the phone', async () => {
    const call = (agentId: string) => desk.calls.startCall(ada, { agentId, commandId: commandId() })
    await expect(call(ada.id)).rejects.toMatchObject({ code: 'own-line' })
    await expect(call((await desk.addAgent('Cy', 'agent', false)).id)).rejects.toMatchObject({ code: 'not-there' })
    const bo = await desk.addAgent('Bo')
    await desk.staff.setPresence(ada, { userId: ada.id, presence: 'away', commandId: commandId() })
    await desk.talk(bo)
    await expect(call(bo.id)).rejects.toMatchObject({ code: 'in-a-call' })
  })
})
