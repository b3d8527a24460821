import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { LegView } from '../../server/calls/wire.ts'
import type { StaffActor } from '../../server/staff/index.ts'
import type { Line } from '../setup/memory-line.ts'
import { waitFor } from '../wait-for.ts'
import { openPhoneDesk, type PhoneDesk } from './phone-desk.ts'

let desk: PhoneDesk
let ida: StaffActor
let callId: string
let caller: Line
let number = 0

beforeAll(async () => {
  desk = await openPhoneDesk()
})
afterAll(() => desk?.close())
const talk = async (): Promise<void> => {
  const talk = await desk.talk(ida, { from: `+1202555${String(4000 + number++)}` })
  callId = talk.callId
  caller = talk.caller
  desk.carrier.asked.length = 0
}
beforeEach(async () => {
  desk.carrier.setRefusing(false)
  desk.carrier.setDeaf(false)
  ida = await desk.afresh()
  await talk()
})

const hold = (isHeld: boolean) => desk.calls.holdLeg(ida, { ...desk.command(callId), isHeld })
const customer = async (): Promise<LegView> => {
  const { legs } = await desk.view(callId)
  return legs.find((one) => one.role === 'customer') as LegView
}
const times = (what: 'hold' | 'unhold'): number => desk.carrier.asked.filter((one) => one === `${what} ${caller.carrierId}`).length
/** Some seconds, one after the other: what is due in each is done. */
const seconds = async (count: number): Promise<void> => {
  for (let second = 0; second < count; second++) await desk.passes(1_000)
}

describe('a hold that the carrier refuses', () => {
  it('is not shown, and is asked for again until it is done', async () => {
    desk.carrier.setRefusing(true)
    await hold(true)
    expect(await customer()).toMatchObject({ isHeld: false, heldSince: null, holdRefused: 'asking' })
    await seconds(2)
    expect(times('hold')).toBe(2)
    desk.carrier.setRefusing(false)
    await seconds(3)
    await waitFor(async () => (await customer()).isHeld, { what: 'a customer on hold' })
    expect(caller.isHeld).toBe(true)
    expect(await customer()).not.toHaveProperty('holdRefused')
  })

  it('is given up in the end: they hear the agent, who is told, and may ask once more', async () => {
    desk.carrier.setRefusing(true)
    await hold(true)
    await seconds(12)
    expect(times('hold')).toBe(4)
    expect(await customer()).toMatchObject({ isHeld: false, holdRefused: 'given-up' })
    desk.carrier.setRefusing(false)
    await seconds(30)
    expect(caller.isHeld).toBe(false)
    await hold(true)
    expect(caller.isHeld).toBe(true)
    expect(await customer()).toMatchObject({ isHeld: true })
    expect(await customer()).not.toHaveProperty('holdRefused')
  })

  it('is no secret in a private word: whoever is asked would be heard', async () => {
    desk.carrier.setRefusing(true)
    await desk.calls.beginConsult(ida, { ...desk.command(callId), to: { number: '+12025554999' } })
    expect(await customer()).toMatchObject({ isHeld: false, holdRefused: 'asking' })
    await seconds(12)
    expect(await customer()).toMatchObject({ isHeld: false, holdRefused: 'given-up' })
    desk.carrier.setRefusing(false)
    await desk.calls.endConsult(ida, desk.command(callId))
    await hold(true)
    expect(await customer()).toMatchObject({ isHeld: true })
  })

  it('leaves who is not taken back on hold, as they are', async () => {
    await hold(true)
    desk.carrier.setRefusing(true)
    await hold(false)
    expect(await customer()).toMatchObject({ isHeld: true, holdRefused: 'asking' })
    await seconds(12)
    expect(await customer()).toMatchObject({ isHeld: true, holdRefused: 'given-up' })
    desk.carrier.setRefusing(false)
    await hold(false)
    expect([caller.isHeld, (await customer()).isHeld]).toEqual([false, false])
  })
})

describe('a conference of which the desk knows too little', () => {
  it('is looked for by its name when nobody told of it', async () => {
    await desk.carrier.hangUp(caller)
    ida = await desk.afresh()
    const line = await desk.intoQueue(`+1202555${String(4000 + number++)}`)
    await desk.accept(ida, line.callId)
    desk.carrier.setDeaf(true)
    await desk.join(ida, line.callId)
    await seconds(6)
    await desk.inPhase(line.callId, 'talking')
    desk.carrier.setDeaf(false)
    ;[callId, caller] = [line.callId, line]
    await hold(true)
    expect([caller.isHeld, (await customer()).isHeld]).toEqual([true, true])
  })

  it('is the one that goes on now, though late news tells of the one before', async () => {
    const old = (await desk.stateOf(callId)).conferenceId
    const otto = await desk.addAgent('Otto')
    await desk.calls.transferCall(ida, { ...desk.command(callId), to: { agentId: otto.id } })
    await desk.inPhase(callId, 'waiting')
    await desk.accept(otto, callId)
    await desk.join(otto, callId)
    await desk.inPhase(callId, 'talking')
    await desk.carrier.settled()
    const late = {
      callId,
      conferenceId: old,
      legId: 'l1',
      carrierId: caller.carrierId,
      what: 'left',
      at: new Date(0),
      key: 'late',
    } as const
    await desk.calls.intake.reported({ type: 'participant', ...late })
    await desk.calls.holdLeg(otto, { ...desk.command(callId), isHeld: true })
    expect([caller.isHeld, (await customer()).isHeld]).toEqual([true, true])
  })
})
