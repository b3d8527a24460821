import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { identityOf } from '../../server/calls/index.ts'
import type { StaffActor } from '../../server/staff/index.ts'
import { waitFor } from '../wait-for.ts'
import { by, commandId, OUR_NUMBER, openPhoneDesk, type PhoneDesk } from './phone-desk.ts'

let desk: PhoneDesk
let ida: StaffActor
let number = 0
const somebody = (): string => `+1202555${String(3000 + number++)}`
const OUTSIDE = '+12025550177'
const ringing = () => waitFor(() => desk.carrier.ringing()[0], { what: 'a ringing phone' })

beforeAll(async () => {
  desk = await openPhoneDesk()
})
afterAll(() => desk?.close())
beforeEach(async () => {
  ida = await desk.afresh()
})

describe('a call that goes on while its case is merged, or it is moved out of it', () => {
  it('leads to the case it is in now, and back when that is undone', async () => {
    const { callId } = await desk.talk(ida, { from: somebody() })
    const others = [await desk.intoQueue(somebody()), await desk.intoQueue(somebody())]
    const filed = async (id: string) => (await desk.callIs(id, 'in a case', (one) => one.caseId !== null)).caseId ?? ''
    const [own, second, third] = await Promise.all([callId, ...others.map((one) => one.callId)].map(filed))
    const looks: string[][] = []
    const topics = desk.calls.parts.topics ?? []
    const unhear = desk.platform.bus.onEntry(async (entry, state) => {
      if (!entry.stream.startsWith('case:')) return
      const all = await Promise.all(
        topics.map(async (topic) => ((await topic.changes?.(entry, state, () => true)) ?? []).map((one) => [topic.name, one])),
      )
      looks.push(all.flat().flatMap(([name, one]) => ((one as { again?: true }).again ? [`${name}:${(one as { id: string }).id}`] : [])))
    })
    const isIn = async (caseId: string | undefined): Promise<void> => {
      expect((await desk.view(callId)).caseId).toBe(caseId)
      const mine = topics.find((one) => one.name === 'calls')
      expect((await mine?.snapshot(ida, `mine-${ida.id}`))?.map((one) => (one.row as { caseId: string }).caseId)).toEqual([caseId])
      const told = [`call:${callId}`, 'calls:live', `calls:mine-${ida.id}`]
      await waitFor(() => told.every((one) => looks.flat().includes(one)), { what: 'the watchers told' })
      looks.length = 0
    }
    const merge = (caseId = '', otherId = '') => desk.cases.mergeCases(by, { caseId, otherId, commandId: commandId() })
    await merge(second, own)
    await isIn(second)
    await merge(third, second)
    await isIn(third)
    await desk.cases.unmergeCase(by, { caseId: third ?? '', otherId: second ?? '', commandId: commandId() })
    await isIn(second)

    const { interactionId } = await desk.view(callId)
    const message = await desk.platform.connection.collection<{ _id: string }>('messages').findOne({ interactionId })
    const split = { caseId: second ?? '', messageIds: [message?._id ?? ''], title: 'A second matter', commandId: commandId() }
    const { splitId, state: fresh } = await desk.cases.splitCase(by, split)
    await isIn(fresh.id)
    await desk.cases.unsplitCase(by, { caseId: second ?? '', splitId, commandId: commandId() })
    await isIn(second)
    unhear()
  })
})

describe('a note that was written in the wrap-up', () => {
  it('goes to the case the call was moved to, once, whatever happens to the move afterwards', async () => {
    const from = somebody()
    const earlier = await desk.intoQueue(from)
    await desk.callIs(earlier.callId, 'in a case', (one) => one.caseId !== null)
    await desk.carrier.hangUp(earlier)
    const { caller, callId } = await desk.talk(ida, { from })
    const { caseId: own } = await desk.callIs(callId, 'in a case', (one) => one.caseId !== null)
    await desk.carrier.hangUp(caller)
    const { interactionId } = await desk.inPhase(callId, 'wrap-up')
    const messages = desk.platform.connection.collection<{ _id: string }>('messages')
    const messageIds = (await messages.find({ interactionId }).toArray()).map((one) => one._id)
    const caseId = own ?? ''
    const { splitId, state: fresh } = await desk.cases.splitCase(by, { caseId, messageIds, title: 'The saddle', commandId: commandId() })
    await desk.calls.noteCall(ida, { ...desk.command(callId), text: 'Wants the blue one.' })
    await desk.calls.wrapUp(ida, { ...desk.command(callId), isDone: true })
    const notesOf = async (id: string) => (await desk.cases.linesOf(id)).filter(({ change }) => change.type === 'case.noted').length
    await waitFor(async () => (await notesOf(fresh.id)) === 1, { what: 'the note' })

    await desk.cases.unsplitCase(by, { caseId, splitId, commandId: commandId() })
    const ended = await desk.platform.connection.collection('entries').findOne({ stream: `call:${callId}`, 'change.type': 'call.wrapped' })
    for (const reaction of desk.calls.parts.reactions ?? [])
      if (reaction.hears.includes('call.wrapped' as never)) await reaction.run({ id: ended?._id, ...ended } as never)
    expect([await notesOf(caseId), await notesOf(fresh.id)]).toEqual([0, 1])
  })
})

