import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, describe, expect, it } from 'vitest'
import { phone } from '../../server/calls/deps.ts'
import { callStream } from '../../server/calls/fold-call.ts'
import type { CallChange, CallReport } from '../../server/calls/index.ts'
import { checkLedger } from '../../server/platform/check-ledger.ts'
import { systemClock } from '../../server/platform/clock.ts'
import type { StaffActor } from '../../server/staff/index.ts'
import { openTestPlatform } from '../setup/platform.ts'
import { waitFor } from '../wait-for.ts'
import { by, commandId, openPhoneDesk, type PhoneDesk } from './phone-desk.ts'

let desk: PhoneDesk
afterEach(() => desk?.close())

/** Others may still be writing while it is folded: what does not go away is what counts. */
const foldsAlike = (): Promise<unknown> =>
  waitFor(
    async () => {
      const { connection, ledgers } = desk.platform
      const { differences } = await checkLedger({ connection, kinds: ledgers.kinds })
      if (differences.length > 0) throw new Error(differences.join('\n'))
      return true
    },
    { what: 'a ledger without differences' },
  )

describe('a desk that is started again', () => {
  it('at every stage of a call drops nobody and leaves no ghost', { timeout: 300_000 }, async () => {
    // Slow, so that no alarm goes off while the desk starts, however busy the machine.
    const begun = Date.now()
    const clock = { now: () => begun + (Date.now() - begun) / 50 }
    const dataDir = await mkdtemp(join(tmpdir(), 'patchbay-restart-'))
    desk = await openPhoneDesk({ dataDir, clock })
    const { carrier } = desk
    const again = async (): Promise<void> => {
      await carrier.settled()
      await desk.close()
      desk = await openPhoneDesk({ dataDir, carrier, clock })
    }
    const ida = await desk.addAgent('Ida')
    const otto = await desk.addAgent('Otto', 'agent', false)

    const caller = await desk.ring()
    const { callId } = caller
    await again()
    await carrier.key(caller, '1')
    await carrier.key(caller, '1')
    await desk.inPhase(callId, 'waiting')
    await again()
    await carrier.wait(caller)
    expect(await desk.view(callId)).toMatchObject({ phase: 'waiting', queueId: desk.returnsId })
    await desk.offered(ida, callId)
    await again()
    await desk.accept(ida, callId)
    await desk.inPhase(callId, 'connecting')
    await again()
    const agentLine = await desk.join(ida, callId)
    await desk.inPhase(callId, 'talking')
    await carrier.settled()
    await again()
    expect([...carrier.recordings.values()].map((one) => one.state)).toEqual(['on'])
    await desk.calls.holdLeg(ida, { ...desk.command(callId), isHeld: true })
    await again()
    expect(caller.isHeld).toBe(true)
    await desk.calls.holdLeg(ida, { ...desk.command(callId), isHeld: false })
    // The agent's line goes while nobody listens.
    carrier.setDeaf(true)
    await carrier.hangUp(agentLine)
    carrier.setDeaf(false)
    await again()
    await desk.passes(21_000)
    await desk.calls.reconcile()
    expect((await desk.callIs(callId, 'a lost agent', (call) => call.joinBy !== null)).phase).toBe('talking')
    await again()
    await desk.join(ida, callId)
    await desk.callIs(callId, 'the agent back', (call) => call.joinBy === null)

    await desk.staff.setPresence(otto, { userId: otto.id, presence: 'away', commandId: 'away' })
    await desk.calls.beginConsult(ida, { ...desk.command(callId), to: { agentId: otto.id } })
    await again()
    expect(caller.isHeld).toBe(true)
    await desk.join(otto, callId)
    await again()
    await desk.calls.handOver(ida, desk.command(callId))
    await carrier.settled()
    await again()
    expect(await desk.view(callId)).toMatchObject({ phase: 'talking', agentId: otto.id })
    await waitFor(async () => (await desk.routing.activeOf(otto.id)).length === 1, { what: 'the work with Otto' })
    expect(await desk.routing.activeOf(ida.id)).toEqual([])
    await carrier.hangUp(caller)
    await desk.inPhase(callId, 'wrap-up')
    await again()
    await desk.calls.wrapUp(otto, { ...desk.command(callId), isDone: true })
    await again()
    expect(await desk.inPhase(callId, 'ended')).toMatchObject({ outcome: 'answered' })
    await waitFor(async () => (await desk.works(callId)).every((one) => one.state === 'done'), { what: 'the end of the work' })
    expect(carrier.recordings.size).toBe(1)
    await desk.callIs(callId, 'a kept recording', (call) => call.recording?.state === 'ready')
    expect(carrier.liveOf(callId)).toEqual([])
    await foldsAlike()
  })
})

