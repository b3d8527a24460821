import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { checkLedger } from '../../server/platform/check-ledger.ts'
import type { StaffActor } from '../../server/staff/index.ts'
import { waitFor } from '../wait-for.ts'
import { by, commandId, openPhoneDesk, type PhoneDesk } from './phone-desk.ts'

let desk: PhoneDesk
let ida: StaffActor
let number = 0
const somebody = (): string => `+1202555${String(4000 + number++)}`
const ask = (callId: string, queueId = desk.otherId) => desk.calls.beginConsult(ida, { ...desk.command(callId), to: { queueId } })
/** Who is asked at the moment. */
const askedIn = async (callId: string): Promise<string | null | undefined> => {
  const { consult, legs } = await desk.view(callId)
  return legs.find((one) => one.id === consult?.legId)?.agentId
}
const decline = async (who: StaffActor, callId: string): Promise<void> => {
  const { consult } = await desk.view(callId)
  await desk.calls.dropLeg(who, { ...desk.command(callId), legId: consult?.legId ?? '' })
}
const presence = (who: StaffActor, to: 'available' | 'away') =>
  desk.staff.setPresence(who, { userId: who.id, presence: to, commandId: commandId() })
/** Agents who came one after the other, once the call of Ida's is under way: who came first is idle longest. */
const come = async (...names: string[]): Promise<StaffActor[]> => {
  const there: StaffActor[] = []
  for (const name of names) {
    await desk.passes(1_000)
    there.push(await desk.addAgent(name))
  }
  return there
}

beforeAll(async () => {
  desk = await openPhoneDesk()
})
afterAll(() => desk?.close())
beforeEach(async () => {
  ida = await desk.afresh()
})

