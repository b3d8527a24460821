import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { identityOf } from '../../server/calls/index.ts'
import type { StaffActor } from '../../server/staff/index.ts'
import { waitFor } from '../wait-for.ts'
import { by, commandId, OUR_NUMBER, openPhoneDesk, type PhoneDesk } from './phone-desk.ts'

const SECOND_NUMBER = '+12025550199'
const OUTSIDE = '+12025550177'
const HOUR_MS = 3_600_000

describe('the number that a queue shows', () => {
  let desk: PhoneDesk
  let ida: StaffActor
  beforeAll(async () => {
    desk = await openPhoneDesk()
    const number = { number: SECOND_NUMBER, label: 'Technical', flow: 'main', queueId: desk.otherId, isRecorded: false }
    await desk.calls.numbers.add(by, { ...number, commandId: commandId() })
    await desk.calls.settings.editQueue(by, { queueId: desk.otherId, callerId: SECOND_NUMBER, commandId: commandId() })
    ida = await desk.addAgent('Ida')
  })
  afterAll(() => desk?.close())

  const ringing = () => waitFor(() => desk.carrier.ringing()[0], { what: 'a ringing phone' })
  const over = async (callId: string): Promise<void> => {
    await desk.calls.hangUp(ida, desk.command(callId))
    await desk.carrier.settled()
    await desk.inPhase(callId, 'wrap-up')
    await desk.calls.wrapUp(ida, { ...desk.command(callId), isDone: true })
    await desk.inPhase(callId, 'ended')
  }
  /** The agent is there, and whoever is called picks up: what they saw. */
  const shown = async (callId: string, to: string): Promise<string> => {
    const line = await ringing()
    expect(line.to).toBe(to)
    await desk.carrier.pickUp(line)
    await desk.inPhase(callId, 'talking')
    await over(callId)
    return line.from
  }

  it.each<[string, () => string | undefined, string]>([
    ['of the queue that is called for', () => desk.otherId, SECOND_NUMBER],
    ['of the phone, for a queue without its own', () => desk.returnsId, OUR_NUMBER],
    ['of the phone, for none', () => undefined, OUR_NUMBER],
  ])('stands on a call that an agent begins: that %s', async (_what, queueId, number) => {
    const to = '+12025550161'
    const { call, dialId } = await desk.calls.startCall(ida, { to, queueId: queueId(), commandId: commandId() })
    expect(call.ourNumber).toBe(number)
    await desk.carrier.dialIn(dialId, identityOf(ida.id), call.id)
    expect(await shown(call.id, to)).toBe(number)
  })

  it.each<[string, string, (callId: string) => Promise<unknown>]>([
    ['is sent on', SECOND_NUMBER, (callId) => desk.calls.transferCall(ida, { ...desk.command(callId), to: { number: OUTSIDE } })],
    ['is asked besides', SECOND_NUMBER, (callId) => desk.calls.beginConsult(ida, { ...desk.command(callId), to: { number: OUTSIDE } })],
    ['is sent on', OUR_NUMBER, (callId) => desk.calls.transferCall(ida, { ...desk.command(callId), to: { number: OUTSIDE } })],
    ['is asked besides', OUR_NUMBER, (callId) => desk.calls.beginConsult(ida, { ...desk.command(callId), to: { number: OUTSIDE } })],
  ])('stands on the call to a number outside that %s: %s', async (_what, number, send) => {
    // They dialled the first number, and wait in the queue that shows the second, or in the one that shows none of its own.
    const { caller, callId } = await desk.talk(ida, { from: '+12025550163' })
    if (number === SECOND_NUMBER) {
      await desk.calls.transferCall(ida, { ...desk.command(callId), to: { queueId: desk.otherId } })
      await desk.accept(ida, callId)
      await desk.join(ida, callId)
      await desk.inPhase(callId, 'talking')
    }
    await send(callId)
    const line = await ringing()
    expect([line.to, line.from]).toEqual([OUTSIDE, number])
    await desk.carrier.refuse(line, 'no-answer')
    await desk.carrier.hangUp(caller)
    await waitFor(async () => (await desk.stateOf(callId)).phase !== 'talking', { what: 'the end of the talk' })
    await desk.calls.wrapUp(ida, { ...desk.command(callId), isDone: true })
    await desk.inPhase(callId, 'ended')
  })

  it('stands on a callback that was asked for on another number, and on one that an agent arranges in its case', async () => {
    const from = '+12025550162'
    const caller = await desk.ring(from)
    await desk.carrier.key(caller, '9')
    await desk.carrier.key(caller, '1')
    await waitFor(() => caller.state === 'completed', { what: 'the end of the line' })
    const { caseId } = await desk.callIs(caller.callId, 'a callback in a case', (one) => one.caseId !== null)
    await desk.accept(ida, caller.callId)
    await desk.join(ida, caller.callId)
    expect(await shown(caller.callId, from)).toBe(SECOND_NUMBER)

    const at = new Date(desk.platform.clock.now() + HOUR_MS).toISOString()
    const wish = { number: from, caseId: caseId ?? '', at, who: 'anyone' as const, note: '', commandId: commandId() }
    const arranged = await desk.calls.arrangeCallback(ida, wish)
    expect(arranged).toMatchObject({ queueId: desk.otherId, ourNumber: SECOND_NUMBER })
    await desk.passes(HOUR_MS + 1000)
    await desk.staff.setPresence(ida, { userId: ida.id, presence: 'available', commandId: commandId() })
    await desk.accept(ida, arranged.id)
    await desk.join(ida, arranged.id)
    expect(await shown(arranged.id, from)).toBe(SECOND_NUMBER)
  })
})
