import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { checkLedger } from '../../server/platform/check-ledger.ts'
import type { StaffActor } from '../../server/staff/index.ts'
import { waitFor } from '../wait-for.ts'
import { menu } from './menu.ts'
import { commandId, openPhoneDesk, type PhoneDesk } from './phone-desk.ts'

/** After a talk the menu asks for a rating, and lets the caller back to a person. */
const withSurvey = menu
  .replace(
    '      - { key: 4, text: { en: "Or 4 to leave a message." }, next: message }\n    otherwise: bye',
    (found) => `${found}\n    after: how`,
  )
  .replace('text: { en: I connect you. }\n    otherwise: bye', (found) => `${found}\n    after: how`)
  .concat(`  how:
    do: survey
    name: help
    text: { en: "From 1 to 5, how was it?" }
    next: more
  more:
    do: menu
    choices:
      - { key: 1, text: { en: "Once more? 1." }, next: wait }
    tries: 1
    otherwise: bye
`)
const OUTSIDE = '+12025550177'

let desk: PhoneDesk
let ida: StaffActor
let number = 0
const somebody = (): string => `+1202555${String(3000 + number++)}`
const heard = (line: { heard: string[] }): string => line.heard.join(' ')
const asked = (line: { heard: string[] }): number => line.heard.filter((one) => one.includes('how was it')).length

beforeAll(async () => {
  desk = await openPhoneDesk({ flowFiles: { 'main.flow.yaml': withSurvey } })
})
afterAll(() => desk?.close())
beforeEach(async () => {
  ida = await desk.afresh()
})
const endTalk = (actor: StaffActor, callId: string) => desk.calls.hangUp(actor, desk.command(callId))
const isFree = (agent: StaffActor) =>
  waitFor(async () => (await desk.routing.activeOf(agent.id)).length === 0, { what: `${agent.name} free` })

