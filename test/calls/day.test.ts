import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { system } from '../../server/staff/index.ts'
import { commandId, openPhoneDesk, type PhoneDesk } from './phone-desk.ts'

const ids = (page: { items: { id: string }[] }): string[] => page.items.map((one) => one.id)

describe('the day of the phone', () => {
  let desk: PhoneDesk
  beforeAll(async () => {
    desk = await openPhoneDesk()
  })
  afterAll(() => desk.close())

  it('is told of the calls themselves, the same after a restart, and calls are found by what they were', async () => {
    const bo = await desk.afresh('Bo')
    const ruth = await desk.addAgent('Ruth', 'supervisor', false)
    const talked = await desk.talk(bo, { from: '+12025550131', consents: true })
    await desk.passes(30_000)
    await desk.carrier.hangUp(talked.caller)
    await desk.inPhase(talked.callId, 'wrap-up')
    await desk.passes(10_000)
    await desk.calls.wrapUp(bo, { callId: talked.callId, isDone: true, commandId: commandId() })
    await desk.staff.setPresence(bo, { userId: bo.id, presence: 'away', commandId: commandId() })
    const gaveUp = await desk.intoQueue('+12025550132')
    await desk.passes(40_000)
    await desk.carrier.hangUp(gaveUp)
    await desk.inPhase(gaveUp.callId, 'ended')

    const day = await desk.calls.readDay(ruth, {})
    const queue = day.queues.find((one) => one.queueId === desk.returnsId)
    expect(queue).toMatchObject({ offered: 2, answered: 1, abandoned: 1, serviceLevel: 0.5, abandonRate: 0.5 })
    expect(queue?.averageHandleSeconds).toBeGreaterThanOrEqual(40)
    expect(queue?.longestWaitSeconds).toBeGreaterThanOrEqual(40)
    expect(day.agents.find((one) => one.agentId === bo.id)).toMatchObject({ handled: 1 })
    await expect(desk.calls.readDay(bo, {})).rejects.toMatchObject({ kind: 'forbidden' })

    const find = (wanted: object) => desk.calls.listCalls(system('test'), { state: 'recent', limit: 50, ...wanted })
    expect(ids(await find({ number: '(202) 555-0131' }))).toEqual([talked.callId])
    expect(ids(await find({ agentId: bo.id }))).toEqual([talked.callId])
    expect(ids(await find({ outcome: 'abandoned', queueId: desk.returnsId }))).toEqual([gaveUp.callId])
    expect(ids(await find({ recorded: 'yes' }))).toEqual([talked.callId])
    expect(ids(await find({ to: new Date(0).toISOString() }))).toEqual([])

    const { dataDir, carrier } = desk
    await desk.close()
    desk = await openPhoneDesk({ dataDir, carrier })
    const again = await desk.calls.readDay(ruth, { since: new Date(0).toISOString() })
    expect(again.queues.find((one) => one.queueId === desk.returnsId)).toEqual(queue)
  })
})