describe('a consult with a queue', () => {
  it('asks whoever is idle longest, then the next, talks alone, and hands over into that queue', async () => {
    const { caller, callId } = await desk.talk(ida, { from: somebody() })
    const [otto, zoe] = (await come('Otto', 'Zoe')) as [StaffActor, StaffActor]
    await ask(callId)
    expect(await askedIn(callId)).toBe(otto.id)
    expect(caller.isHeld).toBe(true)
    await decline(otto, callId)
    expect(await askedIn(callId)).toBe(zoe.id)
    expect(desk.calls.board.ofAgent(otto.id)).toEqual([])
    expect(await desk.view(callId)).toMatchObject({ consult: { isPrivate: true }, queueId: desk.returnsId })
    await desk.join(zoe, callId)
    expect(caller.isHeld).toBe(true)
    await desk.calls.handOver(ida, desk.command(callId))
    await desk.carrier.settled()
    expect(await desk.view(callId)).toMatchObject({ phase: 'talking', agentId: zoe.id, consult: null, queueId: desk.otherId })
    expect(caller.isHeld).toBe(false)
    const [work] = await waitFor(
      async () => {
        const works = await desk.works(callId)
        return works[0]?.holderId === zoe.id ? works : undefined
      },
      { what: 'the work with Zoe' },
    )
    expect(work).toMatchObject({ state: 'active', queueId: desk.otherId })
  })

  it('goes on to the next when the time to answer is over, and hands over into that queue from a talk of three, too', async () => {
    const { callId } = await desk.talk(ida, { from: somebody() })
    const [otto, zoe] = (await come('Otto', 'Zoe')) as [StaffActor, StaffActor]
    await ask(callId)
    expect(await askedIn(callId)).toBe(otto.id)
    await desk.passes(31_000)
    expect(await askedIn(callId)).toBe(zoe.id)
    await desk.passes(20_000)
    expect(await askedIn(callId)).toBe(zoe.id)
    await desk.join(zoe, callId)
    await desk.calls.talkTogether(ida, desk.command(callId))
    await desk.calls.handOver(ida, desk.command(callId))
    expect(await desk.view(callId)).toMatchObject({ agentId: zoe.id, queueId: desk.otherId })
  })

  it('asks somebody else than a colleague who asks the same queue in the same moment', async () => {
    const ben = await desk.addAgent('Ben')
    const first = await desk.talk(ida, { from: somebody() })
    const second = await desk.talk(ben, { from: somebody() })
    const [otto, zoe] = (await come('Otto', 'Zoe')) as [StaffActor, StaffActor]
    const askBoth = () =>
      Promise.allSettled([
        ask(first.callId),
        desk.calls.beginConsult(ben, { ...desk.command(second.callId), to: { queueId: desk.otherId } }),
      ])
    await askBoth()
    const asked = [await askedIn(first.callId), await askedIn(second.callId)]
    expect([...asked].sort()).toEqual([otto.id, zoe.id].sort())
    // Whoever declines is free for others at once; whoever was asked stays so.
    await decline(otto, asked[0] === otto.id ? first.callId : second.callId)
    await desk.calls.endConsult(ida, desk.command(first.callId))
    await desk.calls.endConsult(ben, desk.command(second.callId))
    await presence(zoe, 'away')
    await desk.passes(0)
    const answers = await askBoth()
    expect(answers.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected'])
    const refused = answers.find((one) => one.status === 'rejected')
    expect(refused).toMatchObject({ reason: { code: 'nobody-free' } })
  })

  it('and one by name ring a colleague once, who are both asked in the same moment', async () => {
    const ben = await desk.addAgent('Ben')
    const first = await desk.talk(ida, { from: somebody() })
    const second = await desk.talk(ben, { from: somebody() })
    const [otto] = (await come('Otto')) as [StaffActor]
    const byName = (who: StaffActor, callId: string) => desk.calls.beginConsult(who, { ...desk.command(callId), to: { agentId: otto.id } })
    for (const other of [() => byName(ida, first.callId), () => ask(first.callId)]) {
      const answers = await Promise.allSettled([byName(ben, second.callId), other()])
      expect(answers.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected'])
      const asked = [await askedIn(first.callId), await askedIn(second.callId)].filter((one) => one === otto.id)
      expect(asked).toHaveLength(1)
      // Who is asked no more may be asked again at once.
      await desk.calls.endConsult(ida, desk.command(first.callId))
      await desk.calls.endConsult(ben, desk.command(second.callId))
      await desk.reactions.settled()
    }
    await byName(ben, second.callId)
    await desk.calls.endConsult(ben, desk.command(second.callId))
    await byName(ben, second.callId)
    expect(await askedIn(second.callId)).toBe(otto.id)
  })

  it('keeps calls away from whoever speaks in it, however long, and no longer than that', async () => {
    const { callId } = await desk.talk(ida, { from: somebody() })
    const [otto] = (await come('Otto')) as [StaffActor]
    /** Waits with work of its own, and nobody is asked to take it. */
    const waits = async () => {
      const caller = await desk.intoQueue(somebody())
      await waitFor(async () => (await desk.works(caller.callId)).length > 0, { what: 'work' })
      await desk.passes(1_000)
      expect(await desk.works(caller.callId)).toMatchObject([{ state: 'waiting' }])
      return caller
    }
    await desk.calls.beginConsult(ida, { ...desk.command(callId), to: { agentId: otto.id } })
    await desk.join(otto, callId)
    await desk.passes(40_000)
    const caller = await waits()
    await desk.calls.endConsult(ida, desk.command(callId))
    await desk.offered(otto, caller.callId)
    await desk.carrier.hangUp(caller)
    await waitFor(async () => (await desk.routing.myWork(otto)).length === 0, { what: 'Otto free' })

    await desk.calls.beginConsult(ida, { ...desk.command(callId), to: { agentId: otto.id } })
    await desk.join(otto, callId)
    await desk.calls.handOver(ida, desk.command(callId))
    await desk.calls.hangUp(otto, desk.command(callId))
    await desk.inPhase(callId, 'wrap-up')
    await presence(ida, 'away')
    const next = await waits()
    await desk.calls.wrapUp(otto, { ...desk.command(callId), isDone: true })
    await desk.offered(otto, next.callId)
  })

  it('leaves who was asked free for others at once when the customer is sent on instead', async () => {
    const { callId } = await desk.talk(ida, { from: somebody() })
    const [otto, zoe] = (await come('Otto', 'Zoe')) as [StaffActor, StaffActor]
    await desk.calls.beginConsult(ida, { ...desk.command(callId), to: { agentId: otto.id } })
    await presence(otto, 'away')
    await presence(zoe, 'away')
    await desk.calls.transferCall(ida, { ...desk.command(callId), to: { queueId: desk.otherId } })
    await desk.reactions.settled()
    const { call } = await desk.calls.startCall(zoe, { agentId: otto.id, commandId: commandId() })
    expect(call.legs).toMatchObject([{ agentId: zoe.id }, { agentId: otto.id, line: 'planned' }])
  })

  it('passes over who is away or in a call by then', async () => {
    const { callId } = await desk.talk(ida, { from: somebody() })
    const [otto, zoe, max, lea] = (await come('Otto', 'Zoe', 'Max', 'Lea')) as StaffActor[] as [
      StaffActor,
      StaffActor,
      StaffActor,
      StaffActor,
    ]
    await ask(callId)
    await presence(zoe, 'away')
    await desk.calls.startCall(max, { agentId: lea.id, commandId: commandId() })
    const pia = (await come('Pia'))[0] as StaffActor
    expect(await askedIn(callId)).toBe(otto.id)
    await decline(otto, callId)
    // Who came after the question is not in it.
    expect(await askedIn(callId)).toBeUndefined()
    expect(await desk.view(callId)).toMatchObject({ consult: null, nobodyIn: desk.otherId })
    await ask(callId)
    expect([pia.id, otto.id]).toContain(await askedIn(callId))
    expect(await desk.view(callId)).not.toHaveProperty('nobodyIn')
  })

  it('brings the customer back when nobody is left, and says of which queue', async () => {
    const { caller, callId } = await desk.talk(ida, { from: somebody() })
    const [otto] = (await come('Otto')) as [StaffActor]
    await ask(callId)
    await decline(otto, callId)
    await desk.carrier.settled()
    expect(await desk.view(callId)).toMatchObject({ phase: 'talking', agentId: ida.id, consult: null, nobodyIn: desk.otherId })
    expect(caller.isHeld).toBe(false)
    expect((await desk.view(callId)).queueId).toBe(desk.returnsId)
  })

  it('is over when the agent goes back, and asks nobody more', async () => {
    const { caller, callId } = await desk.talk(ida, { from: somebody() })
    const [otto, zoe] = (await come('Otto', 'Zoe')) as [StaffActor, StaffActor]
    await ask(callId)
    await desk.calls.endConsult(ida, desk.command(callId))
    await desk.passes(31_000)
    expect(await desk.view(callId)).toMatchObject({ phase: 'talking', consult: null })
    expect(await desk.view(callId)).not.toHaveProperty('nobodyIn')
    expect(caller.isHeld).toBe(false)
    expect([otto, zoe].flatMap((one) => desk.calls.board.ofAgent(one.id))).toEqual([])
  })

  it('ends with the call and asks nobody more', async () => {
    const { callId } = await desk.talk(ida, { from: somebody() })
    const [, zoe] = (await come('Otto', 'Zoe')) as [StaffActor, StaffActor]
    await ask(callId)
    await desk.calls.hangUp(ida, desk.command(callId))
    await desk.inPhase(callId, 'wrap-up')
    expect((await desk.view(callId)).legs.some((one) => one.agentId === zoe.id)).toBe(false)
  })

  it('is refused when nobody is free, and for a queue that is not there or not for the agent; nothing changes', async () => {
    const { caller, callId } = await desk.talk(ida, { from: somebody() })
    const team = await desk.staff.addTeam(by, { name: `Workshop ${commandId()}`, commandId: commandId() })
    const shut = await desk.queues.addQueue(by, { name: `Workshop ${commandId()}`, commandId: commandId() })
    await desk.queues.editQueue(by, { queueId: shut.id, restrictedTo: [team.id], commandId: commandId() })
    const before = await desk.entries(callId)
    await expect(ask(callId)).rejects.toMatchObject({
      code: 'nobody-free',
      kind: 'conflict',
      message: 'Nobody in Technical is free right now.',
    })
    for (const queueId of [shut.id, 'q_nowhere']) await expect(ask(callId, queueId)).rejects.toMatchObject({ kind: 'not-found' })
    expect(await desk.entries(callId)).toBe(before)
    expect(caller.isHeld).toBe(false)
  })

  it('asks only who has the skills it needs', async () => {
    const { callId } = await desk.talk(ida, { from: somebody() })
    const [otto, zoe] = (await come('Otto', 'Zoe')) as [StaffActor, StaffActor]
    await desk.queues.editQueue(by, { queueId: desk.otherId, requiredSkills: { wheels: 2 }, commandId: commandId() })
    await expect(ask(callId)).rejects.toMatchObject({ code: 'nobody-free' })
    await desk.staff.editMember(by, { userId: otto.id, skills: { wheels: 1 }, commandId: commandId() })
    await desk.staff.editMember(by, { userId: zoe.id, skills: { wheels: 3 }, commandId: commandId() })
    await ask(callId)
    expect(await askedIn(callId)).toBe(zoe.id)
    await decline(zoe, callId)
    expect((await desk.view(callId)).consult).toBeNull()
    await desk.queues.editQueue(by, { queueId: desk.otherId, requiredSkills: {}, commandId: commandId() })
  })
})

it('knows whom to ask next after a restart', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'patchbay-restart-'))
  const first = desk
  desk = await openPhoneDesk({ dataDir })
  try {
    const { carrier } = desk
    ida = await desk.addAgent('Ida')
    const { callId, caller } = await desk.talk(ida, { from: somebody() })
    const [otto, zoe] = (await come('Otto', 'Zoe')) as [StaffActor, StaffActor]
    await ask(callId)
    await carrier.settled()
    await desk.close()
    desk = await openPhoneDesk({ dataDir, carrier })
    expect(await askedIn(callId)).toBe(otto.id)
    await decline(otto, callId)
    expect(await askedIn(callId)).toBe(zoe.id)
    await decline(zoe, callId)
    expect(await desk.view(callId)).toMatchObject({ consult: null, nobodyIn: desk.otherId })
    expect(caller.isHeld).toBe(false)
    const { connection, ledgers } = desk.platform
    await waitFor(async () => (await checkLedger({ connection, kinds: ledgers.kinds })).differences.length === 0, {
      what: 'a ledger without differences',
    })
  } finally {
    await desk.close()
    desk = first
  }
})
