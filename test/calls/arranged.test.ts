import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CallView } from '../../server/calls/index.ts'
import { checkLedger } from '../../server/platform/check-ledger.ts'
import { zonedTime } from '../../server/platform/zoned-time.ts'
import type { StaffActor } from '../../server/staff/index.ts'
import { waitFor } from '../wait-for.ts'
import { by, commandId, OUR_NUMBER, openPhoneDesk, type PhoneDesk } from './phone-desk.ts'

const HOUR_MS = 3_600_000
let desk: PhoneDesk
let dataDir = ''
let ida: StaffActor
let number = 0
const somebody = (): string => `+1202555${String(3000 + number++)}`

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'patchbay-arranged-'))
  desk = await openPhoneDesk({ dataDir })
  ida = await desk.addAgent('Ida')
})
afterEach(() => desk?.close())

const known = (from = somebody()) => desk.calledBefore(from)
const inMs = (ms: number): string => new Date(desk.platform.clock.now() + ms).toISOString()
type Wish = Partial<Parameters<PhoneDesk['calls']['arrangeCallback']>[1]> & { number: string }
const arrange = async (wish: Wish, actor = ida): Promise<CallView> => {
  const { id } = await desk.calls.arrangeCallback(actor, {
    at: inMs(2 * HOUR_MS),
    who: 'anyone',
    note: '',
    commandId: commandId(),
    ...wish,
  })
  return desk.view(id)
}
const setPresence = (who: StaffActor, presence: 'available' | 'away') =>
  desk.staff.setPresence(who, { userId: who.id, presence, commandId: commandId() })
const isOffered = async (who: StaffActor): Promise<boolean> => {
  await desk.routing.tick()
  return (await desk.routing.myWork(who)).some((one) => one.state === 'offered')
}
const isMade = async (callId: string, agent: StaffActor): Promise<void> => {
  await desk.accept(agent, callId)
  await desk.join(agent, callId)
  await desk.carrier.pickUp(await waitFor(() => desk.carrier.ringing()[0], { what: 'a ringing phone' }))
  expect(await desk.inPhase(callId, 'talking')).toMatchObject({ agentId: agent.id, callback: { state: 'done' } })
}
const messagesOf = async (callId: string) =>
  (await desk.platform.connection.collection('messages').find({ 'context.callId': callId }).toArray()) as unknown as {
    text: string
    state: string
    caseId: string
  }[]

