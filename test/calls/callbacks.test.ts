import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { zonedTime } from '../../server/platform/zoned-time.ts'
import type { StaffActor } from '../../server/staff/index.ts'
import { waitFor } from '../wait-for.ts'
import { by, commandId, OUR_NUMBER, openPhoneDesk, type PhoneDesk } from './phone-desk.ts'

let desk: PhoneDesk
let ida: StaffActor
let number = 0
/** What the carrier tells meanwhile is lost on the way. */
let isNewsLost = false
let afterWorkRead = async (_interactionId: string): Promise<void> => {}
const somebody = (): string => `+1202555${String(2000 + number++)}`

beforeAll(async () => {
  desk = await openPhoneDesk({
    deliver: (reports) => (isNewsLost ? [] : reports),
    afterWorkRead: (interactionId) => afterWorkRead(interactionId),
  })
})
afterAll(() => desk?.close())
beforeEach(async () => {
  ida = await desk.afresh()
})

describe('a callback (SECURITY P6)', () => {
  it('keeps the place, is called by the agent who accepts, and two at most wait for one number', async () => {
    const from = somebody()
    await desk.staff.setPresence(ida, { userId: ida.id, presence: 'away', commandId: commandId() })
    const line = await desk.ring(from)
    await desk.carrier.key(line, '5')
    expect(line.heard.join(' ')).toContain([...from.replace('+', '')].join(' ').slice(0, 3))
    await desk.carrier.key(line, '1')
    await waitFor(() => line.state === 'completed', { what: 'the end of the line' })
    const call = await desk.callIs(line.callId, 'a callback that waits', (one) => one.outcome === 'callback' && one.phase === 'waiting')
    expect(call.callback).toMatchObject({ state: 'waiting', attempts: 0 })

    const ask = async (...keys: string[]): Promise<string> => {
      const other = await desk.ring(from)
      for (const key of keys) await desk.carrier.key(other, key)
      return other.callId
    }
    const technical = await ask('9', '1')
    expect((await desk.view(technical)).callback).toMatchObject({ state: 'waiting' })
    expect((await desk.view(await ask('1', '2', '6', '1'))).callback).toBeNull()
    for (const line of desk.carrier.lines.values()) if (line.callId !== technical) await desk.carrier.hangUp(line)

    await desk.calls.cancelCallback(ida, desk.command(technical))
    expect(await desk.inPhase(technical, 'ended')).toMatchObject({ callback: { state: 'cancelled' } })

    await desk.staff.setPresence(ida, { userId: ida.id, presence: 'available', commandId: commandId() })
    await desk.accept(ida, line.callId)
    await desk.join(ida, line.callId)
    const outgoing = await waitFor(() => desk.carrier.ringing()[0], { what: 'a ringing phone' })
    expect([outgoing.to, outgoing.from]).toEqual([from, OUR_NUMBER])
    await desk.carrier.pickUp(outgoing)
    expect(await desk.inPhase(line.callId, 'talking')).toMatchObject({ outcome: 'answered', callback: { state: 'done' } })
    await desk.calls.hangUp(ida, desk.command(line.callId))
    await desk.carrier.settled()
    await desk.calls.wrapUp(ida, { ...desk.command(line.callId), isDone: true })
  })

  it('is made once by several calls that ask in the same moment, and once more when it is over', async () => {
    const from = somebody()
    await desk.staff.setPresence(ida, { userId: ida.id, presence: 'away', commandId: commandId() })
    const askAtOnce = async (): Promise<string[]> => {
      const lines = [await desk.ring(from), await desk.ring(from), await desk.ring(from)]
      for (const line of lines) await desk.carrier.key(line, '5')
      await Promise.all(lines.map((line) => desk.carrier.key(line, '1')))
      for (const line of lines) await waitFor(() => line.state === 'completed', { what: 'the end of the line' })
      const calls = await Promise.all(lines.map((line) => desk.stateOf(line.callId)))
      const made = calls.filter((one) => one.callback !== null).map((one) => one.id)
      expect(calls.map((one) => one.callback?.state ?? 'none').sort()).toEqual(['none', 'none', 'waiting'])
      return made
    }
    const [first = ''] = await askAtOnce()
    await desk.callIs(first, 'a callback that waits', (one) => one.phase === 'waiting')
    await desk.calls.cancelCallback(ida, desk.command(first))
    await desk.inPhase(first, 'ended')
    const [second] = await askAtOnce()
    expect(second).not.toBe(first)
  })

  it('waits for two queues at most, also when several are asked in the same moment', async () => {
    const from = somebody()
    await desk.staff.setPresence(ida, { userId: ida.id, presence: 'away', commandId: commandId() })
    const asking = async (...keys: string[]) => {
      const line = await desk.ring(from)
      for (const key of keys) await desk.carrier.key(line, key)
      return line
    }
    const lines = [await asking('5'), await asking('9'), await asking('1', '2', '6')]
    await Promise.all(lines.map((line) => desk.carrier.key(line, '1')))
    const states = await Promise.all(lines.map(async ({ callId }) => (await desk.stateOf(callId)).callback?.state ?? 'none'))
    expect(states.sort()).toEqual(['none', 'waiting', 'waiting'])
    for (const line of lines) await desk.carrier.hangUp(line)
    for (const { callId } of lines) if ((await desk.view(callId)).callback) await desk.calls.cancelCallback(ida, desk.command(callId))
  })

  it.each<[string, readonly string[]]>([
    ['from the menu', ['5', '1']],
    ['while waiting', ['1', '2', '5', '1']],
  ])('is one, however often the number asks for it: %s', async (_where, keys) => {
    const from = somebody()
    await desk.staff.setPresence(ida, { userId: ida.id, presence: 'away', commandId: commandId() })
    const ask = async (pressed: readonly string[], caller = from) => {
      const line = await desk.ring(caller)
      for (const key of pressed) await desk.carrier.key(line, key)
      await waitFor(() => line.state === 'completed', { what: 'the end of the line' })
      return line
    }
    const first = await ask(['5', '1'])
    expect(first.heard.join(' ')).not.toContain('You are noted already.')
    const before = await desk.inPhase(first.callId, 'waiting')
    await desk.passes(3_600_000)

    const second = await ask(keys)
    expect(second.heard.join(' ')).toContain('You are noted already.')
    expect(await desk.inPhase(second.callId, 'ended')).toMatchObject({ outcome: 'callback', callback: null })
    const { callback, caseId } = await desk.view(first.callId)
    expect(callback?.state).toBe('waiting')
    expect(Date.parse(callback?.expiresAt ?? '')).toBeGreaterThan(Date.parse(before.callback?.expiresAt ?? ''))
    expect((await desk.callIs(second.callId, 'in a case', (one) => one.caseId !== null)).caseId).toBe(caseId)
    await waitFor(async () => (await desk.works(second.callId)).every((one) => one.state === 'done'), { what: 'the end of its work' })
    const waiting = (await desk.calls.listCallbacks(ida, { limit: 100 })).items.filter((one) => one.party.address === from)
    expect(waiting.map((one) => one.id)).toEqual([first.callId])

    // Somebody else's, and one that is asked for when the first is over, are callbacks of their own.
    const other = await ask(['5', '1'], somebody())
    expect((await desk.view(other.callId)).callback?.state).toBe('waiting')
    await desk.calls.cancelCallback(ida, desk.command(first.callId))
    const later = await ask(['5', '1'])
    expect((await desk.view(later.callId)).callback?.state).toBe('waiting')
  })

  it('is made though nobody heard that the caller had hung up when the agent came', async () => {
    const from = somebody()
    await desk.staff.setPresence(ida, { userId: ida.id, presence: 'away', commandId: commandId() })
    const line = await desk.intoQueue(from)
    isNewsLost = true
    for (const key of ['5', '1']) await desk.carrier.key(line, key)
    await waitFor(() => line.state === 'completed', { what: 'the end of the line' })
    await desk.carrier.settled()
    isNewsLost = false
    expect(await desk.view(line.callId)).toMatchObject({ phase: 'waiting', callback: { state: 'waiting' }, legs: [{ state: 'live' }] })

    await desk.staff.setPresence(ida, { userId: ida.id, presence: 'available', commandId: commandId() })
    await desk.accept(ida, line.callId)
    await desk.join(ida, line.callId)
    const outgoing = await waitFor(() => desk.carrier.ringing()[0], { what: 'a ringing phone' })
    expect(outgoing.to).toBe(from)
    await desk.carrier.pickUp(outgoing)
    expect(await desk.inPhase(line.callId, 'talking')).toMatchObject({ outcome: 'answered', agentId: ida.id, callback: { state: 'done' } })
    await desk.calls.hangUp(ida, desk.command(line.callId))
    await desk.carrier.settled()
    await desk.calls.wrapUp(ida, { ...desk.command(line.callId), isDone: true })
  })

  describe('that may not be made now', () => {
    /** An hour at which nobody in New York may be called now, and the moment from which they may. */
    const closeHours = async (): Promise<void> => {
      const at = new Date(desk.platform.clock.now())
      const hour = Math.floor(zonedTime(at, 'America/New_York').minute / 60)
      const callingHours = hour >= 12 ? { from: 0, to: hour } : { from: hour + 1, to: 24 }
      await desk.calls.settings.edit(by, { callingHours, commandId: commandId() })
    }
    const asked = async (from: string) => {
      const line = await desk.ring(from)
      for (const key of ['5', '1']) await desk.carrier.key(line, key)
      return line
    }
    afterEach(async () => {
      const caps = { agentHour: 40, agentDay: 200, numberHour: 3, numberDay: 6, deskHour: 300, deskDay: 2000, atOnce: 50 }
      await desk.calls.settings.edit(by, { callingHours: { from: 0, to: 24 }, caps, commandId: commandId() })
    })
    const isMade = async (callId: string): Promise<void> => {
      await desk.accept(ida, callId)
      await desk.join(ida, callId)
      await desk.carrier.pickUp(await waitFor(() => desk.carrier.ringing()[0], { what: 'a ringing phone' }))
      expect(await desk.inPhase(callId, 'talking')).toMatchObject({ agentId: ida.id, callback: { state: 'done', attempts: 0 } })
      await desk.calls.hangUp(ida, desk.command(callId))
      await desk.carrier.settled()
      await desk.calls.wrapUp(ida, { ...desk.command(callId), isDone: true })
    }
    const heldCallback = async (callId: string, heldFor: string) => {
      const held = await desk.callIs(callId, 'held', (one) => one.callback?.heldFor === heldFor)
      expect(held).toMatchObject({ phase: 'waiting', agentId: null, callback: { state: 'waiting', attempts: 0 } })
      await waitFor(async () => (await desk.works(callId)).every((one) => one.state === 'done'), { what: 'work that is not offered' })
      return Date.parse(held.callback?.dueAt ?? '')
    }

    it('for the hour there is offered to nobody until the hour comes, and keeps its place', async () => {
      await closeHours()
      await desk.staff.setPresence(ida, { userId: ida.id, presence: 'away', commandId: commandId() })
      const { callId } = await asked(somebody())
      const dueAt = await heldCallback(callId, 'calling-hours')
      await expect(desk.calls.takeCallback(ida, desk.command(callId))).rejects.toMatchObject({ code: 'calling-hours' })
      await desk.passes(dueAt - desk.platform.clock.now() + 1000)
      await desk.staff.setPresence(ida, { userId: ida.id, presence: 'available', commandId: commandId() })
      await desk.offered(ida, callId)
      const works = await desk.works(callId)
      expect(works).not.toEqual([])
      expect(works.filter((one) => Number(one.since) >= dueAt)).toEqual([])
      await isMade(callId)
    })

    it('because the hour ended while somebody was asked, or accepted, is no try', async () => {
      await desk.staff.setPresence(ida, { userId: ida.id, presence: 'away', commandId: commandId() })
      const { callId } = await asked(somebody())
      await desk.inPhase(callId, 'waiting')
      await desk.staff.setPresence(ida, { userId: ida.id, presence: 'available', commandId: commandId() })
      await desk.accept(ida, callId)
      await closeHours()
      const agentLine = await desk.join(ida, callId)
      const dueAt = await heldCallback(callId, 'calling-hours')
      expect([agentLine.state, desk.carrier.ringing()]).toEqual(['completed', []])
      await waitFor(async () => (await desk.routing.activeOf(ida.id)).length === 0, { what: 'Ida free' })

      await desk.passes(dueAt - desk.platform.clock.now() + 1000)
      await desk.staff.setPresence(ida, { userId: ida.id, presence: 'available', commandId: commandId() })
      await desk.offered(ida, callId)
      await closeHours()
      await desk.calls.reconcile()
      await heldCallback(callId, 'calling-hours')
    })

    it('for the number of calls is no try either', async () => {
      const from = somebody()
      const { callId } = await asked(from)
      const { caps } = desk.calls.settings.now()
      await desk.calls.settings.edit(by, { caps: { ...caps, atOnce: 1 }, commandId: commandId() })
      await desk.calls.outbound.claim('somebody', { id: 'another line', to: somebody(), ringsCustomer: true })
      await desk.accept(ida, callId)
      await desk.join(ida, callId)
      const dueAt = await heldCallback(callId, 'too-often')
      await desk.calls.outbound.over('another line')
      await desk.passes(dueAt - desk.platform.clock.now() + 1000)
      await isMade(callId)
    })
  })

  it('that an agent may not make, who has called out as often as they may, goes to the next one', async () => {
    const ben = await desk.addAgent('Ben', 'agent', false)
    const line = await desk.ring(somebody())
    for (const key of ['5', '1']) await desk.carrier.key(line, key)
    const { callId } = line
    await desk.accept(ida, callId)
    const { caps } = desk.calls.settings.now()
    await desk.calls.outbound.claim(ida.id, { id: `before ${callId}`, to: somebody(), ringsCustomer: true })
    await desk.calls.outbound.over(`before ${callId}`)
    await desk.calls.settings.edit(by, { caps: { ...caps, agentHour: 1 }, commandId: commandId() })
    const idasLine = await desk.join(ida, callId)
    const passed = await desk.callIs(callId, 'a callback that waits for another', (one) => one.phase === 'waiting')
    expect(passed).toMatchObject({ agentId: null, callback: { state: 'waiting', attempts: 0, dueAt: null, heldFor: null, notBy: ida.id } })
    expect([idasLine.state, desk.carrier.ringing()]).toEqual(['completed', []])
    // Ida is free for whatever else comes, and is not asked for this again, though nobody else is there.
    expect((await desk.staff.membersForRouting()).find((one) => one.id === ida.id)?.presence).toBe('available')
    await desk.passes(60_000)
    expect(await desk.routing.myWork(ida)).toEqual([])
    const [why] = await desk.routing.undecidedOf(by, (await desk.view(callId)).caseId ?? '')
    expect(why?.candidates.find((one) => one.agentId === ida.id)?.reasons).toEqual(['has reached their own limit of calls'])

    await desk.staff.setPresence(ben, { userId: ben.id, presence: 'available', commandId: commandId() })
    await desk.accept(ben, callId)
    await desk.join(ben, callId)
    await desk.carrier.pickUp(await waitFor(() => desk.carrier.ringing()[0], { what: 'a ringing phone' }))
    expect(await desk.inPhase(callId, 'talking')).toMatchObject({ agentId: ben.id, callback: { state: 'done' } })
    await desk.calls.settings.edit(by, { caps, commandId: commandId() })
    await desk.calls.hangUp(ben, desk.command(callId))
    await desk.carrier.settled()
    await desk.calls.wrapUp(ben, { ...desk.command(callId), isDone: true })
  })

  it('that nobody answered is called again at once by whoever wants to, before its next try is due', async () => {
    const line = await desk.ring(somebody())
    await desk.carrier.key(line, '5')
    await desk.carrier.key(line, '1')
    await desk.accept(ida, line.callId)
    await desk.join(ida, line.callId)
    await desk.carrier.refuse(await waitFor(() => desk.carrier.ringing()[0], { what: 'a ringing phone' }), 'busy')
    await desk.inPhase(line.callId, 'wrap-up')
    // Neither in a call nor called by anybody: she writes up, and is told so, of whichever callback she would take.
    const other = await desk.ring(somebody())
    for (const key of ['5', '1']) await desk.carrier.key(other, key)
    await desk.callIs(other.callId, 'a callback that waits', (one) => one.outcome === 'callback' && one.phase === 'waiting')
    for (const { callId } of [line, other])
      await expect(desk.calls.takeCallback(ida, desk.command(callId))).rejects.toMatchObject({ code: 'writing-up' })
    await desk.calls.cancelCallback(ida, desk.command(other.callId))
    const otto = await desk.addAgent('Otto')
    await expect(desk.calls.takeCallback(otto, desk.command(line.callId))).rejects.toThrow('has just called them')
    await desk.staff.setPresence(otto, { userId: otto.id, presence: 'away', commandId: commandId() })
    await desk.calls.wrapUp(ida, { ...desk.command(line.callId), isDone: true })
    const waiting = await desk.inPhase(line.callId, 'waiting')
    expect(waiting.callback).toMatchObject({ attempts: 1, dueAt: expect.any(String) })
    await waitFor(async () => (await desk.routing.activeOf(ida.id)).length === 0, { what: 'Ida free' })

    expect(await desk.calls.takeCallback(ida, desk.command(line.callId))).toMatchObject({ phase: 'connecting', agentId: ida.id })
    await desk.join(ida, line.callId)
    await desk.carrier.pickUp(await waitFor(() => desk.carrier.ringing()[0], { what: 'a ringing phone' }))
    await desk.inPhase(line.callId, 'talking')
    expect((await desk.works(line.callId)).filter((one) => one.state !== 'done')).toMatchObject([{ state: 'active', holderId: ida.id }])
    await desk.calls.hangUp(ida, desk.command(line.callId))
    await desk.carrier.settled()
    await desk.calls.wrapUp(ida, { ...desk.command(line.callId), isDone: true })
  })

  it('that cannot be compared with the carrier keeps nobody else from it', async () => {
    await desk.staff.setPresence(ida, { userId: ida.id, presence: 'away', commandId: commandId() })
    const line = await desk.ring(somebody())
    for (const key of ['5', '1']) await desk.carrier.key(line, key)
    const { interactionId } = await desk.callIs(line.callId, 'a callback that waits', (call) => call.phase === 'waiting')
    const later = await desk.intoQueue(somebody())
    desk.carrier.setDeaf(true)
    await desk.carrier.hangUp(later)
    desk.carrier.setDeaf(false)
    await desk.passes(30_000)
    afterWorkRead = async (id) => {
      if (id === interactionId) throw new Error('it cannot be read')
    }
    await desk.calls.reconcile().catch(() => undefined)
    afterWorkRead = async () => {}
    expect((await desk.view(later.callId)).phase).toBe('ended')
  })

  it('whose next try is due in the moment in which its call is compared with the carrier is asked for once', async () => {
    const line = await desk.ring(somebody())
    for (const key of ['5', '1']) await desk.carrier.key(line, key)
    const { callId } = line
    await desk.accept(ida, callId)
    await desk.join(ida, callId)
    await desk.carrier.refuse(await waitFor(() => desk.carrier.ringing()[0], { what: 'a ringing phone' }), 'busy')
    await desk.inPhase(callId, 'wrap-up')
    await desk.calls.wrapUp(ida, { ...desk.command(callId), isDone: true })
    const { callback, interactionId } = await desk.inPhase(callId, 'waiting')
    await waitFor(async () => (await desk.works(callId)).every((one) => one.state === 'done'), { what: 'the end of its work' })
    await desk.passes(21_000)
    const before = await desk.stateOf(callId)

    afterWorkRead = async (read) => {
      if (read !== interactionId) return
      afterWorkRead = async () => {}
      await desk.passes(Date.parse(callback?.dueAt ?? '') - desk.platform.clock.now())
    }
    await desk.calls.reconcile()
    expect((await desk.stateOf(callId)).callback?.dueAt).toBeNull()
    expect((await desk.stateOf(callId)).asks).toBe(before.asks + 1)
    const open = async () => (await desk.works(callId)).filter((one) => one.state !== 'done')
    await waitFor(async () => (await open()).length > 0, { what: 'its work' })
    expect(await open()).toHaveLength(1)
  })

  it('that nobody answers comes again later, and not for ever', async () => {
    const line = await desk.ring(somebody())
    await desk.carrier.key(line, '5')
    await desk.carrier.key(line, '1')
    for (let attempt = 1; attempt <= 3; attempt++) {
      await desk.accept(ida, line.callId)
      await desk.join(ida, line.callId)
      const outgoing = await waitFor(() => desk.carrier.ringing()[0], { what: 'a ringing phone' })
      await desk.carrier.refuse(outgoing, 'no-answer')
      const call = await desk.inPhase(line.callId, 'wrap-up')
      expect(call.callback).toMatchObject({ attempts: attempt, state: attempt < 3 ? 'waiting' : 'expired' })
      await desk.calls.wrapUp(ida, { ...desk.command(line.callId), isDone: true })
      if (attempt === 3) break
      await desk.inPhase(line.callId, 'waiting')
      await waitFor(async () => (await desk.routing.activeOf(ida.id)).length === 0, { what: 'Ida free' })
      await desk.passes(3_700_000)
      await desk.staff.setPresence(ida, { userId: ida.id, presence: 'available', commandId: commandId() })
    }
    expect((await desk.inPhase(line.callId, 'ended')).outcome).toBe('failed')
  })

  it('that is answered and hung up in the same moment is a try, and not rung again at once', async () => {
    const line = await desk.ring(somebody())
    await desk.carrier.key(line, '5')
    await desk.carrier.key(line, '1')
    await desk.accept(ida, line.callId)
    await desk.join(ida, line.callId)
    await desk.carrier.refuse(await waitFor(() => desk.carrier.ringing()[0], { what: 'a ringing phone' }), 'completed')
    expect(await desk.inPhase(line.callId, 'wrap-up')).toMatchObject({ callback: { attempts: 1, state: 'waiting' } })
    expect(desk.carrier.ringing()).toEqual([])
    await desk.calls.wrapUp(ida, { ...desk.command(line.callId), isDone: true })
  })
})
