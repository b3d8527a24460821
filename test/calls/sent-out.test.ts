import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { StaffActor } from '../../server/staff/index.ts'
import type { Line } from '../setup/memory-line.ts'
import { waitFor } from '../wait-for.ts'
import { openPhoneDesk, type PhoneDesk } from './phone-desk.ts'

let desk: PhoneDesk
let ida: StaffActor
let number = 0
const somebody = (): string => `+1202555${String(8000 + number++)}`
const OUTSIDE = '+12025550177'
const ringing = () => waitFor(() => desk.carrier.ringing()[0], { what: 'a ringing phone' })

beforeAll(async () => {
  desk = await openPhoneDesk()
})
afterAll(() => desk?.close())
beforeEach(async () => {
  ida = await desk.afresh()
})

describe('a transfer to a number that does not answer', () => {
  const sendOut = async () => {
    const talk = await desk.talk(ida, { from: somebody() })
    await desk.calls.transferCall(ida, { ...desk.command(talk.callId), to: { number: OUTSIDE } })
    await desk.carrier.refuse(await ringing(), 'no-answer')
    await desk.callIs(talk.callId, 'a customer who waits', ({ phase, agentId }) => phase === 'waiting' && agentId === null)
    return talk
  }
  const isWaiting = (callId: string) =>
    waitFor(async () => (await desk.works(callId)).some((one) => one.state === 'waiting'), { what: 'work that waits' })

  const offeredCalls = async () => (await desk.routing.myWork(ida)).filter((one) => one.channel === 'voice')

  it('leaves the agent their wrap-up, and nothing is offered to them before its end', async () => {
    const { callId } = await sendOut()
    await isWaiting(callId)
    expect(await desk.view(callId)).toMatchObject({ wrapUpBy: ida.id, queueId: desk.returnsId })
    await desk.routing.tick()
    expect(await offeredCalls()).toEqual([])
    const { wrapUpEndsAt } = await desk.calls.wrapUp(ida, { ...desk.command(callId), disposition: 'Solved', extendSeconds: 60 })
    const places = desk.platform.connection.collection<{ _id: string; work: { until: Date | null }[] }>('agents_work')
    const isHeldTo = async (until: number): Promise<boolean> =>
      (await places.findOne({ _id: ida.id }))?.work.some((one) => Math.abs((one.until?.getTime() ?? 0) - until) < 1_000) ?? false
    await waitFor(() => isHeldTo(wrapUpEndsAt?.getTime() ?? 0), { what: 'a place kept as long' })
    await desk.passes(70_000)
    expect(await desk.view(callId)).toMatchObject({ phase: 'waiting', wrapUpBy: ida.id })
    expect(await offeredCalls()).toEqual([])
    await desk.calls.wrapUp(ida, { ...desk.command(callId), isDone: true })
    await desk.accept(ida, callId)
    expect(await desk.inPhase(callId, 'connecting')).not.toHaveProperty('wrapUpBy')
  })

  it('is answered by a colleague meanwhile, who wraps up after it', async () => {
    const { caller, callId } = await sendOut()
    const otto = await desk.addAgent('Otto')
    await desk.accept(otto, callId)
    await desk.join(otto, callId)
    expect(await desk.inPhase(callId, 'talking')).toMatchObject({ agentId: otto.id, wrapUpBy: ida.id })
    await desk.calls.wrapUp(ida, { ...desk.command(callId), isDone: true })
    expect(await desk.view(callId)).toMatchObject({ phase: 'talking', agentId: otto.id })
    await desk.carrier.hangUp(caller)
    expect(await desk.inPhase(callId, 'wrap-up')).toMatchObject({ agentId: otto.id, wrapUpBy: otto.id, handledBy: [ida.id, otto.id] })
    expect((await desk.works(callId)).map((one) => [one.state, one.holderId])).toEqual([['active', otto.id]])
  })

  it.each<[string, (otto: StaffActor, callId: string) => Promise<unknown>]>([
    ['gives the customer on', (otto, callId) => desk.calls.transferCall(otto, { ...desk.command(callId), to: { queueId: desk.otherId } })],
    [
      'loses their line',
      async (_otto, callId) => {
        const { carrierId = '' } = (await desk.stateOf(callId)).legs.findLast((one) => one.role === 'agent') ?? {}
        await desk.carrier.hangUp(desk.carrier.lines.get(carrierId) as Line)
        await desk.passes(31_000)
      },
    ],
  ])('leaves them their wrap-up also when the colleague %s', async (_what, act) => {
    const { caller, callId } = await sendOut()
    await desk.calls.wrapUp(ida, { ...desk.command(callId), disposition: 'Solved', extendSeconds: 600 })
    const otto = await desk.addAgent('Otto')
    await desk.accept(otto, callId)
    await desk.join(otto, callId)
    await desk.inPhase(callId, 'talking')
    await act(otto, callId)
    expect(await desk.inPhase(callId, 'waiting')).toMatchObject({ agentId: null, wrapUpBy: ida.id, wrapUpEndsAt: expect.any(String) })
    const handled = (await desk.stateOf(callId)).handled.map(({ agentId, to }) => [agentId, to === null])
    expect(handled).toEqual([
      [ida.id, true],
      [otto.id, false],
    ])
    const isAsked = ({ state }: { state: string }): boolean => state === 'waiting' || state === 'offered'
    await waitFor(async () => (await desk.works(callId)).some(isAsked), { what: 'work that asks for somebody' })
    await desk.routing.tick()
    expect(await offeredCalls()).toEqual([])
    await desk.calls.wrapUp(ida, { ...desk.command(callId), isDone: true })
    expect((await desk.stateOf(callId)).handled.every(({ to }) => to !== null)).toBe(true)
    await desk.carrier.hangUp(caller)
    await desk.inPhase(callId, 'ended')
  })

  it('and who gives up waiting is offered to nobody, while the agent writes up', async () => {
    const { caller, callId } = await sendOut()
    await isWaiting(callId)
    await desk.carrier.hangUp(caller)
    expect(await desk.inPhase(callId, 'wrap-up')).toMatchObject({ outcome: 'abandoned', wrapUpBy: ida.id })
    await waitFor(async () => (await desk.works(callId)).every((one) => one.state === 'done'), { what: 'the end of its work' })
    await desk.calls.wrapUp(ida, { ...desk.command(callId), isDone: true })
    await desk.inPhase(callId, 'ended')
  })
})