describe('a transfer', () => {
  it('to a queue lets the customer wait with their age, and the agent go', async () => {
    const { caller, agentLine, callId } = await desk.talk(ida, { from: somebody() })
    const [before] = await desk.works(callId)
    await desk.staff.setPresence(ida, { userId: ida.id, presence: 'away', commandId: commandId() })
    await desk.calls.transferCall(ida, { ...desk.command(callId), to: { queueId: desk.otherId } })
    await desk.carrier.settled()
    expect(await desk.view(callId)).toMatchObject({ phase: 'waiting', queueId: desk.otherId, agentId: null })
    expect([agentLine.state, caller.state, caller.conference]).toEqual(['completed', 'live', null])
    const otto = await desk.addAgent('Otto')
    await desk.accept(otto, callId)
    const [after] = await desk.works(callId)
    expect(after).toMatchObject({ queueId: desk.otherId, since: before?.since })
    await desk.join(otto, callId)
    expect(await desk.inPhase(callId, 'talking')).toMatchObject({ agentId: otto.id })
    expect(caller.conference).toBe(callId)
  })

  it('to a colleague offers it to them first', async () => {
    const otto = await desk.addAgent('Otto')
    const { callId } = await desk.talk(ida, { from: somebody() }).catch(async () => {
      throw new Error('the call went to somebody else')
    })
    await desk.addAgent('Third')
    await desk.calls.transferCall(ida, { ...desk.command(callId), to: { agentId: otto.id } })
    await desk.offered(otto, callId)
  })

  it('to a number goes through the gate, and the agent wraps up while they talk', async () => {
    const { caller, agentLine, callId } = await desk.talk(ida, { from: somebody() })
    for (const [to, code] of [
      ['+19005551234', 'expensive'],
      ['+18765551234', 'country'],
      ['911', 'emergency'],
    ])
      await expect(desk.calls.transferCall(ida, { ...desk.command(callId), to: { number: to as string } })).rejects.toMatchObject({ code })
    expect(desk.carrier.ringing()).toEqual([])
    await desk.calls.transferCall(ida, { ...desk.command(callId), to: { number: OUTSIDE } })
    await desk.carrier.settled()
    expect(agentLine.state).toBe('completed')
    const outside = await ringing()
    await desk.carrier.pickUp(outside)
    expect([caller.conference, outside.conference]).toEqual([callId, callId])
    expect(await desk.view(callId)).toMatchObject({ phase: 'talking', agentId: ida.id })
    await desk.calls.wrapUp(ida, { ...desk.command(callId), isDone: true })
    expect((await desk.view(callId)).phase).toBe('talking')
    await desk.carrier.hangUp(outside)
    await waitFor(() => caller.state === 'completed', { what: 'the end for the customer' })
    expect(await desk.inPhase(callId, 'ended')).toMatchObject({ outcome: 'answered' })
  })

  it('to a number that does not answer brings the customer back to the queue', async () => {
    const { caller, callId } = await desk.talk(ida, { from: somebody() })
    await desk.calls.transferCall(ida, { ...desk.command(callId), to: { number: OUTSIDE } })
    await desk.calls.wrapUp(ida, { ...desk.command(callId), isDone: true })
    await desk.carrier.refuse(await ringing(), 'busy')
    expect(await desk.inPhase(callId, 'waiting')).toMatchObject({ queueId: desk.returnsId })
    expect(caller.state).toBe('live')
    await desk.staff.setPresence(ida, { userId: ida.id, presence: 'available', commandId: commandId() })
    await desk.accept(ida, callId)
  })
})