it('asks for nobody anew who is spoken with when the desk is started again', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'patchbay-restart-'))
  desk = await openPhoneDesk({ dataDir })
  const { carrier } = desk
  const ida = await desk.addAgent('Ida')
  const { callId } = await desk.talk(ida)
  const otto = await desk.addAgent('Otto')
  await desk.close()
  desk = await openPhoneDesk({ dataDir, carrier })
  await desk.reactions.replay()
  await desk.routing.tick()
  expect((await desk.works(callId)).map(({ state, holderId }) => [state, holderId])).toEqual([['active', ida.id]])
  expect(await desk.routing.myWork(otto)).toEqual([])
})

describe('an agent who was to come while the desk was down', () => {
  it.each<[string, boolean]>([
    ['has a moment when it is there again', true],
    ['loses the caller when they do not use it', false],
  ])('%s', async (_what, comes) => {
    let ahead = 0
    const clock = { now: () => Date.now() + ahead }
    const dataDir = await mkdtemp(join(tmpdir(), 'patchbay-restart-'))
    desk = await openPhoneDesk({ dataDir, clock })
    const { carrier } = desk
    const ida = await desk.addAgent('Ida')
    const { callId } = await desk.intoQueue('+12025550172')
    await desk.accept(ida, callId)
    await desk.inPhase(callId, 'connecting')
    await desk.close()
    ahead = 60_000
    desk = await openPhoneDesk({ dataDir, carrier, clock })
    await desk.passes(0)
    expect(await desk.view(callId)).toMatchObject({ phase: 'connecting', agentId: ida.id })
    if (comes) {
      await desk.join(ida, callId)
      await desk.inPhase(callId, 'talking')
      expect(desk.staff.memberOf(ida.id)?.presence).toBe('available')
    } else {
      await desk.passes(30_000)
      await desk.inPhase(callId, 'waiting')
    }
  })
})

/** What a desk wrote last about a call: it died before anything followed from it. */
const dieAfter = async (dataDir: string, callId: string, by: string, change: CallChange, clock = systemClock): Promise<void> => {
  const dying = await openTestPlatform({ dataDir, clock })
  await dying.platform.ledgers.open(callStream).commit(callId, 'last', by, () => change)
  await dying.close()
}

describe('a callback that was held when the desk died, before its work was taken back,', () => {
  it.each<[string, number]>([
    ['is offered when its hour comes', 5 * 60_000],
    ['is offered though its hour came while the desk was down', 40 * 60_000],
  ])('%s', async (_what, downMs) => {
    let ahead = 0
    const clock = { now: () => Date.now() + ahead }
    const dataDir = await mkdtemp(join(tmpdir(), 'patchbay-restart-'))
    desk = await openPhoneDesk({ dataDir, clock })
    const { carrier } = desk
    const ida = await desk.addAgent('Ida')
    const line = await desk.ring('+12025550174')
    for (const key of ['5', '1']) await desk.carrier.key(line, key)
    const { callId } = line
    await desk.accept(ida, callId)
    await desk.inPhase(callId, 'connecting')
    await desk.reactions.settled()
    await desk.close()

    const until = new Date(clock.now() + 20 * 60_000).toISOString()
    await dieAfter(dataDir, callId, phone.id, { type: 'call.callback-held', why: 'too-often', until }, clock)

    ahead = downMs
    desk = await openPhoneDesk({ dataDir, carrier, clock })
    await desk.reactions.replay()
    await desk.passes(downMs > 20 * 60_000 ? 21_000 : 16 * 60_000)
    await desk.calls.reconcile()
    await desk.staff.setPresence(ida, { userId: ida.id, presence: 'available', commandId: 'back' })
    await desk.offered(ida, callId)
    expect((await desk.works(callId)).filter((one) => one.state !== 'done')).toHaveLength(1)
  })
})

