import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { StaffActor } from '../../server/staff/index.ts'
import { waitFor } from '../wait-for.ts'
import { by, commandId, openPhoneDesk, type PhoneDesk } from './phone-desk.ts'

const HOUR_MS = 3_600_000

let desk: PhoneDesk
let ida: StaffActor
let number = 0
const somebody = (): string => `+1202555${String(7000 + number++)}`

beforeAll(async () => {
  desk = await openPhoneDesk()
})
afterAll(() => desk?.close())
beforeEach(async () => {
  ida = await desk.afresh()
  await away()
})
const away = (): Promise<unknown> => desk.staff.setPresence(by, { userId: ida.id, presence: 'away', commandId: commandId() })
const asks = async (from = somebody()): Promise<string> => {
  const line = await desk.ring(from)
  for (const key of ['5', '1']) await desk.carrier.key(line, key)
  await desk.carrier.hangUp(line)
  await desk.callIs(line.callId, 'a callback that waits', (one) => one.phase === 'waiting' && one.caseId !== null)
  return line.callId
}
const isOver = async (callId: string): Promise<void> => {
  await desk.inPhase(callId, 'ended')
  await waitFor(async () => (await desk.works(callId)).every((one) => one.state === 'done'), { what: 'the end of its work' })
}
const cancel = (callId: string) => desk.calls.cancelCallback(ida, desk.command(callId))
const restore = (callId: string) => desk.calls.restoreCallback(ida, desk.command(callId))

describe('a callback that was cancelled', () => {
  it('is put back where it stood in its queue, and is made', async () => {
    const callId = await asks()
    const later = await asks()
    await waitFor(async () => (await desk.works(callId)).length > 0, { what: 'its work' })
    await cancel(callId)
    await isOver(callId)
    await restore(callId)
    expect(await desk.callIs(callId, 'one that waits', (one) => one.callback?.state === 'waiting')).toMatchObject({
      phase: 'waiting',
      endedAt: null,
    })
    await waitFor(async () => (await desk.works(callId)).some((one) => one.state === 'waiting'), { what: 'its work, again' })
    await desk.staff.setPresence(by, { userId: ida.id, presence: 'available', commandId: commandId() })
    await desk.accept(ida, callId)
    await desk.inPhase(callId, 'connecting')
    expect((await desk.view(later)).phase).toBe('waiting')
    await desk.join(ida, callId)
    const customer = await waitFor(() => desk.carrier.ringing()[0], { what: 'a ringing phone' })
    await desk.carrier.pickUp(customer)
    await desk.inPhase(callId, 'talking')
  })

  it('is put back at once, before anybody did anything about it', async () => {
    const callId = await asks()
    await cancel(callId)
    await restore(callId)
    await restore(callId)
    await desk.staff.setPresence(by, { userId: ida.id, presence: 'available', commandId: commandId() })
    await desk.offered(ida, callId)
  })

  it('has the hour again that was arranged', async () => {
    const at = new Date(desk.platform.clock.now() + 26 * HOUR_MS).toISOString()
    const { id } = await desk.calls.arrangeCallback(ida, { number: somebody(), at, who: 'me', note: '', commandId: commandId() })
    await cancel(id)
    await isOver(id)
    await restore(id)
    const { callback, phase } = await desk.callIs(id, 'one that waits', (one) => one.callback?.state === 'waiting')
    expect([phase, callback?.dueAt, callback?.arranged?.forAgentId]).toEqual(['waiting', at, ida.id])
    expect((await desk.works(id)).filter((one) => one.state !== 'done')).toEqual([])
  })

  it('stays cancelled when they asked again meanwhile, and when nobody cancelled it', async () => {
    const from = somebody()
    const callId = await asks(from)
    await cancel(callId)
    await isOver(callId)
    await asks(from)
    await expect(restore(callId)).rejects.toMatchObject({ code: 'asked-again', kind: 'conflict' })
    const blocked = somebody()
    const refused = await asks(blocked)
    await desk.calls.outbound.block(ida, { number: blocked, reason: '', commandId: commandId() })
    await desk.calls.reconcile()
    await desk.callIs(refused, 'one that may not be called', (one) => one.callback?.state === 'cancelled')
    await expect(restore(refused)).rejects.toMatchObject({ code: 'callback-over', kind: 'conflict' })
  })
})
