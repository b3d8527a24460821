import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type CallReport, identityOf } from '../../server/calls/index.ts'
import type { StaffActor } from '../../server/staff/index.ts'
import type { Line } from '../setup/memory-line.ts'
import { openPhoneDesk, type PhoneDesk } from './phone-desk.ts'

let desk: PhoneDesk
let ida: StaffActor
let isLost: (report: CallReport) => boolean
let number = 0
const somebody = (): string => `+1202555${String(6000 + number++)}`

beforeAll(async () => {
  desk = await openPhoneDesk({ deliver: (reports) => reports.filter((one) => !isLost(one)) })
})
afterAll(() => desk?.close())
beforeEach(async () => {
  isLost = () => false
  ida = await desk.afresh()
})

const isEnd = (report: CallReport): boolean => report.type === 'leg' && report.state === 'completed'
const isLeft = (report: CallReport): boolean => report.type === 'participant' && report.what === 'left'
const isJoin = (report: CallReport): boolean => report.type === 'participant' && report.what === 'joined'
const seconds = async (count: number): Promise<void> => {
  for (let second = 0; second < count; second++) await desk.passes(1_000)
}
const isAsked = ({ carrierId }: Line): boolean => desk.carrier.asked.includes(`state ${carrierId}`)
/** The next look at the carrier, which comes every 20 s. */
const sweep = () => desk.calls.reconcile()

/** What the carrier never tells, and how the desk comes to know of it. Whoever has just begun to talk may be gone as well. */
const lost: [string, (report: CallReport) => boolean, () => Promise<void>][] = [
  ['the end of the line', isEnd, () => seconds(5)],
  ['that it left', isLeft, async () => {}],
  ['both', (one) => isEnd(one) || isLeft(one), sweep],
  ['any of it, also that they came', (one) => isEnd(one) || isLeft(one) || isJoin(one), sweep],
]

describe.each(lost)('told by nobody: %s', (what, isLostNow, learn) => {
  const isEndLost = what !== 'that it left'
  const talk = async (): Promise<{ caller: Line; agentLine: Line; callId: string }> => {
    if (what.includes('came')) isLost = isJoin
    const caller = await desk.intoQueue(somebody())
    const { callId } = caller
    await desk.accept(ida, callId)
    const agentLine = await desk.join(ida, callId)
    if (what.includes('came')) await seconds(5)
    await desk.inPhase(callId, 'talking')
    isLost = isLostNow
    return { caller, agentLine, callId }
  }

  it('an agent whose page is loaded again is waited for, and comes back', async () => {
    const { caller, agentLine, callId } = await talk()
    await desk.carrier.hangUp(agentLine)
    await learn()
    expect((await desk.callIs(callId, 'an agent who is waited for', ({ joinBy }) => joinBy !== null)).phase).toBe('talking')
    expect([caller.isHeld, isAsked(agentLine)]).toEqual([true, isEndLost])
    isLost = () => false
    const again = await desk.join(ida, callId)
    await desk.callIs(callId, 'the agent back', ({ joinBy }) => joinBy === null)
    expect([caller.isHeld, again.conference]).toEqual([false, callId])
  })

  it('a caller who hangs up leaves the agent to wrap up', async () => {
    const { caller, agentLine, callId } = await talk()
    await desk.carrier.hangUp(caller)
    await learn()
    await desk.inPhase(callId, 'wrap-up')
    expect([agentLine.state, isAsked(caller)]).toEqual(['completed', isEndLost])
  })

  it('an agent who hangs up has the wrap-up soon', async () => {
    const { caller, callId } = await talk()
    await desk.calls.hangUp(ida, desk.command(callId))
    await desk.carrier.settled()
    expect(caller.state).toBe('completed')
    await seconds(5)
    await desk.inPhase(callId, 'wrap-up')
    expect(isAsked(caller)).toBe(isEndLost)
  })

  it('a colleague who leaves a private word gives the caller back', async () => {
    const { caller, callId } = await talk()
    isLost = () => false
    const otto = await desk.addAgent('Otto')
    await desk.calls.beginConsult(ida, { ...desk.command(callId), to: { agentId: otto.id } })
    const ottoLine = await desk.join(otto, callId)
    isLost = isLostNow
    await desk.carrier.hangUp(ottoLine)
    await learn()
    await desk.callIs(callId, 'no consult', ({ consult }) => consult === null)
    expect([caller.isHeld, isAsked(ottoLine)]).toEqual([false, isEndLost])
  })
})

describe('a carrier that is asked what became of a line', () => {
  it('and is away is asked again', async () => {
    const { agentLine, callId } = await desk.talk(ida, { from: somebody() })
    isLost = isEnd
    desk.carrier.setDown(true)
    await desk.carrier.hangUp(agentLine)
    await seconds(6)
    expect((await desk.view(callId)).joinBy).toBeNull()
    desk.carrier.setDown(false)
    await seconds(3)
    await desk.callIs(callId, 'an agent who is waited for', ({ joinBy }) => joinBy !== null)
  })

  it('is not asked when it tells by itself, and once when the line is still there', async () => {
    const { caller, agentLine, callId } = await desk.talk(ida, { from: somebody() })
    const times = (line: Line): number => desk.carrier.asked.filter((one) => one === `state ${line.carrierId}`).length
    // Out of the conference for a while: a document between, of which the desk knows nothing.
    const at = new Date(desk.platform.clock.now())
    const { conferenceId } = await desk.stateOf(callId)
    const { carrierId, legId } = agentLine
    await desk.calls.intake.reported({ type: 'participant', key: 'out', callId, conferenceId, legId, carrierId, what: 'left', at })
    await seconds(30)
    expect(times(agentLine)).toBe(1)
    expect(await desk.view(callId)).toMatchObject({ phase: 'talking', joinBy: null })
    await desk.carrier.hangUp(caller)
    await seconds(10)
    expect(times(caller)).toBe(0)
  })
})

describe('an agent whose coming is told by nobody', () => {
  const dialIn = async (callId: string): Promise<Line> => {
    const { dialId } = await desk.calls.joinCall(ida, desk.command(callId))
    isLost = isJoin
    return desk.carrier.dialIn(dialId, identityOf(ida.id), callId)
  }

  it('at the end of the time to come is on the line all the same', async () => {
    const { callId } = await desk.intoQueue(somebody())
    await desk.accept(ida, callId)
    await desk.inPhase(callId, 'connecting')
    await desk.passes(5_000)
    const line = await dialIn(callId)
    await desk.passes(3_500)
    expect((await desk.view(callId)).agentId).toBe(ida.id)
    // Not only at the next look at all calls: then the caller would hear music for so long.
    await desk.passes(1_000)
    expect([(await desk.view(callId)).phase, line.conference]).toEqual(['talking', callId])
  })

  it('at the end of the time to come back has the caller again', async () => {
    const { caller, agentLine, callId } = await desk.talk(ida, { from: somebody() })
    await desk.carrier.hangUp(agentLine)
    await desk.passes(27_000)
    const line = await dialIn(callId)
    await desk.passes(3_500)
    expect((await desk.view(callId)).agentId).toBe(ida.id)
    await desk.passes(1_000)
    expect([(await desk.view(callId)).joinBy, caller.isHeld, line.conference]).toEqual([null, false, callId])
  })
})
