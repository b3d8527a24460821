import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { identityOf } from '../../server/calls/index.ts'
import type { StaffActor } from '../../server/staff/index.ts'
import type { Line } from '../setup/memory-line.ts'
import { waitFor } from '../wait-for.ts'
import { commandId, openPhoneDesk, type PhoneDesk } from './phone-desk.ts'

let desk: PhoneDesk
let ida: StaffActor
let number = 0
/** A caller of their own for each test: cases of one customer would meet. */
const somebody = (): string => `+1202555${String(1000 + number++).padStart(4, '0')}`

beforeAll(async () => {
  desk = await openPhoneDesk()
})
afterAll(() => desk?.close())
beforeEach(async () => {
  ida = await desk.afresh()
})
const workIs = (callId: string, state: string, holderId: string | null = null): Promise<unknown> =>
  waitFor(
    async () => {
      const works = (await desk.works(callId)).filter((one) => one.channel === 'voice')
      if (!works.every((one) => one.state === state && (holderId === null || one.holderId === holderId)))
        throw new Error(JSON.stringify(works))
      return true
    },
    { what: `work ${state}` },
  )
const isFree = async (agent: StaffActor): Promise<void> => {
  await waitFor(async () => (await desk.routing.activeOf(agent.id)).length === 0, { what: `${agent.name} free` })
  expect(desk.calls.board.ofAgent(agent.id)).toEqual([])
}

describe('a caller who hangs up', () => {
  it('in the menu leaves a closed case in the history and asks for nobody', async () => {
    const line = await desk.ring(somebody())
    await desk.carrier.hangUp(line)
    expect(await desk.view(line.callId)).toMatchObject({ phase: 'ended', outcome: 'served-by-menu' })
    const { caseId } = await desk.callIs(line.callId, 'filed', (call) => call.caseId !== null)
    await waitFor(async () => (await desk.cases.getState(ida, caseId as string)).status === 'closed', { what: 'closed' })
    expect(await desk.works(line.callId)).toEqual([])
  })

  it('while waiting leaves a missed call: the case stays open, the work is over', async () => {
    await desk.staff.setPresence(ida, { userId: ida.id, presence: 'away', commandId: commandId() })
    const line = await desk.intoQueue(somebody())
    await desk.callIs(line.callId, 'filed', (call) => call.caseId !== null)
    await desk.carrier.hangUp(line)
    const call = await desk.inPhase(line.callId, 'ended')
    expect(call.outcome).toBe('abandoned')
    await workIs(line.callId, 'done')
    expect((await desk.cases.getState(ida, call.caseId as string)).isOpen).toBe(true)
  })

  it('while it is offered frees the agent', async () => {
    const line = await desk.intoQueue(somebody())
    await desk.offered(ida, line.callId)
    await desk.carrier.hangUp(line)
    await workIs(line.callId, 'done')
    await isFree(ida)
  })

  it('after it was accepted frees the agent, and their line is ended', async () => {
    const line = await desk.intoQueue(somebody())
    await desk.accept(ida, line.callId)
    await desk.inPhase(line.callId, 'connecting')
    await desk.carrier.hangUp(line)
    expect(await desk.view(line.callId)).toMatchObject({ phase: 'ended', outcome: 'abandoned' })
    await expect(desk.join(ida, line.callId)).rejects.toMatchObject({ kind: 'conflict' })
    await isFree(ida)
  })

  it('at the very moment the agent comes is a normal outcome (21220)', async () => {
    const line = await desk.intoQueue(somebody())
    await desk.accept(ida, line.callId)
    desk.carrier.vanish(line)
    const agentLine = await desk.join(ida, line.callId)
    expect(await desk.inPhase(line.callId, 'ended')).toMatchObject({ outcome: 'abandoned' })
    await waitFor(() => agentLine.state === 'completed', { what: 'the end of the agent’s line' })
    await isFree(ida)
  })

  it('while talking leaves the agent to wrap up, which ends by itself', async () => {
    const { caller, agentLine, callId } = await desk.talk(ida, { from: somebody() })
    await desk.carrier.hangUp(caller)
    expect(await desk.inPhase(callId, 'wrap-up')).toMatchObject({ agentId: ida.id })
    expect(agentLine.state).toBe('completed')
    await workIs(callId, 'active', ida.id)
    await desk.calls.wrapUp(ida, { ...desk.command(callId), extendSeconds: 60 })
    await desk.passes(61_000)
    expect((await desk.view(callId)).phase).toBe('wrap-up')
    await desk.passes(60_000)
    expect((await desk.view(callId)).phase).toBe('ended')
    await workIs(callId, 'done')
    await isFree(ida)
  })

  it('on hold and in a consult ends everybody’s line', async () => {
    const otto = await desk.addAgent('Otto', 'agent', true)
    await desk.staff.setPresence(otto, { userId: otto.id, presence: 'away', commandId: commandId() })
    const { caller, agentLine, callId } = await desk.talk(ida, { from: somebody() })
    await desk.calls.beginConsult(ida, { ...desk.command(callId), to: { agentId: otto.id } })
    const ottoLine = await desk.join(otto, callId)
    await desk.carrier.hangUp(caller)
    await desk.inPhase(callId, 'wrap-up')
    expect([agentLine.state, ottoLine.state]).toEqual(['completed', 'completed'])
    expect(desk.calls.board.ofAgent(otto.id)).toEqual([])
  })
})

