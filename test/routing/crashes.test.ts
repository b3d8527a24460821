import { afterAll, beforeAll, expect, test } from 'vitest'
import type { WorkState } from '../../server/routing/index.ts'
import { Crash } from '../setup/crashing.ts'
import { intercept } from '../setup/intercept.ts'
import { waitFor } from '../wait-for.ts'
import { beginProcess, by, commandId, type FloorDesk, openFloorDesk } from './floor-desk.ts'

let desk: FloorDesk
beforeAll(async () => {
  desk = await openFloorDesk({ isOnlyProcess: false })
})
afterAll(() => desk?.end())

/** Of everything open: who holds it, by the works and by the reservations. Both must tell the same. */
const held = async (agentIds: readonly string[]) => {
  const works = (await desk.works.find({ holderId: { $in: [...agentIds] } } as never).toArray()) as unknown as (WorkState & {
    _id: string
  })[]
  const open = works.filter((one) => one.isOpen).map((one) => `${one.holderId} ${one._id}`)
  const reserved = await desk.platform.connection
    .collection<{ _id: string; work: { workId: string }[] }>('agents_work')
    .find({ _id: { $in: [...agentIds] } })
    .toArray()
  return { open: open.sort(), reserved: reserved.flatMap((one) => one.work.map(({ workId }) => `${one._id} ${workId}`)).sort() }
}

test('an acceptance cut off at any moment is whole or never was, and the case follows the work', async () => {
  const queue = await desk.addQueue()
  const agent = await desk.addAgent('Ida', { teams: queue.teams })
  let wasWhole = 0
  let wasNothing = 0
  for (let dieAt = 1; dieAt < 60; dieAt++) {
    const caseId = await desk.write('chat', queue.id, `cut-${dieAt}`)
    const { id: workId } = await desk.offeredTo(caseId, agent)
    let calls = 0
    const process = await beginProcess(desk, { chance: () => ++calls >= dieAt })
    const died = await process.routing.acceptOffer(agent, { workId, commandId: `cut-${dieAt}` }).then(
      () => false,
      (error: unknown) => {
        expect(error).toBeInstanceOf(Crash)
        return true
      },
    )
    await process.end()
    // What the desk does at its start: folds what was committed, and lets reactions hear what nobody heard.
    await desk.platform.ledgers.reproject(`work:${workId}`)
    await desk.reactions.replay()
    const work = await desk.workOf(caseId)
    if (work?.state === 'active') {
      wasWhole++
      expect(work.agentId).toBe(agent.id)
      expect((await desk.cases.getState(by, caseId)).assigneeId).toBe(agent.id)
    } else {
      wasNothing++
      expect(work).toMatchObject({ state: 'offered', offeredTo: agent.id })
      expect((await desk.cases.getState(by, caseId)).assigneeId).toBeNull()
    }
    // The same command again, by a process that lives: it is theirs, once.
    await desk.routing.acceptOffer(agent, { workId, commandId: `cut-${dieAt}` })
    expect((await desk.cases.getState(by, caseId)).assigneeId).toBe(agent.id)
    expect((await desk.cases.entriesOf(caseId)).filter((one) => one.change.type === 'case.assigned')).toHaveLength(1)
    await desk.close(caseId)
    await desk.workIn(caseId, 'done')
    if (!died) break
  }
  expect(wasWhole).toBeGreaterThan(2)
  expect(wasNothing).toBeGreaterThan(2)
  await waitFor(async () => (await held([agent.id])).reserved.length === 0, { what: 'free places' })
}, 120_000)

test('two routers at once never give one piece of work twice, nor exceed anybody’s capacity', async () => {
  const queue = await desk.addQueue()
  const agents = await Promise.all(
    Array.from({ length: 6 }, (_, n) => desk.addAgent(`Two ${n}`, { teams: queue.teams, capacity: { default: 2 } }, false)),
  )
  const write = async (from: number): Promise<string[]> => {
    const caseIds = await Promise.all(Array.from({ length: 10 }, (_, n) => desk.write('chat', queue.id, `two-${from + n}`)))
    for (const caseId of caseIds) await desk.workIn(caseId, 'waiting')
    return caseIds
  }
  await write(0)
  // Each takes the lease while the one before still counts on it: however long the rest takes, the first one does not notice.
  const routers = [await beginProcess(desk, { isStill: true }), await beginProcess(desk)]
  const leases = desk.platform.connection.collection<{ _id: string; holder: string }>('leases')
  const holder = async (): Promise<string | undefined> => (await leases.findOne({ _id: 'router' }))?.holder
  const begin = async (one: (typeof routers)[number] | undefined): Promise<void> => {
    const before = await holder()
    await one?.routing.parts.start?.(new AbortController().signal)
    await waitFor(
      async () => {
        // Free for a moment, it may be taken again by who had it.
        if (![before, undefined].includes(await holder())) return true
        await leases.deleteOne({ _id: 'router' })
        await one?.routing.tick()
        return false
      },
      { what: 'another router' },
    )
  }
  await begin(routers[0])
  // What comes now only the second one knows, and prefers: the two fill the same places with different work.
  for (const caseId of await write(10)) {
    await desk.cases.setPriority(by, { caseId, priority: 'urgent', commandId: commandId() })
    await waitFor(async () => (await desk.workOf(caseId))?.priority === 'urgent')
  }
  await begin(routers[1])
  await routers[1]?.routing.tick()
  const door = await beginProcess(desk)
  for (const agent of agents) await door.staff.setPresence(agent, { userId: agent.id, presence: 'available', commandId: commandId() })
  await Promise.all(routers.map((one) => one.refresh()))
  // Who lost a place to the other looks again at the next tick, as it would each second by itself.
  await waitFor(
    async () => {
      await Promise.all(routers.map((one) => one.routing.tick()))
      return (await held(agents.map((one) => one.id))).open.length === 12
    },
    { what: 'all places taken' },
  )
  await Promise.all(routers.map((one) => one.routing.tick()))
  const { open, reserved } = await held(agents.map((one) => one.id))
  expect(reserved).toEqual(open)
  expect(new Set(open.map((one) => one.split(' ')[1])).size).toBe(12)
  for (const agent of agents) expect(open.filter((one) => one.startsWith(agent.id))).toHaveLength(2)
  for (const one of routers) await one.routing.parts.stop?.()
  for (const one of [...routers, door]) await one.end()
})