describe('a call that an agent arranges for an hour', () => {
  it('stands in the case at once, is offered at its hour and not before, and rings the customer', async () => {
    const { from, caseId } = await known()
    const { id, ...arranged } = await arrange({ number: from, caseId, note: 'Has the parcel by then' })
    expect(arranged).toMatchObject({
      caseId,
      direction: 'out',
      phase: 'waiting',
      queueId: desk.returnsId,
      queuedAt: null,
      party: { address: from },
      callback: { state: 'waiting', attempts: 0, arranged: { by: ida.id, forAgentId: null, note: 'Has the parcel by then' } },
    })
    await waitFor(async () => (await messagesOf(id)).some((one) => one.state === 'filed' && one.caseId === caseId), { what: 'its place' })
    expect((await desk.calls.listCallbacks(ida, { limit: 10 })).items.map((one) => one.id)).toEqual([id])
    await desk.passes(HOUR_MS)
    await desk.calls.reconcile()
    expect([await desk.works(id), await isOffered(ida)]).toEqual([[], false])

    await desk.passes(HOUR_MS + 1000)
    await desk.accept(ida, id)
    await desk.join(ida, id)
    const outgoing = await waitFor(() => desk.carrier.ringing()[0], { what: 'a ringing phone' })
    expect([outgoing.to, outgoing.from]).toEqual([from, OUR_NUMBER])
    await desk.carrier.pickUp(outgoing)
    expect(await desk.inPhase(id, 'talking')).toMatchObject({ outcome: 'answered', callback: { state: 'done' } })
    await desk.calls.hangUp(ida, desk.command(id))
    await desk.carrier.settled()
    await desk.calls.wrapUp(ida, { ...desk.command(id), isDone: true })
    expect(await desk.inPhase(id, 'ended')).toMatchObject({ outcome: 'answered', caseId })
    // What was said of it lies with what can be erased, never among what happened.
    const entries = await desk.platform.connection.collection('entries').find({}).toArray()
    expect(JSON.stringify(entries)).not.toContain('parcel')
    const { connection, ledgers } = desk.platform
    await waitFor(async () => (await checkLedger({ connection, kinds: ledgers.kinds })).differences.length === 0, { what: 'the same fold' })
  })

  it('is one, however often the command comes, and one for a number and queue', async () => {
    const { from, caseId } = await known()
    const command = commandId()
    const at = inMs(2 * HOUR_MS)
    const first = await arrange({ number: from, caseId, at, commandId: command })
    expect((await arrange({ number: from, caseId, at, commandId: command })).id).toBe(first.id)
    await expect(arrange({ number: from, caseId })).rejects.toMatchObject({ code: 'callback-arranged', kind: 'conflict' })
    // Who asks by phone meanwhile wants to be called now: that is a callback of its own.
    await setPresence(ida, 'away')
    const line = await desk.ring(from)
    for (const key of ['5', '1']) await desk.carrier.key(line, key)
    await waitFor(() => line.state === 'completed', { what: 'the end of the line' })
    expect((await desk.view(line.callId)).callback).toMatchObject({ state: 'waiting', dueAt: null, arranged: null })
    await desk.calls.cancelCallback(ida, desk.command(first.id))
    expect(await desk.inPhase(first.id, 'ended')).toMatchObject({ callback: { state: 'cancelled', refusedFor: null } })
    expect((await arrange({ number: from, caseId })).id).not.toBe(first.id)
    await expect(arrange({ number: from })).rejects.toMatchObject({ kind: 'conflict' })
  })

  it('needs no case: its customer’s is found, or begun', async () => {
    const from = somebody()
    const { id } = await arrange({ number: from })
    const { caseId } = await desk.callIs(id, 'a call in a case', (one) => one.caseId !== null)
    await desk.passes(2 * HOUR_MS + 1000)
    await isMade(id, ida)
    expect((await desk.view(id)).caseId).toBe(caseId)
  })

  it('survives a restart', async () => {
    const { from, caseId } = await known()
    const first = await arrange({ number: from, caseId })
    const other = await arrange({ number: somebody() })
    await desk.callIs(other.id, 'a call in a case', (one) => one.caseId !== null)
    const { carrier } = desk
    await desk.calls.cancelCallback(ida, desk.command(other.id))
    await desk.close()
    desk = await openPhoneDesk({ dataDir, carrier })
    expect(await desk.view(first.id)).toMatchObject({ phase: 'waiting', callback: { state: 'waiting', arranged: { by: ida.id } } })
    await desk.passes(2 * HOUR_MS + 1000)
    // Who is not seen after a restart is away.
    await setPresence(ida, 'available')
    await isMade(first.id, ida)
  })

  it('is tried again as any callback is, and expires counted from its hour', async () => {
    const { from, caseId } = await known()
    const { id, callback } = await arrange({ number: from, caseId, at: inMs(72 * HOUR_MS) })
    expect(Date.parse(callback?.expiresAt ?? '') - Date.parse(callback?.arranged?.at ?? '')).toBe(48 * HOUR_MS)
    await desk.passes(72 * HOUR_MS + 1000)
    await desk.accept(ida, id)
    await desk.join(ida, id)
    await desk.carrier.refuse(await waitFor(() => desk.carrier.ringing()[0], { what: 'a ringing phone' }), 'no-answer')
    await desk.callIs(id, 'a first try', (one) => one.callback?.attempts === 1 && one.callback.dueAt !== null)
    await desk.calls.wrapUp(ida, { ...desk.command(id), isDone: true })
    await desk.inPhase(id, 'waiting')
    await desk.passes(15 * 60_000 + 1000)
    await isMade(id, ida)
  })
})

describe('who arranged it for themselves', () => {
  it('is asked first, though others are free longer', async () => {
    const ben = await desk.addAgent('Ben')
    const { from, caseId } = await known()
    const { id } = await arrange({ number: from, caseId, who: 'me' })
    await desk.passes(2 * HOUR_MS + 1000)
    expect((await desk.offered(ida, id)).why).toContain('You said you would take it')
    expect(await isOffered(ben)).toBe(false)
  })

  it('and is not there leaves it to whoever is free, who is told so', async () => {
    const { from, caseId } = await known()
    const { id } = await arrange({ number: from, caseId, who: 'me' })
    const ben = await desk.addAgent('Ben')
    await setPresence(ida, 'away')
    await desk.passes(2 * HOUR_MS + 1000)
    expect((await desk.offered(ben, id)).why).toContain('Whoever said they would take it cannot')
    await isMade(id, ben)
  })
})

