import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { LiveTopic } from '../../server/platform/live.ts'
import { QUEUE_KNOWN } from '../../server/queues/index.ts'
import type { Actor } from '../../server/staff/index.ts'
import { intercept, type StoreCall } from '../setup/intercept.ts'
import { waitFor } from '../wait-for.ts'
import { by, commandId, type FloorDesk, openFloorDesk } from './floor-desk.ts'

let desk: FloorDesk
/** Throws where the store shall fail. */
let fault: ((call: StoreCall) => void) | undefined
beforeAll(async () => {
  desk = await openFloorDesk({
    through: (connection) =>
      intercept(connection, (call) => {
        fault?.(call)
        return call.run()
      }),
  })
})
afterAll(() => desk?.end())

describe('an offer', () => {
  test('goes to the agent who fits best, says why, and gives the case when it is accepted', async () => {
    const queue = await desk.addQueue({ requiredSkills: { returns: 2 } })
    const ines = await desk.addAgent('Ines', { teams: queue.teams, skills: { returns: 3 } })
    const theo = await desk.addAgent('Theo', { teams: queue.teams, skills: { returns: 1 } })
    const kenji = await desk.addAgent('Kenji', { teams: queue.teams, skills: { returns: 3 } }, false)
    const caseId = await desk.write('chat', queue.id, 'tomas')
    const offer = await desk.offeredTo(caseId, ines)
    expect(offer).toMatchObject({ state: 'offered', why: 'Returns 3 of 3, you have room for one chat', queueId: queue.id, agentId: null })
    expect(Date.parse(offer.offerExpiresAt ?? '') - desk.platform.clock.now()).toBeGreaterThan(10_000)
    expect((await desk.routing.offersOf(ines.id)).map((one) => one.id)).toEqual([offer.id])
    await expect(desk.routing.acceptOffer(theo, { workId: offer.id, commandId: commandId() })).rejects.toMatchObject({ code: 'offer-gone' })

    const command = commandId()
    await desk.routing.acceptOffer(ines, { workId: offer.id, commandId: command })
    expect((await desk.cases.getState(by, caseId)).assigneeId).toBe(ines.id)
    expect(await desk.workOf(caseId)).toMatchObject({ state: 'active', agentId: ines.id, offeredTo: null })
    expect((await desk.routing.acceptOffer(ines, { workId: offer.id, commandId: command })).state).toBe('active')
    expect((await desk.routing.myWork(ines)).map((one) => one.id)).toEqual([offer.id])
    expect((await desk.routing.activeOf(ines.id)).map((one) => one.id)).toEqual([offer.id])

    const [decision, ...others] = await desk.routing.decisionsOf(ines, caseId)
    expect(others).toEqual([])
    expect(decision).toMatchObject({ workId: offer.id, caseId, chosenId: ines.id })
    expect(decision?.candidates.map(({ agentId, name, reasons, isChosen }) => [agentId, name, reasons[0], isChosen])).toEqual([
      [ines.id, 'Ines', 'Returns 3 of 3', true],
      [theo.id, 'Theo', 'Returns 1 of 3, needs 2', false],
      [kenji.id, 'Kenji', 'offline', false],
    ])
  })

  test('follows from the stored message without a sync of its own; who accepts it waits for one, and takes all of it along', async () => {
    const queue = await desk.addQueue()
    const agent = await desk.addAgent('Soon', { teams: queue.teams })
    const writes = vi.spyOn(desk.platform.connection.getClient(), 'bulkWrite')
    const caseId = await desk.write('chat', queue.id, 'noor')
    const { id } = await desk.offeredTo(caseId, agent)
    await desk.routing.acceptOffer(agent, { workId: id, commandId: commandId() })
    const mine = new Set([`case:${caseId}`, `work:${id}`])
    const said = writes.mock.calls.flatMap(([models, how]) =>
      models.flatMap((one) => {
        const { stream, change } = (one.name === 'insertOne' ? one.document : {}) as { stream?: string; change?: { type: string } }
        return mine.has(stream ?? '') ? [`${change?.type} ${how?.writeConcern ? 'early' : 'synced'}`] : []
      }),
    )
    writes.mockRestore()
    expect(said).toEqual([
      'case.opened early',
      'case.message-filed early',
      'work.enqueued early',
      'work.offered early',
      'work.accepted synced',
      'case.assigned synced',
    ])
  })

  test('that could not be made is told of nowhere, and is made when it can be', async () => {
    const queue = await desk.addQueue()
    const [first, second] = [await desk.addAgent('Never', { teams: queue.teams }), await desk.addAgent('Then', { teams: queue.teams })]
    const tries: string[] = []
    fault = ({ collection, args }) => {
      const { _id } = (args[0] ?? {}) as { _id?: string }
      if (collection !== 'agents_work' || (_id !== first.id && _id !== second.id) || tries.length > 0) return
      tries.push(_id)
      throw new Error('the store is away')
    }
    const caseId = await desk.write('chat', queue.id, 'away-store')
    await waitFor(() => tries.length > 0, { what: 'a try' })
    const [chosen, other] = tries[0] === first.id ? [first, second] : [second, first]
    await desk.staff.setPresence(by, { userId: chosen.id, presence: 'away', commandId: commandId() })
    await desk.routing.tick()
    await desk.offeredTo(caseId, other)
    fault = undefined
    expect((await desk.routing.decisionsOf(by, caseId)).map((one) => one.chosenId)).toEqual([other.id])
  })

  test('that is declined goes to the next colleague and keeps its place in time', async () => {
    const queue = await desk.addQueue()
    const first = await desk.addAgent('First', { teams: queue.teams })
    const caseId = await desk.write('chat', queue.id, 'lior')
    const { id, since } = await desk.offeredTo(caseId, first)
    const second = await desk.addAgent('Second', { teams: queue.teams })
    await desk.routing.declineOffer(first, { workId: id, commandId: commandId() })
    expect(await desk.offeredTo(caseId, second)).toMatchObject({ id, since })
    // Nobody else fits: after a moment of peace the first one is asked again.
    await desk.routing.declineOffer(second, { workId: id, commandId: commandId() })
    await desk.staff.setPresence(second, { userId: second.id, presence: 'away', commandId: commandId() })
    expect(await desk.workIn(caseId, 'waiting')).toMatchObject({ since })
    await desk.pass(31_000)
    expect(await desk.offeredTo(caseId, first)).toMatchObject({ since })
    await expect(desk.routing.declineOffer(second, { workId: id, commandId: commandId() })).rejects.toMatchObject({ code: 'offer-gone' })
  })

  test('of live work that runs out makes the agent not responding, and goes on', async () => {
    const queue = await desk.addQueue()
    const gone = await desk.addAgent('Gone', { teams: queue.teams })
    const caseId = await desk.write('chat', queue.id, 'grace')
    const { id, since } = await desk.offeredTo(caseId, gone)
    const next = await desk.addAgent('Next', { teams: queue.teams })
    await desk.pass(31_000)
    expect(await desk.offeredTo(caseId, next)).toMatchObject({ id, since })
    expect((await desk.staff.getMember(by, gone.id)).presence).toBe('not-responding')
    await expect(desk.routing.acceptOffer(gone, { workId: id, commandId: commandId() })).rejects.toMatchObject({ kind: 'conflict' })
  })

  test('of work that can wait leaves presence alone when it runs out', async () => {
    const queue = await desk.addQueue()
    const busy = await desk.addAgent('Busy', { teams: queue.teams })
    const caseId = await desk.write('email', queue.id, 'pernille')
    const { id } = await desk.offeredTo(caseId, busy)
    const next = await desk.addAgent('Next', { teams: queue.teams })
    await desk.pass(301_000)
    expect((await desk.offeredTo(caseId, next)).id).toBe(id)
    expect((await desk.staff.getMember(by, busy.id)).presence).toBe('available')
  })

  test('that was accepted in time does not run out', async () => {
    const queue = await desk.addQueue()
    const ida = await desk.addAgent('Ida', { teams: queue.teams })
    const caseId = await desk.write('chat', queue.id, 'samir')
    await desk.accept(ida, caseId)
    await desk.pass(120_000)
    expect(await desk.workOf(caseId)).toMatchObject({ state: 'active', agentId: ida.id })
    expect((await desk.staff.getMember(by, ida.id)).presence).toBe('available')
  })

  test('that is accepted and runs out in the same moment is one or the other', async () => {
    const queue = await desk.addQueue()
    for (let round = 0; round < 5; round++) {
      const agent = await desk.addAgent(`Agent ${round}`, { teams: queue.teams })
      const caseId = await desk.write('chat', queue.id, `round-${round}`)
      const { id } = await desk.offeredTo(caseId, agent)
      const accept = () => desk.routing.acceptOffer(agent, { workId: id, commandId: commandId() })
      const runOut = () => desk.advance(31_000)
      const both = await Promise.allSettled(round % 2 === 0 ? [accept(), runOut()] : [runOut(), accept()])
      const accepted = both[round % 2] as PromiseSettledResult<unknown>
      await desk.routing.tick()
      const presence = (await desk.staff.getMember(by, agent.id)).presence
      const work = await desk.workOf(caseId)
      if (accepted.status === 'fulfilled') {
        expect(work).toMatchObject({ state: 'active', agentId: agent.id })
        expect(presence).toBe('available')
      } else {
        expect(work?.agentId).toBeNull()
        await waitFor(async () => (await desk.staff.getMember(by, agent.id)).presence === 'not-responding')
      }
      await desk.staff.disableUser(by, { userId: agent.id, commandId: commandId() })
      await desk.close(caseId)
    }
  })

  test('is taken back when the agent goes away', async () => {
    const queue = await desk.addQueue()
    const leaving = await desk.addAgent('Leaving', { teams: queue.teams })
    const caseId = await desk.write('chat', queue.id, 'vera')
    const { id } = await desk.offeredTo(caseId, leaving)
    await desk.staff.setPresence(leaving, { userId: leaving.id, presence: 'away', commandId: commandId() })
    await desk.workIn(caseId, 'waiting')
    expect(await desk.routing.offersOf(leaving.id)).toEqual([])
    await expect(desk.routing.acceptOffer(leaving, { workId: id, commandId: commandId() })).rejects.toMatchObject({ code: 'offer-gone' })
    const [why] = await desk.routing.undecidedOf(by, caseId)
    expect(why).toMatchObject({ chosenId: null, candidates: [{ name: 'Leaving', reasons: ['away'] }] })
  })
})