test('whoever becomes the router knows all that the one before knew', async () => {
  const queue = await desk.addQueue()
  const agent = await desk.addAgent('Heir', { teams: queue.teams, capacity: { default: 1 } })
  const [first, second] = [await desk.write('chat', queue.id, 'heir-1'), await desk.write('chat', queue.id, 'heir-2')]
  await desk.accept(agent, first)
  await desk.workIn(second, 'waiting')
  const next = await beginProcess(desk, { aheadMs: 20_000 })
  await next.routing.parts.start?.(new AbortController().signal)
  await next.routing.tick()
  expect(await desk.workOf(second)).toMatchObject({ state: 'waiting' })
  // A process that does not route leaves word for the one that does.
  await desk.close(first)
  await waitFor(async () => {
    await next.routing.tick()
    return (await desk.workOf(second))?.offeredTo === agent.id
  })
  await next.routing.parts.stop?.()
  await next.end()
})

test('a router that no longer is one, and has not noticed, leaves word of what it heard meanwhile', async () => {
  let asks: Promise<void> = Promise.resolve()
  const floor = await openFloorDesk({
    isOnlyProcess: false,
    through: (connection) => intercept(connection, ({ collection, run }) => (collection === 'leases' ? asks.then(run) : run())),
  })
  try {
    const queue = await floor.addQueue()
    const agent = await floor.addAgent('Lost', { teams: queue.teams, capacity: { default: 1 } })
    const [first, second] = [await floor.write('chat', queue.id, 'lost-1'), await floor.write('chat', queue.id, 'lost-2')]
    await floor.accept(agent, first)
    await floor.workIn(second, 'waiting')
    const next = await beginProcess(floor, { aheadMs: 20_000 })
    await next.routing.parts.start?.(new AbortController().signal)
    let answer = () => {}
    asks = new Promise((resolve) => {
      answer = resolve
    })
    await floor.advance(4_000)
    const asking = floor.routing.tick()
    await floor.close(first)
    await floor.workIn(first, 'done')
    await floor.reactions.settled()
    answer()
    await asking
    await waitFor(
      async () => {
        await next.routing.tick()
        return (await floor.workOf(second))?.offeredTo === agent.id
      },
      { what: 'the offer by the new router' },
    )
    await next.routing.parts.stop?.()
    await next.end()
  } finally {
    await floor.end()
  }
})

test('work whose filing was heard by a process that died is made by the next', async () => {
  const queue = await desk.addQueue()
  for (let dieAt = 1; dieAt < 40; dieAt += 2) {
    let calls = 0
    const process = await beginProcess(desk, { chance: () => ++calls >= dieAt })
    for (const reaction of process.routing.parts.reactions ?? []) process.reactions.add(reaction as never)
    const thread = `chat:${queue.id}:dead-${dieAt}`
    await process.hub
      .intake({
        type: 'message',
        channel: 'chat',
        account: queue.id,
        externalId: `dead-${dieAt}`,
        from: { channel: 'chat', address: `dead-${dieAt}@rivet.example`, trust: 'claimed' },
        text: 'Hello?',
        threadKeys: [thread],
        ownThreadKey: thread,
        receivedBy: [queue.id],
      })
      .catch((error: unknown) => expect(error).toBeInstanceOf(Crash))
    await process.hub.settled()
    await process.end()
  }
  await desk.pass(61_000)
  await desk.hub.sweep()
  await desk.hub.settled()
  await desk.reactions.replay()
  const filed = (await desk.platform.connection.collection('messages').find({ account: queue.id }).toArray()) as unknown as {
    caseId: string
    state: string
  }[]
  expect(filed.length).toBeGreaterThan(5)
  for (const { caseId, state } of filed) {
    expect(state).toBe('filed')
    expect((await desk.routing.workOfCase(by, caseId)).map((one) => one.state)).toEqual(['waiting'])
  }
})