describe('an agent', () => {
  it('who accepts and does not come loses the call, which keeps its place, and is not responding', async () => {
    const line = await desk.intoQueue(somebody())
    await desk.offered(ida, line.callId)
    const [before] = await desk.works(line.callId)
    await desk.accept(ida, line.callId)
    await desk.inPhase(line.callId, 'connecting')
    const otto = await desk.addAgent('Otto')
    await desk.passes(8_100)
    expect((await desk.view(line.callId)).phase).toBe('waiting')
    await waitFor(() => desk.staff.memberOf(ida.id)?.presence === 'not-responding', { what: 'not responding' })
    await desk.accept(otto, line.callId)
    await desk.join(otto, line.callId)
    await desk.inPhase(line.callId, 'talking')
    const [after] = await desk.works(line.callId)
    expect(after?.since).toEqual(before?.since ?? 'something')
    await isFree(ida)
  })

  it('whose page is loaded again on the way to the caller comes in all the same', async () => {
    const line = await desk.intoQueue(somebody())
    await desk.accept(ida, line.callId)
    const { dialId } = await desk.calls.joinCall(ida, desk.command(line.callId))
    desk.carrier.setDeaf(true)
    const first = await desk.carrier.dialIn(dialId, identityOf(ida.id), line.callId)
    desk.carrier.setDeaf(false)
    await desk.carrier.hangUp(first)
    expect(await desk.view(line.callId)).toMatchObject({ phase: 'connecting', agentId: ida.id })
    await desk.join(ida, line.callId)
    expect(await desk.inPhase(line.callId, 'talking')).toMatchObject({ agentId: ida.id })
    expect(line.conference).toBe(line.callId)
  })

  it("whose page is loaded again while its line is still coming in has one line, the new page's", async () => {
    const { callId } = await desk.intoQueue(somebody())
    await desk.accept(ida, callId)
    const first = await desk.calls.joinCall(ida, desk.command(callId))
    // The first line's turn has come in part only: its id is taken, its leg is not.
    const carrierId = 'CAfirst'
    await desk.platform.connection.collection('call_dials').updateOne({ callId }, { $set: { usedBy: carrierId } })
    const again = await desk.calls.joinCall(ida, desk.command(callId))
    const { dialledIn } = desk.calls.intake
    expect(await dialledIn({ dialId: first.dialId, identity: identityOf(ida.id), carrierId })).toMatchObject([{ do: 'join', label: 'l2' }])
    const line = await desk.carrier.dialIn(again.dialId, identityOf(ida.id), callId)
    await desk.carrier.settled()
    expect(line).toMatchObject({ state: 'live', conference: callId })
    const { legs } = await desk.inPhase(callId, 'talking')
    expect(legs.filter((one) => one.role === 'agent').map((one) => one.state)).toEqual(['ended', 'joined'])
  })

  it('whose old page dials later than the new one does not put it out', async () => {
    const { callId } = await desk.intoQueue(somebody())
    await desk.accept(ida, callId)
    const old = await desk.calls.joinCall(ida, desk.command(callId))
    const line = await desk.join(ida, callId)
    await desk.inPhase(callId, 'talking')
    expect(await desk.carrier.dialIn(old.dialId, identityOf(ida.id), callId)).toMatchObject({ conference: null })
    await desk.carrier.settled()
    expect(line).toMatchObject({ state: 'live', conference: callId })
    expect((await desk.view(callId)).legs.filter((one) => one.role === 'agent')).toHaveLength(1)
  })

  it('whose page is loaded again keeps the caller, who hears music meanwhile', async () => {
    const { caller, agentLine, callId } = await desk.talk(ida, { from: somebody() })
    await desk.carrier.hangUp(agentLine)
    expect(caller.isHeld).toBe(true)
    expect((await desk.view(callId)).joinBy).not.toBeNull()
    await desk.join(ida, callId)
    expect(await desk.callIs(callId, 'back', (call) => call.joinBy === null)).toMatchObject({ phase: 'talking', agentId: ida.id })
    expect(caller.isHeld).toBe(false)
    expect(caller.state).toBe('live')
  })

  it('who held the caller finds them held when they are back', async () => {
    const { caller, agentLine, callId } = await desk.talk(ida, { from: somebody() })
    await desk.calls.holdLeg(ida, { ...desk.command(callId), isHeld: true })
    await desk.carrier.hangUp(agentLine)
    await desk.join(ida, callId)
    await desk.callIs(callId, 'back', (call) => call.joinBy === null)
    expect(caller.isHeld).toBe(true)
    await desk.calls.holdLeg(ida, { ...desk.command(callId), isHeld: false })
    expect(caller.isHeld).toBe(false)
  })

  it('who is lost from a private word leaves the caller with music, and goes on with it', async () => {
    const otto = await desk.addAgent('Otto')
    await desk.staff.setPresence(otto, { userId: otto.id, presence: 'away', commandId: commandId() })
    const { caller, agentLine, callId } = await desk.talk(ida, { from: somebody() })
    await desk.calls.beginConsult(ida, { ...desk.command(callId), to: { agentId: otto.id } })
    const ottoLine = await desk.join(otto, callId)
    await desk.carrier.hangUp(agentLine)
    expect(caller.isHeld).toBe(true)
    const again = await desk.join(ida, callId)
    expect(await desk.callIs(callId, 'back', (call) => call.joinBy === null)).toMatchObject({ consult: { isPrivate: true } })
    expect(caller.isHeld).toBe(true)
    // Who was asked goes while the other one is away: still nobody is there for the caller.
    await desk.carrier.hangUp(again)
    await desk.carrier.hangUp(ottoLine)
    expect((await desk.view(callId)).consult).toBeNull()
    expect(caller.isHeld).toBe(true)
    await desk.join(ida, callId)
    await desk.callIs(callId, 'back again', (call) => call.joinBy === null)
    expect(caller.isHeld).toBe(false)
  })

  it('who comes in by a second tab leaves the first', async () => {
    const { callId, agentLine } = await desk.talk(ida, { from: somebody() })
    const second = await desk.join(ida, callId)
    expect([agentLine.state, second.state]).toEqual(['completed', 'live'])
    expect(await desk.view(callId)).toMatchObject({ phase: 'talking', agentId: ida.id, joinBy: null })
  })

  it('who does not come back loses the caller to the queue, with the age it had', async () => {
    const { caller, agentLine, callId } = await desk.talk(ida, { from: somebody() })
    const [before] = await desk.works(callId)
    await desk.carrier.hangUp(agentLine)
    const otto = await desk.addAgent('Otto')
    await desk.staff.setPresence(ida, { userId: ida.id, presence: 'away', commandId: commandId() })
    await desk.passes(31_000)
    expect(await desk.inPhase(callId, 'waiting')).toMatchObject({ agentId: null })
    expect(caller.conference).toBeNull()
    expect(caller.heard.at(-1)).toBe('[waiting.wav]')
    await desk.accept(otto, callId)
    const [after] = await desk.works(callId)
    expect(after?.since).toEqual(before?.since ?? 'something')
    await desk.join(otto, callId)
    expect(await desk.inPhase(callId, 'talking')).toMatchObject({ agentId: otto.id })
    expect(caller.conference).toBe(callId)
  })

  it('whose join is told by nobody is taken for there all the same', async () => {
    const line = await desk.intoQueue(somebody())
    await desk.accept(ida, line.callId)
    const { dialId } = await desk.calls.joinCall(ida, desk.command(line.callId))
    desk.carrier.setDeaf(true)
    await desk.carrier.dialIn(dialId, identityOf(ida.id), line.callId)
    desk.carrier.setDeaf(false)
    expect((await desk.view(line.callId)).phase).toBe('connecting')
    await desk.passes(4_100)
    await desk.inPhase(line.callId, 'talking')
  })
})

