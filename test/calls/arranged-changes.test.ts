import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { CallView } from '../../server/calls/index.ts'
import type { StaffActor } from '../../server/staff/index.ts'
import { waitFor } from '../wait-for.ts'
import { by, commandId, openPhoneDesk, type PhoneDesk } from './phone-desk.ts'

const HOUR_MS = 3_600_000
let desk: PhoneDesk
let ida: StaffActor
let number = 0

beforeAll(async () => {
  desk = await openPhoneDesk()
})
afterAll(() => desk?.close())
beforeEach(async () => {
  ida = await desk.afresh()
})

type Known = Awaited<ReturnType<PhoneDesk['calledBefore']>>
const known = (): Promise<Known> => desk.calledBefore(`+1202555${String(5000 + number++)}`)
const arrange = async ({ from, caseId }: Known, who: 'me' | 'anyone' = 'anyone', note = ''): Promise<string> => {
  const at = new Date(desk.platform.clock.now() + 2 * HOUR_MS).toISOString()
  const { id } = await desk.calls.arrangeCallback(ida, { number: from, caseId, at, who, note, commandId: commandId() })
  await waitFor(() => desk.platform.connection.collection('messages').findOne({ 'context.callId': id, state: 'filed' }), {
    what: 'its place in the case',
  })
  return id
}
const itsHour = (): Promise<void> => desk.passes(2 * HOUR_MS + 1000)
/** Offered in this case, taken, and talked of there. */
const isMadeIn = async (callId: string, caseId: string, agent = ida, standsIn = caseId): Promise<CallView> => {
  expect((await desk.offered(agent, callId)).caseId).toBe(caseId)
  await desk.accept(agent, callId)
  await desk.join(agent, callId)
  await desk.carrier.pickUp(await waitFor(() => desk.carrier.ringing()[0], { what: 'a ringing phone' }))
  await desk.inPhase(callId, 'talking')
  await desk.calls.noteCall(agent, { ...desk.command(callId), text: `Noted of ${callId}` })
  await desk.calls.hangUp(agent, desk.command(callId))
  await desk.carrier.settled()
  await desk.calls.wrapUp(agent, { ...desk.command(callId), isDone: true })
  await waitFor(
    async () =>
      (await desk.cases.entriesOf(standsIn)).some(({ change, by: author }) => change.type === 'case.noted' && author === agent.id),
    { what: 'what was noted, in that case' },
  )
  const works = await desk.works(callId)
  expect(works.map((one) => one.channel)).toEqual(['voice'])
  return desk.callIs(callId, 'its end', (one) => one.phase === 'ended')
}

describe('a call that is arranged, whose case is', () => {
  it('merged into another, is offered in that one', async () => {
    const one = await known()
    const other = await known()
    const callId = await arrange(one)
    await desk.cases.mergeCases(by, { caseId: other.caseId, otherId: one.caseId, commandId: commandId() })
    await itsHour()
    expect(await isMadeIn(callId, other.caseId)).toMatchObject({ caseId: other.caseId, outcome: 'answered' })
  })

  it('merged and taken apart again, is offered in its own', async () => {
    const one = await known()
    const other = await known()
    const callId = await arrange(one)
    await desk.cases.mergeCases(by, { caseId: other.caseId, otherId: one.caseId, commandId: commandId() })
    await desk.cases.unmergeCase(by, { caseId: other.caseId, otherId: one.caseId, commandId: commandId() })
    await itsHour()
    expect(await isMadeIn(callId, one.caseId)).toMatchObject({ caseId: one.caseId })
  })

  it('merged while it is offered, goes on in both, and stands in the one they became', async () => {
    const one = await known()
    const other = await known()
    const callId = await arrange(one)
    await itsHour()
    await desk.offered(ida, callId)
    await desk.cases.mergeCases(by, { caseId: other.caseId, otherId: one.caseId, commandId: commandId() })
    expect(await isMadeIn(callId, one.caseId, ida, other.caseId)).toMatchObject({ caseId: other.caseId })
  })

  it('taken apart again while it is offered, is shown as it goes in both', async () => {
    const one = await known()
    const other = await known()
    const callId = await arrange(one)
    await desk.cases.mergeCases(by, { caseId: other.caseId, otherId: one.caseId, commandId: commandId() })
    await itsHour()
    await desk.offered(ida, callId)
    await desk.cases.unmergeCase(by, { caseId: other.caseId, otherId: one.caseId, commandId: commandId() })
    // What was asked meanwhile stays where it was filed.
    await isMadeIn(callId, other.caseId)
  })

  it('closed, opens it at its hour', async () => {
    const one = await known()
    const callId = await arrange(one)
    await desk.cases.closeCase(by, { caseId: one.caseId, disposition: 'Solved', commandId: commandId() })
    await itsHour()
    await isMadeIn(callId, one.caseId)
  })
})

