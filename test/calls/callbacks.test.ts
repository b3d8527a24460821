import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { StaffActor } from '../../server/staff/index.ts'
import { waitFor } from '../wait-for.ts'
import { commandId, OUR_NUMBER, openPhoneDesk, type PhoneDesk } from './phone-desk.ts'

let desk: PhoneDesk
let ida: StaffActor
let number = 0
const somebody = (): string => `+1202555${String(2000 + number++)}`

beforeAll(async () => {
  desk = await openPhoneDesk()
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

    const second = await desk.ring(from)
    await desk.carrier.key(second, '5')
    await desk.carrier.key(second, '1')
    const third = await desk.ring(from)
    await desk.carrier.key(third, '5')
    await desk.carrier.key(third, '1')
    expect((await desk.view(third.callId)).callback).toBeNull()

    await desk.calls.cancelCallback(ida, desk.command(second.callId))
    expect(await desk.inPhase(second.callId, 'ended')).toMatchObject({ callback: { state: 'cancelled' } })
    await desk.carrier.hangUp(third)

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

  it('that nobody answered is called again at once by whoever wants to, before its next try is due', async () => {
    const line = await desk.ring(somebody())
    await desk.carrier.key(line, '5')
    await desk.carrier.key(line, '1')
    await desk.accept(ida, line.callId)
    await desk.join(ida, line.callId)
    await desk.carrier.refuse(await waitFor(() => desk.carrier.ringing()[0], { what: 'a ringing phone' }), 'busy')
    await desk.inPhase(line.callId, 'wrap-up')
    await expect(desk.calls.takeCallback(ida, desk.command(line.callId))).rejects.toMatchObject({ kind: 'conflict' })
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
})