describe('a carrier', () => {
  it('that is away for a moment is asked again', async () => {
    const { caller, callId } = await desk.talk(ida, { from: somebody() })
    desk.carrier.setDown(true)
    await desk.calls.holdLeg(ida, { ...desk.command(callId), isHeld: true })
    expect(caller.isHeld).toBe(false)
    desk.carrier.setDown(false)
    await desk.passes(2_100)
    expect(caller.isHeld).toBe(true)
  })

  it('that ends the line of the agent who hangs up long before that of the caller does not lose them their wrap-up', async () => {
    const { agentLine, callId } = await desk.talk(ida, { from: somebody() })
    desk.carrier.setDown(true)
    await desk.calls.hangUp(ida, desk.command(callId))
    await desk.carrier.hangUp(agentLine)
    await desk.passes(9_000)
    desk.carrier.setDown(false)
    await desk.passes(21_000)
    await desk.calls.reconcile()
    expect((await desk.inPhase(callId, 'wrap-up')).outcome).toBe('answered')
    await desk.passes(61_000)
    await isFree(ida)
  })

  it('that lost everything it had to say is compared with: no agent is left in a call with nobody', async () => {
    const { caller, agentLine, callId } = await desk.talk(ida, { from: somebody() })
    desk.carrier.vanish(caller)
    desk.carrier.vanish(agentLine)
    await desk.passes(21_000)
    await desk.calls.reconcile()
    expect((await desk.inPhase(callId, 'wrap-up')).outcome).toBe('answered')
    await desk.passes(61_000)
    await isFree(ida)
  })

  it('that still has a line of a call that is over is told to end it', async () => {
    const { caller, callId } = await desk.talk(ida, { from: somebody() })
    await desk.carrier.hangUp(caller)
    await desk.inPhase(callId, 'wrap-up')
    const ghost: Line = desk.carrier.line(caller.carrierId)
    ghost.state = 'live'
    await desk.passes(61_000)
    await desk.calls.reconcile()
    expect(ghost.state).toBe('completed')
  })
})