describe('a consult', () => {
  it('with a number outside: alone, together, and back to two', async () => {
    const { caller, callId } = await desk.talk(ida, { from: somebody() })
    await desk.calls.beginConsult(ida, { ...desk.command(callId), to: { number: OUTSIDE } })
    await expect(desk.calls.talkTogether(ida, desk.command(callId))).rejects.toMatchObject({ code: 'not-there-yet' })
    await expect(desk.calls.holdLeg(ida, { ...desk.command(callId), isHeld: false })).rejects.toMatchObject({ code: 'consulting' })
    const outside = await ringing()
    await desk.carrier.pickUp(outside)
    expect(caller.isHeld).toBe(true)
    await desk.calls.talkTogether(ida, desk.command(callId))
    expect(caller.isHeld).toBe(false)
    const { legs } = await desk.view(callId)
    const third = legs.find((one) => one.role === 'outside')
    expect(third).toMatchObject({ address: OUTSIDE, state: 'joined' })
    await desk.calls.dropLeg(ida, { ...desk.command(callId), legId: third?.id ?? '' })
    await desk.carrier.settled()
    expect(outside.state).toBe('completed')
    expect(await desk.view(callId)).toMatchObject({ phase: 'talking', agentId: ida.id, consult: null })
  })

  it('that nobody answers, or that is declined, brings the customer back', async () => {
    const otto = await desk.addAgent('Otto')
    await desk.staff.setPresence(otto, { userId: otto.id, presence: 'away', commandId: commandId() })
    const { caller, callId } = await desk.talk(ida, { from: somebody() })
    await desk.calls.beginConsult(ida, { ...desk.command(callId), to: { agentId: otto.id } })
    expect(desk.calls.board.ofAgent(otto.id).map((one) => one.id)).toEqual([callId])
    expect((await desk.view(callId)).legs.at(-1)).toMatchObject({ role: 'colleague', name: 'Otto', state: 'ringing' })
    await desk.passes(31_000)
    expect(await desk.view(callId)).toMatchObject({ consult: null, phase: 'talking' })
    expect(caller.isHeld).toBe(false)
    const asked = await desk.calls.beginConsult(ida, { ...desk.command(callId), to: { agentId: otto.id } })
    await desk.calls.dropLeg(otto, { ...desk.command(callId), legId: asked.consult?.legId ?? '' })
    expect((await desk.view(callId)).consult).toBeNull()
    expect(caller.isHeld).toBe(false)
  })

  it('is not with somebody who is in a call, or gone, and not twice at once', async () => {
    const { callId } = await desk.talk(ida, { from: somebody() })
    const otto = await desk.addAgent('Otto')
    await desk.talk(otto, { from: somebody() })
    await expect(desk.calls.beginConsult(ida, { ...desk.command(callId), to: { agentId: otto.id } })).rejects.toMatchObject({
      code: 'in-a-call',
    })
    const ines = await desk.addAgent('Ines')
    const over = await desk.talk(ines, { from: somebody() })
    await desk.carrier.hangUp(over.caller)
    await desk.inPhase(over.callId, 'wrap-up')
    await expect(desk.calls.beginConsult(ida, { ...desk.command(callId), to: { agentId: ines.id } })).rejects.toMatchObject({
      code: 'writing-up',
      message: 'Ines is still writing up a call.',
    })
    const gone = await desk.addAgent('Gone', 'agent', false)
    await expect(desk.calls.beginConsult(ida, { ...desk.command(callId), to: { agentId: gone.id } })).rejects.toMatchObject({
      code: 'not-there',
    })
    await desk.calls.beginConsult(ida, { ...desk.command(callId), to: { number: OUTSIDE } })
    await expect(desk.calls.beginConsult(ida, { ...desk.command(callId), to: { number: OUTSIDE } })).rejects.toMatchObject({
      code: 'consulting',
    })
    expect((await desk.view(callId)).phase).toBe('talking')
  })
})