it('gives the customer back to the agent when it died before the line of who was to be asked was planned', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'patchbay-restart-'))
  desk = await openPhoneDesk({ dataDir })
  const { carrier } = desk
  const ida = await desk.addAgent('Ida')
  const { callId, caller } = await desk.talk(ida)
  const otto = await desk.addAgent('Otto')
  await desk.close()
  await dieAfter(dataDir, callId, ida.id, { type: 'call.consult-began', legId: 'l3' })

  desk = await openPhoneDesk({ dataDir, carrier })
  await desk.calls.reconcile()
  await desk.passes(5_000)
  expect(await desk.view(callId)).toMatchObject({ phase: 'talking', agentId: ida.id, consult: null })
  expect(caller.isHeld).toBe(false)
  const ends = { stream: `call:${callId}`, 'change.type': 'call.consult-ended' }
  expect(await desk.platform.connection.collection('entries').findOne(ends)).toMatchObject({ change: { why: 'not-answered' } })
  await desk.calls.beginConsult(ida, { ...desk.command(callId), to: { agentId: otto.id } })
  expect(await desk.view(callId)).toMatchObject({ consult: { isPrivate: true } })
})

it('keeps no line for a number outside that was to be asked when it died', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'patchbay-restart-'))
  desk = await openPhoneDesk({ dataDir })
  const { carrier } = desk
  const ida = await desk.addAgent('Ida')
  const { callId } = await desk.talk(ida)
  await desk.calls.settings.edit(by, { caps: { atOnce: 1 }, commandId: commandId() })
  const asked = { id: `${callId}:l3`, to: '+12025550191', ringsCustomer: false }
  await desk.calls.outbound.claim(ida.id, asked)
  await desk.close()
  await dieAfter(dataDir, callId, ida.id, { type: 'call.consult-began', legId: 'l3' })

  desk = await openPhoneDesk({ dataDir, carrier })
  await desk.calls.reconcile()
  expect(await desk.calls.outbound.look('+12025550192', ida.id, false)).toMatchObject({ code: 'too-many-at-once' })
  await desk.passes(5_000)
  await desk.callIs(callId, 'alone with the customer', (call) => call.consult === null)
  await waitFor(async () => (await desk.calls.outbound.look('+12025550192', ida.id, false)).isAllowed, { what: 'a free line' })
  await desk.calls.beginConsult(ida, { ...desk.command(callId), to: { number: '+12025550192' } })
  await waitFor(() => carrier.ringing()[0], { what: 'a ringing phone' })
  expect(await desk.calls.outbound.look('+12025550191', ida.id, false)).toMatchObject({ code: 'too-many-at-once' })
})

it('keeps no line for a number that was let out just before it died, for a call or a talk that never came to be', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'patchbay-restart-'))
  desk = await openPhoneDesk({ dataDir })
  const { carrier } = desk
  const ida = await desk.addAgent('Ida')
  const { callId } = await desk.talk(ida)
  await desk.calls.settings.edit(by, { caps: { atOnce: 1 }, commandId: commandId() })
  const free = async () => (await desk.calls.outbound.look('+12025550192', ida.id, false)).isAllowed
  const claim = (id: string) => desk.calls.outbound.claim(ida.id, { id, to: '+12025550191', ringsCustomer: false })
  await claim('call_unbegun:l2')
  await desk.calls.settings.edit(by, { caps: { atOnce: 2 }, commandId: commandId() })
  await claim(`${callId}:l3`)
  await desk.calls.settings.edit(by, { caps: { atOnce: 1 }, commandId: commandId() })
  await desk.close()

  desk = await openPhoneDesk({ dataDir, carrier })
  await desk.calls.reconcile()
  expect(await free()).toBe(false)
  await desk.passes(61_000)
  await desk.calls.reconcile()
  expect(await free()).toBe(true)
  expect(await desk.platform.connection.collection('dialled').countDocuments()).toBe(0)
})