describe('a call that is arranged, whose customer is', () => {
  const merge = async (into: Known, other: Known, withOpenCases: boolean): Promise<string> => {
    const done = await desk.customers.mergeCustomers(by, {
      customerId: into.customerId,
      otherId: other.customerId,
      withOpenCases,
      commandId: commandId(),
    })
    return done.mergeId
  }
  const unmerge = ({ customerId }: Known, mergeId: string) =>
    desk.customers.unmergeCustomers(by, { customerId, mergeId, commandId: commandId() })

  it('merged into another, stays in its case', async () => {
    const [one, other] = [await known(), await known()]
    const callId = await arrange(one)
    await merge(other, one, false)
    await itsHour()
    expect((await isMadeIn(callId, one.caseId)).party.address).toBe(one.from)
  })

  it('merged with their cases and un-merged again, is offered in the case it was arranged in', async () => {
    const [one, other] = [await known(), await known()]
    const callId = await arrange(one)
    const mergeId = await merge(other, one, true)
    await waitFor(async () => (await desk.cases.getState(by, one.caseId)).mergedInto === other.caseId, { what: 'one case' })
    await unmerge(other, mergeId)
    await waitFor(async () => (await desk.cases.getState(by, one.caseId)).mergedInto === null, { what: 'two cases' })
    await itsHour()
    expect(await isMadeIn(callId, one.caseId)).toMatchObject({ customerId: one.customerId })
  })

  it('merged into one who is erased, is forgotten with them', async () => {
    const [one, other] = [await known(), await known()]
    const callId = await arrange(one, 'me', 'Wants the blue one')
    await merge(other, one, true)
    await desk.customers.eraseCustomer(by, { customerId: other.customerId, commandId: commandId() })
    expect(await desk.inPhase(callId, 'ended')).toMatchObject({ callback: { state: 'cancelled' } })
    const forgotten = await desk.callIs(callId, 'a call without words', (call) => call.party.address === '')
    expect(forgotten.callback?.arranged?.note).toBe('')
    await itsHour()
    expect([await desk.works(callId), desk.carrier.ringing()]).toEqual([[], []])
  })

  it('erased while it is offered, is taken back, and whoever was asked is free', async () => {
    const one = await known()
    const callId = await arrange(one)
    await itsHour()
    await desk.offered(ida, callId)
    await desk.customers.eraseCustomer(by, { customerId: one.customerId, commandId: commandId() })
    expect(await desk.inPhase(callId, 'ended')).toMatchObject({ callback: { state: 'cancelled' } })
    await waitFor(async () => (await desk.works(callId)).every((work) => work.state === 'done'), { what: 'work that is over' })
    expect(await desk.routing.myWork(ida)).toEqual([])
  })

  it('exported before its hour, is in it with its hour and what was said of it, and is made all the same', async () => {
    const one = await known()
    const callId = await arrange(one, 'me', 'Wants the blue one')
    const whole = await desk.exportCustomer(by, { customerId: one.customerId, commandId: commandId() })
    const { callback } = await desk.view(callId)
    expect(JSON.stringify(whole)).toContain('Wants the blue one')
    expect(JSON.stringify(whole)).toContain(callback?.dueAt)
    const alone = await desk.calls.exportCall(by, desk.command(callId))
    expect(alone.call.callback?.arranged).toMatchObject({ at: callback?.dueAt, note: 'Wants the blue one' })
    await itsHour()
    await isMadeIn(callId, one.caseId)
  })

  it('on the do-not-call list and off it again before its hour, is made', async () => {
    const one = await known()
    const callId = await arrange(one)
    await desk.calls.outbound.block(by, { number: one.from, reason: '', commandId: commandId() })
    await desk.calls.outbound.unblock(by, { number: one.from, commandId: commandId() })
    await itsHour()
    await isMadeIn(callId, one.caseId)
  })
})

describe('whoever arranged it for themselves and is disabled', () => {
  it('before its hour leaves it to a colleague, who is told so', async () => {
    const one = await known()
    const callId = await arrange(one, 'me')
    await desk.staff.disableUser(by, { userId: ida.id, commandId: commandId() })
    const ben = await desk.addAgent('Ben')
    await itsHour()
    expect((await desk.offered(ben, callId)).why).toContain('Whoever said they would take it cannot')
    await isMadeIn(callId, one.caseId, ben)
  })

  it('while it is offered to them leaves it to a colleague', async () => {
    const one = await known()
    const callId = await arrange(one, 'me')
    const ben = await desk.addAgent('Ben')
    await itsHour()
    await desk.offered(ida, callId)
    await desk.staff.disableUser(by, { userId: ida.id, commandId: commandId() })
    await isMadeIn(callId, one.caseId, ben)
  })

  it('while they come to the line leaves it to a colleague, and the customer is not rung twice', async () => {
    const one = await known()
    const callId = await arrange(one, 'me')
    const ben = await desk.addAgent('Ben')
    await itsHour()
    await desk.accept(ida, callId)
    await desk.inPhase(callId, 'connecting')
    await desk.staff.disableUser(by, { userId: ida.id, commandId: commandId() })
    await desk.passes(31_000)
    await isMadeIn(callId, one.caseId, ben)
    expect(desk.carrier.asked.filter((asked) => asked.startsWith(`dial ${one.from}`))).toHaveLength(1)
  })
})