describe('a call of ours', () => {
  it('connects the agent first, stands in the case it was made from, and takes the agent’s place', async () => {
    const customer = await desk.talk(ida, { from: somebody() })
    const { caseId } = await desk.view(customer.callId)
    await desk.carrier.hangUp(customer.caller)
    await desk.inPhase(customer.callId, 'wrap-up')
    await desk.calls.wrapUp(ida, { ...desk.command(customer.callId), isDone: true })
    await waitFor(async () => (await desk.routing.activeOf(ida.id)).length === 0, { what: 'Ida free' })

    const to = somebody()
    const { call, dialId } = await desk.calls.startCall(ida, { to, caseId: caseId as string, commandId: commandId() })
    expect(call).toMatchObject({ direction: 'out', phase: 'connecting', agentId: ida.id })
    expect(desk.carrier.ringing()).toEqual([])
    await desk.carrier.dialIn(dialId, identityOf(ida.id), call.id)
    const outgoing = await ringing()
    expect([outgoing.to, outgoing.from]).toEqual([to, OUR_NUMBER])
    await desk.carrier.pickUp(outgoing)
    const talking = await desk.inPhase(call.id, 'talking')
    expect(talking.caseId).toBe(caseId)
    await waitFor(async () => (await desk.routing.activeOf(ida.id)).some((one) => one.interactionId === talking.interactionId), {
      what: 'the agent’s place',
    })
    await expect(desk.calls.startCall(ida, { to: somebody(), commandId: commandId() })).rejects.toMatchObject({ code: 'in-a-call' })
    await desk.carrier.hangUp(outgoing)
    await desk.inPhase(call.id, 'wrap-up')
    await desk.calls.wrapUp(ida, { ...desk.command(call.id), isDone: true })
    await waitFor(async () => (await desk.routing.activeOf(ida.id)).length === 0, { what: 'Ida free' })
    const { items } = await desk.hub.listMessages(by, { channel: 'voice', limit: 100 })
    expect(items.find((one) => one.text === `Call to ${to}`)).toMatchObject({ caseId })
  })

  it('that is not answered is wrapped up; one whose agent never comes is over', async () => {
    const { call, dialId } = await desk.calls.startCall(ida, { to: somebody(), commandId: commandId() })
    await desk.carrier.dialIn(dialId, identityOf(ida.id), call.id)
    await desk.carrier.refuse(await ringing(), 'no-answer')
    expect(await desk.inPhase(call.id, 'wrap-up')).toMatchObject({ outcome: 'failed', agentId: ida.id })
    await desk.calls.wrapUp(ida, { ...desk.command(call.id), isDone: true })

    const other = await desk.calls.startCall(ida, { to: somebody(), commandId: commandId() })
    await desk.passes(21_000)
    expect(await desk.inPhase(other.call.id, 'ended')).toMatchObject({ outcome: 'failed' })
    expect(desk.carrier.ringing()).toEqual([])
  })

  it('that is answered and hung up in the same moment gave nobody up: the agent, who is there, writes it up', async () => {
    const { call, dialId } = await desk.calls.startCall(ida, { to: somebody(), commandId: commandId() })
    await desk.carrier.dialIn(dialId, identityOf(ida.id), call.id)
    await desk.carrier.refuse(await ringing(), 'completed')
    expect(await desk.inPhase(call.id, 'wrap-up')).toMatchObject({ outcome: 'failed', agentId: ida.id })
    await desk.calls.wrapUp(ida, { ...desk.command(call.id), isDone: true })
  })

  it.each(['is passed on to a colleague', 'loses its agent'])(
    'from no case, that %s, waits in a queue and is offered there',
    async (what) => {
      const { call, dialId } = await desk.calls.startCall(ida, { to: somebody(), commandId: commandId() })
      const line = await desk.carrier.dialIn(dialId, identityOf(ida.id), call.id)
      await desk.carrier.pickUp(await ringing())
      await desk.inPhase(call.id, 'talking')
      const otto = await desk.addAgent('Otto')
      if (what === 'loses its agent') {
        await desk.carrier.hangUp(line)
        await desk.staff.setPresence(ida, { userId: ida.id, presence: 'away', commandId: commandId() })
        await desk.passes(31_000)
      } else await desk.calls.transferCall(ida, { ...desk.command(call.id), to: { agentId: otto.id } })
      const { queueId } = await desk.inPhase(call.id, 'waiting')
      expect(desk.queues.byId(queueId ?? '')).toBeDefined()
      expect(await desk.offered(otto, call.id)).toMatchObject({ queueId })
    },
  )

  it('from no case, that is passed on, is told its place behind those who wait already', async () => {
    const { call, dialId } = await desk.calls.startCall(ida, { to: somebody(), commandId: commandId() })
    await desk.carrier.dialIn(dialId, identityOf(ida.id), call.id)
    const customer = await ringing()
    await desk.carrier.pickUp(customer)
    await desk.inPhase(call.id, 'talking')
    const first = await desk.intoQueue(somebody())
    await desk.staff.setPresence(ida, { userId: ida.id, presence: 'away', commandId: commandId() })
    await desk.calls.transferCall(ida, { ...desk.command(call.id), to: { queueId: desk.returnsId } })
    const { queuedAt } = await desk.inPhase(call.id, 'waiting')
    expect(Date.parse(queuedAt ?? '')).toBeGreaterThan(Date.parse((await desk.view(first.callId)).queuedAt ?? ''))
    expect(desk.calls.board.waitingIn(desk.returnsId).map((one) => one.id)).toContain(call.id)
    await waitFor(() => customer.heard.join(' ').includes('You are number 2 in line'), { what: 'their place' })
  })

  it('goes through the gate: who asked not to be called is not, nor anybody once more than the cap', async () => {
    const blocked = somebody()
    await desk.calls.outbound.block(ida, { number: blocked, reason: 'asked', commandId: commandId() })
    await expect(desk.calls.startCall(ida, { to: blocked, commandId: commandId() })).rejects.toMatchObject({ code: 'do-not-call' })
    const { items } = await desk.calls.outbound.listBlocked(ida, { limit: 10 })
    expect(items[0]).toMatchObject({ number: blocked, reason: 'asked', by: ida.id })

    await desk.calls.settings.edit(by, { caps: { ...desk.calls.settings.now().caps, numberHour: 2 }, commandId: commandId() })
    const to = somebody()
    for (let call = 0; call < 2; call++) {
      const { call: made } = await desk.calls.startCall(ida, { to, commandId: commandId() })
      await desk.calls.hangUp(ida, desk.command(made.id))
      await desk.inPhase(made.id, 'ended')
    }
    await expect(desk.calls.startCall(ida, { to, commandId: commandId() })).rejects.toMatchObject({ code: 'too-often' })
    const { items: told } = await desk.staff.readAudit(by, { limit: 20 })
    expect(told.find((one) => one.what === 'call-audit.outbound-refused')?.facts).toMatchObject({ code: 'too-often' })
    expect(JSON.stringify(told)).not.toContain(to)
    expect(desk.carrier.ringing()).toEqual([])
  })

  it('that the flow makes for a caller goes through it too', async () => {
    const caller = await desk.ring(somebody())
    await desk.carrier.key(caller, '8')
    const outside = await ringing()
    expect(outside.to).toBe(OUTSIDE)
    await desk.carrier.pickUp(outside)
    expect([caller.conference, outside.conference]).toEqual([caller.callId, caller.callId])
    await desk.carrier.hangUp(caller)
    expect(await desk.inPhase(caller.callId, 'ended')).toMatchObject({ outcome: 'answered' })
    await waitFor(() => outside.state === 'completed', { what: 'the end outside' })
  })

  it('that the flow makes for a caller, and nobody answers, leaves them in the queue of the number', async () => {
    const caller = await desk.ring(somebody())
    await desk.carrier.key(caller, '8')
    await desk.carrier.refuse(await ringing(), 'no-answer')
    expect(await desk.inPhase(caller.callId, 'waiting')).toMatchObject({ queueId: desk.returnsId })
    expect(await desk.offered(ida, caller.callId)).toMatchObject({ queueId: desk.returnsId })
  })
})

describe('a restricted queue', () => {
  it('hides its calls from those outside its teams, at every door', async () => {
    const team = await desk.staff.addTeam(by, { name: `Team ${commandId()}`, commandId: commandId() })
    const { callId } = await desk.talk(ida, { from: somebody() })
    const other = await desk.addAgent('Other', 'supervisor', false)
    expect((await desk.calls.getCall(other, callId)).id).toBe(callId)
    await desk.queues.editQueue(by, { queueId: desk.returnsId, restrictedTo: [team.id], commandId: commandId() })
    await expect(desk.calls.getCall(other, callId)).rejects.toMatchObject({ kind: 'not-found' })
    await expect(desk.calls.listenToCall(other, desk.command(callId))).rejects.toMatchObject({ kind: 'not-found' })
    expect((await desk.calls.listCalls(other, { state: 'live', limit: 50 })).items.map((one) => one.id)).not.toContain(callId)
    // Who is in the call sees it all the same.
    expect((await desk.calls.getCall(ida, callId)).id).toBe(callId)
    await desk.queues.editQueue(by, { queueId: desk.returnsId, restrictedTo: [], commandId: commandId() })
  })
})