describe('an offer that runs out', () => {
  it.each<[string, number, string]>([
    ['while the desk is down, is nobody’s fault', 60_000, 'available'],
    ['before a console can be back, is nobody’s fault', 20_000, 'available'],
    ['though the desk was there all the time, is', 0, 'not-responding'],
  ])('%s', async (_what, downMs, presence) => {
    let ahead = 0
    const clock = { now: () => Date.now() + ahead }
    const dataDir = await mkdtemp(join(tmpdir(), 'patchbay-restart-'))
    desk = await openPhoneDesk({ dataDir, clock })
    const { carrier } = desk
    const ida = await desk.addAgent('Ida')
    const { callId } = await desk.intoQueue('+12025550173')
    const { since } = await desk.offered(ida, callId)
    if (downMs > 0) {
      await desk.close()
      ahead = downMs
      desk = await openPhoneDesk({ dataDir, carrier, clock })
      await desk.reactions.replay()
    }
    await desk.passes(downMs > 30_000 ? 0 : 31_000 - downMs)
    const { change } = await waitFor(
      async () => {
        await desk.routing.tick()
        const ends = { $or: [{ 'change.type': 'work.lapsed' }, { 'change.why': 'desk-away' }] }
        return (await desk.platform.connection.collection('entries').findOne(ends)) as unknown as { change: unknown } | null
      },
      { what: 'the end of the offer' },
    )
    expect(change).toMatchObject(presence === 'available' ? { type: 'work.requeued', why: 'desk-away' } : { type: 'work.lapsed' })
    await desk.reactions.settled()
    await waitFor(() => desk.staff.memberOf(ida.id)?.presence === presence, { what: presence })
    if (presence === 'available') expect(await desk.offered(ida, callId)).toMatchObject({ since })
    else expect((await desk.works(callId)).map((one) => [one.state, one.since.toISOString()])).toEqual([['waiting', since]])
  })
})

/** Reports that come late, in any order, more than once, or never. */
const chaos = (seed: number) => {
  const random = fc.sample(fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), { numRuns: 1, seed })[0] as Iterator<number>
  const next = (): number => random.next().value
  return (reports: CallReport[]): CallReport[] =>
    reports
      .flatMap((one) => (next() < 0.15 ? [] : next() < 0.3 ? [one, one] : [one]))
      .map((one) => ({ one, at: next() }))
      .sort((a, b) => a.at - b.at)
      .map(({ one }) => one)
}

describe('a carrier that tells late, twice, in any order or not at all', () => {
  it.each([1, 2, 3, 4])('changes nothing in the end (seed %i)', { timeout: 120_000 }, async (seed) => {
    desk = await openPhoneDesk({ deliver: chaos(seed) })
    const { carrier, calls } = desk
    const ida: StaffActor = await desk.addAgent('Ida')
    const otto = await desk.addAgent('Otto', 'agent', false)
    const later = async (): Promise<void> => {
      await desk.passes(5_000)
      await carrier.settled()
    }
    const caller = await desk.intoQueue('+12025550171', true)
    const { callId } = caller
    await desk.accept(ida, callId)
    await desk.join(ida, callId)
    await desk.callIs(callId, 'connected', (call) => call.phase === 'connecting' || call.phase === 'talking')
    await later()
    await desk.inPhase(callId, 'talking')
    await desk.staff.setPresence(otto, { userId: otto.id, presence: 'away', commandId: 'away' })
    await calls.beginConsult(ida, { ...desk.command(callId), to: { agentId: otto.id } })
    expect(caller.isHeld).toBe(true)
    await desk.join(otto, callId)
    await later()
    await calls.handOver(ida, desk.command(callId))
    expect(caller.isHeld).toBe(false)
    await later()
    expect(await desk.view(callId)).toMatchObject({ phase: 'talking', agentId: otto.id })
    await calls.hangUp(otto, desk.command(callId))
    await desk.passes(21_000)
    await calls.reconcile()
    await desk.passes(61_000)
    expect(await desk.inPhase(callId, 'ended')).toMatchObject({ outcome: 'answered' })
    await waitFor(async () => (await desk.works(callId)).every((one) => one.state === 'done'), { what: 'the end of the work' })
    expect(carrier.liveOf(callId)).toEqual([])
    await foldsAlike()
  })
})

describe('the carrier, as /healthz tells it', () => {
  it('is as it was when it was last compared with', async () => {
    desk = await openPhoneDesk()
    const { carrier, calls } = desk
    carrier.setDown(true)
    await expect(calls.reconcile()).rejects.toMatchObject({ kind: 'unavailable' })
    expect(calls.carrierHealth()).toMatchObject({ ok: false, detail: expect.stringContaining('does not answer') })
    carrier.setDown(false)
    await calls.reconcile()
    expect(calls.carrierHealth()).toEqual({ ok: true, detail: 'answers' })
  })
})