describe('capacity', () => {
  test('is never exceeded; the next comes when a place is free', async () => {
    const queue = await desk.addQueue()
    const agent = await desk.addAgent('Full', { teams: queue.teams, capacity: { chat: 2 } })
    const caseIds: string[] = []
    for (const who of ['a', 'b', 'c']) caseIds.push(await desk.write('chat', queue.id, `full-${who}`))
    const [a, b, c] = caseIds as [string, string, string]
    await desk.accept(agent, a)
    await desk.accept(agent, b)
    await desk.routing.tick()
    expect(await desk.workIn(c, 'waiting')).toMatchObject({ offeredTo: null })
    expect((await desk.routing.undecidedOf(by, c))[0]?.candidates[0]?.reasons).toEqual(['at chat capacity'])
    await desk.close(a)
    await desk.offeredTo(c, agent)
    expect(await desk.workOf(a)).toMatchObject({ state: 'done' })
  })

  test('is asked for one piece at a time, and for one that waits in real time beside it', async () => {
    const queue = await desk.addQueue()
    const emails: string[] = []
    for (const who of ['a', 'b', 'c']) emails.push(await desk.write('email', queue.id, `pile-${who}`))
    const agent = await desk.addAgent('Asked', { teams: queue.teams, capacity: { default: 5 } })
    const [first, second, third] = emails as [string, string, string]
    await desk.offeredTo(first, agent)
    const chats = [await desk.write('chat', queue.id, 'pile-d'), await desk.write('chat', queue.id, 'pile-e')] as [string, string]
    await desk.offeredTo(chats[0], agent)
    await desk.routing.tick()
    expect(await desk.routing.offersOf(agent.id)).toHaveLength(2)
    for (const caseId of [second, third, chats[1]])
      expect((await desk.routing.undecidedOf(by, caseId)).map((one) => one.candidates[0]?.reasons)).toEqual([['has an offer already']])

    await desk.accept(agent, first)
    await desk.offeredTo(second, agent)
    const { id } = await desk.offeredTo(chats[0], agent)
    await desk.routing.declineOffer(agent, { workId: id, commandId: commandId() })
    await desk.offeredTo(chats[1], agent)
    expect(await desk.routing.offersOf(agent.id)).toHaveLength(2)
    expect(await desk.workOf(third)).toMatchObject({ state: 'waiting' })
  })

  test('softens what is asked as time passes', async () => {
    const queue = await desk.addQueue({ requiredSkills: { firmware: 2 } })
    const agent = await desk.addAgent('Novice', { teams: queue.teams })
    const caseId = await desk.write('chat', queue.id, 'firm')
    await desk.workIn(caseId, 'waiting')
    await desk.pass(61_000)
    await desk.workIn(caseId, 'waiting')
    await desk.pass(120_000)
    await desk.offeredTo(caseId, agent)
  })
})