describe('a menu that goes on after the talk', () => {
  it('asks when the agent ends it, keeps the answer, and lets the agent wrap up meanwhile', async () => {
    const { caller, agentLine, callId } = await desk.talk(ida, { from: somebody() })
    await endTalk(ida, callId)
    await desk.carrier.settled()
    expect(agentLine.state).toBe('completed')
    expect(caller.state).toBe('live')
    expect(caller.conference).toBeNull()
    expect(heard(caller)).toContain('From 1 to 5, how was it?')
    expect(await desk.view(callId)).toMatchObject({
      phase: 'wrap-up',
      outcome: 'answered',
      agentId: ida.id,
      wrapUpEndsAt: expect.any(String),
    })

    await desk.carrier.key(caller, '4')
    expect((await desk.stateOf(callId)).ratings).toEqual({ help: 4 })
    expect((await desk.view(callId)).path.at(-1)).toMatchObject({ step: 'how', keys: '4' })
    await desk.carrier.wait(caller)
    await desk.carrier.settled()
    expect(heard(caller)).toContain('Goodbye.')
    expect(caller.state).toBe('completed')
    expect(await desk.view(callId)).toMatchObject({ phase: 'wrap-up', outcome: 'answered' })
    await desk.calls.wrapUp(ida, { callId, commandId: commandId(), isDone: true })
    await desk.inPhase(callId, 'ended')
    expect(await desk.view(callId)).toMatchObject({ agentId: ida.id })
    await isFree(ida)
  })

  it('is done with when the caller hangs up, whether the agent is or not', async () => {
    const first = await desk.talk(ida, { from: somebody() })
    await endTalk(ida, first.callId)
    await desk.carrier.settled()
    await desk.carrier.hangUp(first.caller)
    expect(await desk.view(first.callId)).toMatchObject({ phase: 'wrap-up', outcome: 'answered' })
    await desk.calls.wrapUp(ida, { callId: first.callId, commandId: commandId(), isDone: true })
    await desk.inPhase(first.callId, 'ended')

    const second = await desk.talk(ida, { from: somebody() })
    await endTalk(ida, second.callId)
    await desk.calls.wrapUp(ida, { callId: second.callId, commandId: commandId(), isDone: true })
    await isFree(ida)
    expect(await desk.view(second.callId)).toMatchObject({ phase: 'menu', agentId: null })
    await desk.carrier.hangUp(second.caller)
    expect(await desk.view(second.callId)).toMatchObject({ phase: 'ended', outcome: 'answered' })
  })

  it('asks nobody who hung up themselves, and nobody whose call a supervisor ends', async () => {
    const vera = await desk.addAgent('Vera', 'supervisor')
    const first = await desk.talk(ida, { from: somebody() })
    await desk.carrier.hangUp(first.caller)
    expect(await desk.view(first.callId)).toMatchObject({ phase: 'wrap-up', outcome: 'answered' })
    await desk.calls.wrapUp(ida, { callId: first.callId, commandId: commandId(), isDone: true })
    const second = await desk.talk(ida, { from: somebody() })
    await endTalk(vera, second.callId)
    await desk.carrier.settled()
    expect(second.caller.state).toBe('completed')
    expect([asked(first.caller), asked(second.caller)]).toEqual([0, 0])
  })

  it('asks when a number outside ends the talk, and nobody of the desk was in it', async () => {
    const caller = await desk.ring(somebody())
    await desk.carrier.key(caller, '8')
    const outside = await waitFor(() => desk.carrier.ringing().find(({ to }) => to === OUTSIDE), { what: 'the number outside to ring' })
    await desk.carrier.pickUp(outside)
    await desk.carrier.settled()
    await desk.carrier.hangUp(outside)
    await desk.carrier.settled()
    expect(asked(caller)).toBe(1)
    expect(await desk.view(caller.callId)).toMatchObject({ phase: 'menu', outcome: 'answered', agentId: null })
    await desk.carrier.hangUp(caller)
    expect(await desk.view(caller.callId)).toMatchObject({ phase: 'ended', outcome: 'answered' })
  })

  it('asks once, though the carrier was away when it was to begin', async () => {
    const { caller, callId } = await desk.talk(ida, { from: somebody() })
    desk.carrier.setDown(true)
    await endTalk(ida, callId)
    expect(asked(caller)).toBe(0)
    desk.carrier.setDown(false)
    await desk.passes(3_000)
    await waitFor(() => asked(caller) === 1, { what: 'the question' })
    await desk.carrier.key(caller, '5')
    expect((await desk.stateOf(callId)).ratings).toEqual({ help: 5 })
    await desk.carrier.hangUp(caller)
  })

  it('may lead back to a person, and after that talk asks again', async () => {
    const { caller, callId } = await desk.talk(ida, { from: somebody() })
    await endTalk(ida, callId)
    await desk.carrier.settled()
    await desk.calls.wrapUp(ida, { callId, commandId: commandId(), isDone: true })
    await isFree(ida)
    await desk.carrier.key(caller, '2')
    await desk.carrier.key(caller, '1')
    await desk.inPhase(callId, 'waiting')
    await desk.accept(ida, callId)
    await desk.join(ida, callId)
    await desk.inPhase(callId, 'talking')
    await endTalk(ida, callId)
    await desk.carrier.settled()
    expect(asked(caller)).toBe(2)
    await desk.carrier.key(caller, '5')
    expect((await desk.stateOf(callId)).ratings).toEqual({ help: 5 })
    await desk.carrier.hangUp(caller)
    await desk.calls.wrapUp(ida, { callId, commandId: commandId(), isDone: true })
    await desk.inPhase(callId, 'ended')
    await isFree(ida)
  })

  it('folds alike from the beginning', () =>
    waitFor(
      async () => {
        const { connection, ledgers } = desk.platform
        const { differences } = await checkLedger({ connection, kinds: ledgers.kinds })
        if (differences.length > 0) throw new Error(differences.join('\n'))
        return true
      },
      { what: 'a ledger without differences' },
    ))
})
