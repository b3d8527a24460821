import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Line } from '../setup/memory-line.ts'
import { waitFor } from '../wait-for.ts'
import { by, commandId, OUR_NUMBER, openPhoneDesk, type PhoneDesk } from './phone-desk.ts'

const MINUTE = 60_000
const ROUND = 61_000

describe('callers and the rules of a queue', () => {
  let desk: PhoneDesk
  beforeAll(async () => {
    desk = await openPhoneDesk()
  })
  afterAll(() => desk.close())

  /** What the last document said. */
  const heard = ({ documents }: Line): string =>
    (documents.at(-1) ?? [])
      .flatMap((verb) => (verb.do === 'gather' ? verb.utterances : [verb]))
      .flatMap((verb) => (verb.do === 'say' ? [verb.text] : []))
      .join(' ')
  const edit = (settings: object): Promise<unknown> =>
    desk.queues.editQueue(by, { queueId: desk.returnsId, commandId: commandId(), ...settings })
  const tell = (mode: 'off' | 'message' | 'closed', texts: Record<string, string> = {}): Promise<unknown> =>
    desk.queues.setQueueNotice(by, { queueId: desk.returnsId, commandId: commandId(), mode, texts })
  const asUsual = async (): Promise<void> => {
    await tell('off')
    await edit({ whenNobody: 'wait', maxWait: null, overflow: null })
  }
  const numberId = (): string => desk.calls.numbers.byNumber(OUR_NUMBER)?.id ?? ''
  const tellNumber = (mode: 'off' | 'message' | 'closed'): Promise<unknown> =>
    desk.calls.numbers.setNotice(by, { numberId: numberId(), commandId: commandId(), mode, texts: { en: 'The house is on fire.' } })

  it('tells callers of a number before the menu, or instead of it, and undoes it', async () => {
    await desk.afresh()
    await tellNumber('message')
    const told = await desk.ring('+12025550111')
    expect(heard(told)).toContain('The house is on fire. What is it about?')
    await desk.carrier.hangUp(told)
    await tellNumber('closed')
    const away = await desk.ring('+12025550112')
    expect(heard(away)).toBe('The house is on fire.')
    await desk.callIs(away.callId, 'turned away', (call) => call.outcome === 'turned-away' && call.phase === 'ended')
    await tellNumber('off')
    expect(heard(await desk.ring('+12025550113'))).toContain('What is it about?')
  })

  it('tells callers of a queue once, when they come to wait', async () => {
    await desk.afresh()
    await tell('message', { en: 'The till is down.' })
    const caller = await desk.intoQueue('+12025550114')
    expect(heard(caller)).toMatch(/^The till is down\./)
    await desk.carrier.wait(caller)
    expect(heard(caller)).not.toContain('till')
    await asUsual()
  })

  it('turns away who waits already when the queue closes', async () => {
    const agent = await desk.afresh()
    await desk.staff.setPresence(agent, { userId: agent.id, presence: 'away', commandId: commandId() })
    const caller = await desk.intoQueue('+12025550115')
    await tell('closed')
    await desk.carrier.wait(caller)
    expect(heard(caller)).toContain('We cannot take calls at the moment.')
    const call = await desk.callIs(caller.callId, 'turned away', (one) => one.phase === 'ended')
    expect(call.outcome).toBe('turned-away')
    await waitFor(async () => (await desk.works(caller.callId)).every((one) => one.state === 'done'), { what: 'no work left of it' })
    await asUsual()
  })

  it('takes a message when nobody who serves the queue is signed in', async () => {
    await desk.afresh()
    const team = await desk.staff.addTeam(by, { name: `Night ${commandId()}`, commandId: commandId() })
    await edit({ whenNobody: 'voicemail', teams: [team.id] })
    const caller = await desk.ring('+12025550116')
    await desk.carrier.key(caller, '1')
    await desk.carrier.key(caller, '2')
    expect(heard(caller)).toContain('Leave a message after the tone')
    await desk.carrier.leaveMessage(caller, 4)
    expect(heard(caller)).toContain('Thank you.')
    const call = await desk.callIs(caller.callId, 'a voicemail', (one) => one.outcome === 'voicemail' && one.phase === 'ended')
    expect(call.queueId).toBe(desk.returnsId)
    await edit({ teams: [] })
    await asUsual()
  })

  it('offers a callback to who has waited long enough, and keeps the place', async () => {
    const agent = await desk.afresh()
    await desk.staff.setPresence(agent, { userId: agent.id, presence: 'away', commandId: commandId() })
    await edit({ maxWait: { minutes: 2, instead: 'callback' } })
    const caller = await desk.intoQueue('+12025550117')
    await desk.passes(ROUND)
    await desk.carrier.wait(caller)
    expect(heard(caller)).not.toContain('call you back on the number')
    await desk.passes(MINUTE)
    await desk.carrier.wait(caller)
    expect(heard(caller)).toContain('If we may call you back on 1 2 0 2 5 5 5 0 1 1 7, press 1.')
    await desk.carrier.key(caller, '1')
    expect(heard(caller)).toContain('You keep your place')
    const call = await desk.callIs(
      caller.callId,
      'a callback',
      (one) => one.callback?.state === 'waiting' && !one.legs.some((leg) => leg.state === 'live'),
    )
    expect(call).toMatchObject({ outcome: 'callback', queueId: desk.returnsId })
    await asUsual()
  })

  it('lets work overflow with its caller, who stays there in the next round', async () => {
    const agent = await desk.afresh()
    await desk.staff.setPresence(agent, { userId: agent.id, presence: 'away', commandId: commandId() })
    await edit({ overflow: { queueId: desk.otherId, afterSeconds: 30, atLength: null } })
    const caller = await desk.intoQueue('+12025550118')
    const [before] = await waitFor(async () => ((await desk.works(caller.callId)).length > 0 ? desk.works(caller.callId) : undefined), {
      what: 'work of the call',
    })
    await desk.passes(31_000)
    await desk.callIs(caller.callId, 'the other queue', (one) => one.queueId === desk.otherId)
    await desk.carrier.wait(caller)
    expect((await desk.view(caller.callId)).queueId).toBe(desk.otherId)
    const [after] = await desk.works(caller.callId)
    expect(after).toMatchObject({ queueId: desk.otherId, state: 'waiting', since: before?.since })
    await asUsual()
  })

  it('lets a supervisor move a waiting caller, with another priority, and to somebody', async () => {
    const agent = await desk.afresh()
    const kenji = await desk.addAgent('Kenji')
    const ruth = await desk.addAgent('Ruth', 'supervisor')
    for (const one of [agent, kenji]) await desk.staff.setPresence(by, { userId: one.id, presence: 'away', commandId: commandId() })
    const caller = await desk.intoQueue('+12025550119')
    const workId = await waitFor(
      async () => (await desk.routing.workOfInteraction((await desk.view(caller.callId)).interactionId, 'voice'))?.id,
      {
        what: 'work of the call',
      },
    )
    await expect(desk.routing.moveWork(agent, { workId, priority: 'urgent', commandId: commandId() })).rejects.toMatchObject({
      kind: 'forbidden',
    })
    await desk.routing.moveWork(ruth, { workId, queueId: desk.otherId, agentId: kenji.id, priority: 'urgent', commandId: commandId() })
    await desk.callIs(caller.callId, 'the other queue', (one) => one.queueId === desk.otherId)
    expect(await desk.stateOf(caller.callId)).toMatchObject({ priority: 'urgent', movedFrom: desk.returnsId })
    await desk.staff.setPresence(by, { userId: kenji.id, presence: 'available', commandId: commandId() })
    await desk.accept(kenji, caller.callId)
    await expect(desk.routing.moveWork(ruth, { workId, queueId: desk.returnsId, commandId: commandId() })).rejects.toMatchObject({
      code: 'work-taken',
    })
  })

  it.each([
    ['where they wait', '5', 'Technical', '+12025550130'],
    ['in the queue that the menu names for something else', '6', 'Billing', '+12025550131'],
  ])('has a callback of whoever was moved %s', async (_where, key, name, from) => {
    const agent = await desk.afresh()
    await desk.staff.setPresence(by, { userId: agent.id, presence: 'away', commandId: commandId() })
    const caller = await desk.intoQueue(from)
    const { callId } = caller
    const { interactionId } = await desk.view(callId)
    const work = () => desk.routing.workOfInteraction(interactionId, 'voice')
    const { id: workId } = await waitFor(work, { what: 'work of the call' })
    await desk.routing.moveWork(by, { workId, queueId: desk.otherId, commandId: commandId() })
    await desk.callIs(callId, 'the other queue', (one) => one.queueId === desk.otherId)
    for (const one of [key, '1']) await desk.carrier.key(caller, one)
    await desk.carrier.hangUp(caller)
    const queueId = desk.queues.all().find((one) => one.name === name)?.id
    await desk.callIs(callId, `a callback in ${name}`, (one) => one.queueId === queueId && one.callback?.state === 'waiting')
    await waitFor(async () => (await desk.works(callId)).some((one) => one.state === 'waiting' && one.queueId === queueId), {
      what: 'its work there',
    })
  })
})