describe('picking', () => {
  test('takes what waits, where the queue allows it', async () => {
    const open = await desk.addQueue({ allowsPick: true })
    const shut = await desk.addQueue({ allowsPick: false })
    const agent = await desk.addAgent('Picker', {}, false)
    const lead = await desk.addAgent('Lead', { role: 'supervisor' }, false)
    const [first, second] = [await desk.write('chat', open.id, 'pick-1'), await desk.write('chat', shut.id, 'pick-2')]
    const work = await desk.workIn(first, 'waiting')
    const other = await desk.workIn(second, 'waiting')
    await desk.routing.pickWork(agent, { workId: work.id, commandId: commandId() })
    expect((await desk.cases.getState(by, first)).assigneeId).toBe(agent.id)
    await expect(desk.routing.pickWork(lead, { workId: work.id, commandId: commandId() })).rejects.toMatchObject({ code: 'work-taken' })
    await expect(desk.routing.pickWork(agent, { workId: other.id, commandId: commandId() })).rejects.toMatchObject({ code: 'no-pick' })
    await desk.routing.pickWork(lead, { workId: other.id, commandId: commandId() })
    expect(await desk.workOf(second)).toMatchObject({ state: 'active', agentId: lead.id })
  })
})

describe('who may see it', () => {
  test('a restricted queue’s work is not there for other teams', async () => {
    const queue = await desk.addQueue()
    await desk.queues.editQueue(by, { queueId: queue.id, restrictedTo: queue.teams, commandId: commandId() })
    const outside = await desk.addAgent('Outside', { role: 'supervisor' }, false)
    const inside = await desk.addAgent('Inside', { role: 'supervisor', teams: queue.teams }, false)
    const caseId = await desk.write('chat', queue.id, 'secret')
    const { id } = await desk.workIn(caseId, 'waiting')
    const list = async (actor: typeof inside) => (await desk.routing.waiting(actor, { limit: 100 })).items.map((one) => one.id)
    expect(await list(inside)).toContain(id)
    expect(await list(outside)).not.toContain(id)
    for (const verb of [desk.routing.acceptOffer, desk.routing.declineOffer, desk.routing.pickWork])
      for (const workId of [id, 'w_missing'])
        await expect(verb(outside, { workId, commandId: commandId() })).rejects.toMatchObject({ code: 'work-not-found' })
    await expect(desk.routing.workOfCase(outside, caseId)).rejects.toMatchObject({ kind: 'not-found' })
    await expect(desk.routing.decisionsOf(outside, caseId)).rejects.toMatchObject({ kind: 'not-found' })
    const topic = desk.routing.parts.topics?.[0]
    const row = (await topic?.snapshot(inside, 'all'))?.find((one) => one.id === id)
    expect(row && [topic?.sees?.(inside, row), topic?.sees?.(outside, row)]).toEqual([true, false])
  })

  test('the floor looks again when a queue is kept for a team, and when it is opened', async () => {
    const queue = await desk.addQueue()
    const outside = await desk.addAgent('Out', { role: 'supervisor' }, false)
    const { id } = await desk.workIn(await desk.write('email', queue.id, 'kept'), 'waiting')
    const topic = desk.routing.parts.topics?.[0] as LiveTopic<Actor>
    const seen = async (): Promise<boolean> =>
      (await topic.snapshot(outside, 'all')).some((row) => row.id === id && topic.sees?.(outside, row))
    const looks: boolean[] = []
    desk.platform.bus.onPassing(QUEUE_KNOWN, async (data) => {
      const told = (await topic.facts?.[QUEUE_KNOWN]?.(data, () => true, new Set(['all']))) ?? []
      if (told.some((one) => one.id === 'all' && one.again)) looks.push(await seen())
    })
    await desk.queues.editQueue(by, { queueId: queue.id, restrictedTo: queue.teams, commandId: commandId() })
    await waitFor(() => looks.length === 1)
    await desk.queues.editQueue(by, { queueId: queue.id, restrictedTo: [], commandId: commandId() })
    await waitFor(() => looks.length === 2)
    expect(looks).toEqual([false, true])
  })

  test('the list is paged by signed places, longest waiting first', async () => {
    const queue = await desk.addQueue()
    const lead = await desk.addAgent('Lead', { role: 'supervisor' }, false)
    const mine = [
      await desk.write('email', queue.id, 'page-1'),
      await desk.write('email', queue.id, 'page-2'),
      await desk.write('email', queue.id, 'page-3'),
    ]
    for (const caseId of mine) await desk.workIn(caseId, 'waiting')
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await desk.routing.waiting(lead, { limit: 2, cursor })
      expect(page.items.length).toBeLessThanOrEqual(2)
      seen.push(...page.items.map((one) => one.caseId))
      cursor = page.nextCursor ?? undefined
    } while (cursor)
    expect(seen.filter((one) => mine.includes(one))).toEqual(mine)
    expect(new Set(seen).size).toBe(seen.length)
    await expect(desk.routing.waiting(lead, { limit: 2, cursor: 'made.up' })).rejects.toMatchObject({ kind: 'invalid' })
    await expect(desk.routing.waiting(await desk.addAgent('Plain', {}, false), { limit: 2 })).rejects.toMatchObject({ kind: 'forbidden' })
  })
})
