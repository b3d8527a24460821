import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { identityOf } from '../../server/calls/index.ts'
import type { StaffActor } from '../../server/staff/index.ts'
import type { Line } from '../setup/memory-line.ts'
import { by, openPhoneDesk, type PhoneDesk } from './phone-desk.ts'

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
})
const audit = async (what: string) => {
  const { items } = await desk.staff.readAudit(by, { limit: 100 })
  return items.filter((one) => one.what === what)
}
/** What was asked of the carrier since this was called last. */
const asked = (): string[] => desk.carrier.asked.splice(0)
/** A supervisor is in the call, muted. */
const listen = async (ruth: StaffActor, callId: string): Promise<Line> => {
  const { dialId } = await desk.calls.listenToCall(ruth, desk.command(callId))
  const line = await desk.carrier.dialIn(dialId, identityOf(ruth.id), callId)
  await desk.carrier.settled()
  asked()
  return line
}

describe('listening (SECURITY P8)', () => {
  it('is heard by nobody until it speaks, to the agent alone or to all, and stands in the audit', async () => {
    const ruth = await desk.addAgent('Ruth', 'supervisor', false)
    const { callId, agentLine } = await desk.talk(ida, { from: somebody() })
    await expect(desk.calls.listenToCall(ida, desk.command(callId))).rejects.toMatchObject({ kind: 'forbidden' })
    const { dialId } = await desk.calls.listenToCall(ruth, desk.command(callId))
    const line = await desk.carrier.dialIn(dialId, identityOf(ruth.id), callId)
    await desk.carrier.settled()
    expect(line).toMatchObject({ isMuted: true, conference: callId })
    expect(line.documents[0]?.[0]).toMatchObject({ startsConference: false, isMuted: true })
    desk.carrier.asked.length = 0
    await desk.calls.coachCall(ruth, { ...desk.command(callId), mode: 'whisper' })
    expect(line).toMatchObject({ isMuted: false, hears: agentLine.carrierId })
    // Pointed at the agent before a word can be heard.
    expect(desk.carrier.asked.map((one) => one.split(' ')[0])).toEqual(['coach', 'unmute'])
    await desk.calls.coachCall(ruth, { ...desk.command(callId), mode: 'barge' })
    expect(line).toMatchObject({ isMuted: false, hears: null })
    await desk.calls.coachCall(ruth, { ...desk.command(callId), mode: 'listen' })
    expect(line.isMuted).toBe(true)
    const told = (await audit('call-audit.listened')).filter((one) => one.by === ruth.id)
    expect(told.map((one) => one.facts.mode)).toEqual(['listen', 'barge', 'whisper', 'listen'])
    expect((await desk.view(callId)).legs.find((one) => one.role === 'supervisor')).toMatchObject({ isMuted: true, agentId: ruth.id })
  })

  it('is not heard by the caller when the carrier refuses the whisper, and is asked for again once the agent is there anew', async () => {
    const ruth = await desk.addAgent('Ruth', 'supervisor', false)
    const { callId, agentLine } = await desk.talk(ida, { from: somebody() })
    const line = await listen(ruth, callId)
    agentLine.isHeld = true
    await desk.calls.coachCall(ruth, { ...desk.command(callId), mode: 'whisper' })
    expect(line).toMatchObject({ isMuted: true, hears: null })
    // Once, however often the call is looked at.
    await desk.passes(60_000)
    expect(asked().filter((one) => /coach|mute/.test(one))).toEqual([`coach ${line.carrierId}`])
    expect((await desk.view(callId)).legs.find((one) => one.role === 'supervisor')).toMatchObject({ isMuted: true })

    await desk.carrier.hangUp(agentLine)
    const again = await desk.join(ida, callId)
    expect(line).toMatchObject({ isMuted: false, hears: again.carrierId })
  })

  it('is not said to be muted while the carrier refuses that; asked again it is, and in the end hung up rather than heard', async () => {
    const ruth = await desk.addAgent('Ruth', 'supervisor', false)
    const { callId } = await desk.talk(ida, { from: somebody() })
    const line = await listen(ruth, callId)
    const shown = async () => (await desk.view(callId)).legs.find((one) => one.role === 'supervisor')
    const mutes = () => asked().filter((one) => one === `mute ${line.carrierId}`).length
    const coach = (mode: 'listen' | 'barge') => desk.calls.coachCall(ruth, { ...desk.command(callId), mode })
    const seconds = async (count: number): Promise<void> => {
      for (let second = 0; second < count; second++) await desk.passes(1_000)
    }
    try {
      await coach('barge')
      desk.carrier.setRefusing(true)
      asked()
      await coach('listen')
      expect(await shown()).toMatchObject({ isMuted: false })
      await seconds(2)
      expect(mutes()).toBe(2)
      desk.carrier.setRefusing(false)
      await seconds(3)
      expect(line.isMuted).toBe(true)
      expect(await shown()).toMatchObject({ isMuted: true })

      await coach('barge')
      expect(line.isMuted).toBe(false)
      desk.carrier.setRefusing(true)
      await coach('listen')
      await seconds(12)
      await desk.carrier.settled()
      expect(line.state).toBe('completed')
    } finally {
      desk.carrier.setRefusing(false)
    }
  })

  it('is not said to speak while the carrier refuses that, and may ask once more', async () => {
    const ruth = await desk.addAgent('Ruth', 'supervisor', false)
    const { callId } = await desk.talk(ida, { from: somebody() })
    const line = await listen(ruth, callId)
    desk.carrier.setRefusing(true)
    try {
      await desk.calls.coachCall(ruth, { ...desk.command(callId), mode: 'barge' })
      for (let second = 0; second < 12; second++) await desk.passes(1_000)
      expect(asked().filter((one) => one === `unmute ${line.carrierId}`)).toHaveLength(4)
      expect((await desk.view(callId)).legs.find((one) => one.role === 'supervisor')).toMatchObject({ isMuted: true })
    } finally {
      desk.carrier.setRefusing(false)
    }
    await desk.calls.coachCall(ruth, { ...desk.command(callId), mode: 'listen' })
    await desk.calls.coachCall(ruth, { ...desk.command(callId), mode: 'barge' })
    expect(line.isMuted).toBe(false)
  })

  it('speaks on request again to an agent of whom the carrier would not have it before', async () => {
    const ruth = await desk.addAgent('Ruth', 'supervisor', false)
    const { callId, agentLine } = await desk.talk(ida, { from: somebody() })
    const line = await listen(ruth, callId)
    agentLine.isHeld = true
    await desk.calls.coachCall(ruth, { ...desk.command(callId), mode: 'whisper' })
    agentLine.isHeld = false
    await desk.calls.coachCall(ruth, { ...desk.command(callId), mode: 'listen' })
    await desk.calls.coachCall(ruth, { ...desk.command(callId), mode: 'whisper' })
    expect(line).toMatchObject({ isMuted: false, hears: agentLine.carrierId })
  })

  it('is muted first when the agent goes, and pointed at the next one before it is heard', async () => {
    const ruth = await desk.addAgent('Ruth', 'supervisor', false)
    const ken = await desk.addAgent('Ken')
    const { callId, agentLine } = await desk.talk(ida, { from: somebody() })
    const line = await listen(ruth, callId)
    await desk.calls.coachCall(ruth, { ...desk.command(callId), mode: 'whisper' })
    await desk.calls.beginConsult(ida, { ...desk.command(callId), to: { agentId: ken.id } })
    const colleague = await desk.join(ken, callId)
    // Held by hand, so the carrier would refuse that they are coached.
    const { legs } = await desk.view(callId)
    const legId = legs.find((one) => one.role === 'colleague')?.id ?? ''
    await desk.calls.holdLeg(ida, { ...desk.command(callId), legId, isHeld: true })
    expect(colleague.isHeld).toBe(true)
    asked()
    await desk.calls.handOver(ida, desk.command(callId))
    await desk.carrier.settled()
    expect(line).toMatchObject({ isMuted: false, hears: colleague.carrierId })
    const order = asked()
    expect(order.indexOf(`mute ${line.carrierId}`)).toBeLessThan(order.indexOf(`hang-up ${agentLine.carrierId}`))
    expect(order.filter((one) => [line, colleague].some(({ carrierId }) => one.endsWith(` ${carrierId}`)))).toEqual([
      `mute ${line.carrierId}`,
      `unhold ${colleague.carrierId}`,
      `coach ${line.carrierId}`,
      `unmute ${line.carrierId}`,
    ])
  })
})