describe('an hour that is chosen', () => {
  it('is refused when it is over, too far, or none for calling there', async () => {
    const from = somebody()
    const at = new Date(desk.platform.clock.now())
    const hour = Math.floor(zonedTime(at, 'America/New_York').minute / 60)
    await expect(arrange({ number: from, at: inMs(-HOUR_MS) })).rejects.toMatchObject({ code: 'hour-past', kind: 'invalid' })
    await expect(arrange({ number: from, at: inMs(100 * 24 * HOUR_MS) })).rejects.toMatchObject({ code: 'hour-too-far' })
    // Only the hour that runs now is one for calling.
    await desk.calls.settings.edit(by, { callingHours: { from: hour, to: hour + 1 }, commandId: commandId() })
    await expect(arrange({ number: from })).rejects.toMatchObject({
      code: 'calling-hours',
      message: expect.stringMatching(/^It will be \d\d:\d\d there then\. Customers are called from /),
    })
    expect(await desk.calls.readCallingHours(ida, { number: from })).toEqual({
      number: from,
      zones: ['America/New_York'],
      from: hour,
      to: hour + 1,
      refusal: null,
    })
    expect((await arrange({ number: from, at: inMs(24 * HOUR_MS) })).callback?.state).toBe('waiting')
  })

  it('can be moved, until somebody calls: it is offered at the new one', async () => {
    const { from, caseId } = await known()
    const { id } = await arrange({ number: from, caseId })
    const at = inMs(5 * HOUR_MS)
    await desk.calls.moveCallback(ida, { ...desk.command(id), at })
    expect((await desk.view(id)).callback).toMatchObject({ dueAt: at, arranged: { at } })
    await desk.passes(3 * HOUR_MS)
    expect(await isOffered(ida)).toBe(false)
    await desk.passes(2 * HOUR_MS + 1000)
    await desk.offered(ida, id)
    // Offered already, it is taken back.
    await desk.calls.moveCallback(ida, { ...desk.command(id), at: inMs(HOUR_MS) })
    await waitFor(async () => (await desk.works(id)).every((one) => one.state === 'done'), { what: 'work that is not offered' })
    await desk.passes(HOUR_MS + 1000)
    await desk.accept(ida, id)
    await desk.inPhase(id, 'connecting')
    await expect(desk.calls.moveCallback(ida, { ...desk.command(id), at: inMs(HOUR_MS) })).rejects.toMatchObject({
      code: 'callback-begun',
    })
  })
})

describe('who must not be called', () => {
  const block = (of: string) => desk.calls.outbound.block(by, { number: of, reason: '', commandId: commandId() })

  it('is refused when it is arranged', async () => {
    const from = somebody()
    await block(from)
    await expect(arrange({ number: from })).rejects.toMatchObject({ code: 'do-not-call', message: expect.stringContaining('asked not to') })
    expect((await desk.calls.readCallingHours(ida, { number: from })).refusal).toContain('asked not to be called')
    await expect(arrange({ number: '112' })).rejects.toMatchObject({ code: 'emergency' })
    for (const never of ['+88216555123', '112', ''])
      expect(await desk.calls.readCallingHours(ida, { number: never })).toMatchObject({ zones: [], refusal: expect.any(String) })
  })

  it('because they said so since is offered to nobody at the hour', async () => {
    const { from, caseId } = await known()
    const { id } = await arrange({ number: from, caseId })
    await block(from)
    await desk.passes(2 * HOUR_MS + 1000)
    expect(await desk.inPhase(id, 'ended')).toMatchObject({ callback: { state: 'cancelled', refusedFor: 'do-not-call' } })
    expect([await desk.works(id), await isOffered(ida)]).toEqual([[], false])
    // Whoever promised it is told, where what is to be done instead is done.
    const told = await waitFor(async () => (await desk.notices.unreadMentions(ida))[0], { what: 'a word to who arranged it' })
    expect(told).toMatchObject({ caseId, text: '@Ida The call that you arranged is cancelled: this person asked not to be called.' })
  })

  it('because they said so while somebody was coming to the line is not rung', async () => {
    const { from, caseId } = await known()
    const { id } = await arrange({ number: from, caseId })
    await desk.passes(2 * HOUR_MS + 1000)
    await desk.accept(ida, id)
    await block(from)
    const line = await desk.join(ida, id)
    expect(await desk.inPhase(id, 'ended')).toMatchObject({ callback: { state: 'cancelled', attempts: 0, refusedFor: 'do-not-call' } })
    expect([line.state, desk.carrier.ringing()]).toEqual(['completed', []])
    await waitFor(async () => (await desk.routing.activeOf(ida.id)).length === 0, { what: 'Ida free' })
  })

  it('because they were erased is forgotten, and what was said of the call with them', async () => {
    const { from, caseId, customerId } = await known()
    const { id } = await arrange({ number: from, caseId, note: 'Wants the blue one' })
    await waitFor(async () => (await messagesOf(id)).some((one) => one.state === 'filed'), { what: 'its place' })
    await desk.customers.eraseCustomer(by, { customerId, commandId: commandId() })
    expect(await desk.inPhase(id, 'ended')).toMatchObject({ callback: { state: 'cancelled' } })
    const forgotten = await desk.callIs(id, 'a call without words', (one) => one.party.address === '')
    expect(forgotten.callback?.arranged?.note).toBe('')
    await desk.passes(2 * HOUR_MS + 1000)
    expect([await desk.works(id), desk.carrier.ringing()]).toEqual([[], []])
  })
})
