import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { StaffActor } from '../../server/staff/index.ts'
import type { Line } from '../setup/memory-line.ts'
import { waitFor } from '../wait-for.ts'
import { openPhoneDesk, type PhoneDesk } from './phone-desk.ts'

let desk: PhoneDesk
let ida: StaffActor
let number = 0
const somebody = (): string => `+1202555${String(5000 + number++)}`

beforeAll(async () => {
  desk = await openPhoneDesk()
})
afterAll(() => desk?.close())
beforeEach(async () => {
  ida = await desk.afresh()
})

interface Party {
  line: Line
  legId: string
}
const askOutside = async (callId: string): Promise<Party> => {
  const { consult } = await desk.calls.beginConsult(ida, { ...desk.command(callId), to: { number: somebody() } })
  const line = await waitFor(() => desk.carrier.ringing()[0], { what: 'a ringing phone' })
  await desk.carrier.pickUp(line)
  return { line, legId: consult?.legId ?? '' }
}
const askColleague = async (callId: string, colleague: StaffActor): Promise<Party> => {
  const { consult } = await desk.calls.beginConsult(ida, { ...desk.command(callId), to: { agentId: colleague.id } })
  return { line: await desk.join(colleague, callId), legId: consult?.legId ?? '' }
}
const together = (callId: string) => desk.calls.talkTogether(ida, desk.command(callId))
const held = (...lines: Line[]): boolean[] => lines.map((one) => one.isHeld)

describe('a second consult', () => {
  it('is heard by nobody who came with the first, and takes back whom it put on hold', async () => {
    const { caller, callId } = await desk.talk(ida, { from: somebody() })
    const otto = await askColleague(callId, await desk.addAgent('Otto'))
    await together(callId)
    const shop = await askOutside(callId)
    expect(held(caller, otto.line, shop.line)).toEqual([true, true, false])
    for (const legId of [undefined, otto.legId])
      await expect(desk.calls.holdLeg(ida, { ...desk.command(callId), legId, isHeld: false })).rejects.toMatchObject({ code: 'consulting' })
    await desk.calls.endConsult(ida, desk.command(callId))
    expect(held(caller, otto.line)).toEqual([false, false])

    // Held by hand before, they stay so.
    await desk.calls.holdLeg(ida, { ...desk.command(callId), legId: otto.legId, isHeld: true })
    const second = await askOutside(callId)
    await desk.calls.endConsult(ida, desk.command(callId))
    await desk.carrier.settled()
    expect([second.line.state, ...held(caller, otto.line)]).toEqual(['completed', false, true])
    await askOutside(callId)
    await together(callId)
    expect(held(caller, otto.line)).toEqual([false, true])
  })
})

describe('a conference', () => {
  it('of six: each is held and dropped by itself, a seventh is refused in words, and the agent may go', async () => {
    const { caller, agentLine, callId } = await desk.talk(ida, { from: somebody() })
    const otto = await desk.addAgent('Otto')
    const parties: Party[] = []
    for (const ask of [() => askColleague(callId, otto), () => askOutside(callId), () => askOutside(callId), () => askOutside(callId)]) {
      parties.push(await ask())
      await together(callId)
    }
    const lines = [caller, agentLine, ...parties.map((one) => one.line)]
    expect(lines.map((one) => [one.conference, one.isHeld])).toEqual(lines.map(() => [callId, false]))
    await expect(desk.calls.beginConsult(ida, { ...desk.command(callId), to: { number: somebody() } })).rejects.toMatchObject({
      code: 'call-full',
      kind: 'conflict',
      message: '6 people are in this call already.',
    })

    const others: Party[] = [{ line: caller, legId: 'l1' }, ...parties]
    for (const { line, legId } of others) {
      await desk.calls.holdLeg(ida, { ...desk.command(callId), legId, isHeld: true })
      expect(lines.filter((one) => one.isHeld)).toEqual([line])
      await desk.calls.holdLeg(ida, { ...desk.command(callId), legId, isHeld: false })
      expect(lines.filter((one) => one.isHeld)).toEqual([])
    }

    const [first, second, , last] = parties as [Party, Party, Party, Party]
    await desk.calls.dropLeg(ida, { ...desk.command(callId), legId: last.legId })
    await desk.carrier.settled()
    const inTalk = (): Line[] => lines.filter((one) => one.conference === callId)
    expect(inTalk()).toEqual(lines.filter((one) => one !== last.line))

    await expect(desk.calls.handOver(ida, { ...desk.command(callId), legId: 'l1' })).rejects.toMatchObject({ code: 'not-to-them' })
    await desk.calls.handOver(ida, { ...desk.command(callId), legId: first.legId })
    await desk.carrier.settled()
    expect(inTalk()).toEqual(lines.filter((one) => one !== last.line && one !== agentLine))
    expect(await desk.view(callId)).toMatchObject({ phase: 'talking', agentId: otto.id })

    // A number outside may be left to as well: nobody of ours is in it then.
    await desk.calls.handOver(otto, { ...desk.command(callId), legId: second.legId })
    await desk.carrier.settled()
    expect(inTalk()).toEqual([caller, second.line, parties[2]?.line])
  })
})
