import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { waitFor } from '../wait-for.ts'
import { by, commandId, type FloorDesk, openFloorDesk } from './floor-desk.ts'

let desk: FloorDesk
beforeAll(async () => {
  desk = await openFloorDesk()
})
afterAll(() => desk?.end())

const quiet = (): Promise<void> => desk.quiet()
const all = (caseId: string) => desk.routing.workOfCase(by, caseId)
const reply = (actor: Parameters<typeof desk.hub.sendReply>[0], caseId: string, status: 'open' | 'waiting' = 'waiting') =>
  desk.hub.sendReply(actor, { caseId, text: 'We will send a new one.', attachments: [], status, commandId: commandId() })

describe('a message', () => {
  test('in a case whose agent is at work on it makes no new work', async () => {
    const queue = await desk.addQueue()
    const agent = await desk.addAgent('Ida', { teams: queue.teams, capacity: { default: 5 } })
    const caseId = await desk.write('chat', queue.id, 'one')
    await desk.accept(agent, caseId)
    await desk.write('chat', queue.id, 'one')
    await reply(agent, caseId)
    await desk.write('chat', queue.id, 'one')
    await quiet()
    expect((await all(caseId)).map((one) => one.state)).toEqual(['active'])
  })

  test('that comes while the first still waits makes no second work, however close they come', async () => {
    const queue = await desk.addQueue()
    const cases = await Promise.all(Array.from({ length: 8 }, () => desk.write('chat', queue.id, 'many')))
    expect(new Set(cases).size).toBe(1)
    await quiet()
    expect((await all(cases[0] as string)).map((one) => one.state)).toEqual(['waiting'])
  })

  test('that can wait goes straight to the agent who has the case, if there is room', async () => {
    const queue = await desk.addQueue()
    const agent = await desk.addAgent('Ida', { teams: queue.teams, capacity: { default: 1 } })
    const caseId = await desk.write('email', queue.id, 'mail')
    const first = await desk.accept(agent, caseId)
    await reply(agent, caseId)
    await waitFor(async () => (await all(caseId))[0]?.state === 'done', { what: 'the answered work' })
    await desk.write('email', queue.id, 'mail')
    const again = await desk.workIn(caseId, 'active')
    expect(again).toMatchObject({ agentId: agent.id, why: 'You have this case' })
    expect(again.id).not.toBe(first)

    await reply(agent, caseId)
    await waitFor(async () => (await all(caseId))[0]?.state === 'done', { what: 'the answered work' })
    const other = await desk.write('email', queue.id, 'other')
    await desk.accept(agent, other)
    await desk.write('email', queue.id, 'mail')
    expect(await desk.workIn(caseId, 'waiting')).toMatchObject({ agentId: null })
  })

  test('goes to who sees it, when the queue was closed to the agent who has the case', async () => {
    const queue = await desk.addQueue()
    const outside = await desk.addAgent('Outside', { teams: queue.teams })
    const caseId = await desk.write('email', queue.id, 'shut')
    await desk.accept(outside, caseId)
    await reply(outside, caseId)
    await waitFor(async () => (await all(caseId))[0]?.state === 'done', { what: 'the answered work' })
    const team = await desk.staff.addTeam(by, { name: `Inside ${commandId()}`, commandId: commandId() })
    const teams = [...queue.teams, team.id]
    await desk.queues.editQueue(by, { queueId: queue.id, teams, restrictedTo: [team.id], commandId: commandId() })
    const inside = await desk.addAgent('Inside', { teams: [team.id] })
    await desk.write('email', queue.id, 'shut')
    await desk.accept(inside, caseId)
    await waitFor(async () => (await desk.cases.getState(by, caseId)).assigneeId === inside.id, { what: 'the case as theirs' })
  })

  test('of a new chat is offered to the agent who has the case, before a colleague who is idle longer', async () => {
    const queue = await desk.addQueue()
    await desk.addAgent('Idle', { teams: queue.teams })
    const mine = await desk.addAgent('Mine', { teams: queue.teams })
    const caseId = await desk.write('email', queue.id, 'sticky')
    await desk.cases.assignCase(by, { caseId, assigneeId: mine.id, commandId: commandId() })
    await desk.workIn(caseId, 'active')
    await reply(mine, caseId)
    await waitFor(async () => (await all(caseId))[0]?.state === 'done', { what: 'the answered work' })
    // The same customer's address in the chat is another identity: the thread is what leads to the case.
    const { messageId } = await desk.hub.intake({
      type: 'message',
      channel: 'chat',
      account: queue.id,
      externalId: commandId(),
      from: { channel: 'email', address: 'sticky@rivet.example', trust: 'claimed' },
      text: 'Are you there?',
      threadKeys: [`chat:${queue.id}:sticky`],
      ownThreadKey: `chat:${queue.id}:sticky`,
      receivedBy: [queue.id],
    })
    await desk.hub.settled()
    expect((await desk.hub.getMessage(by, messageId)).caseId).toBe(caseId)
    expect((await desk.offeredTo(caseId, mine)).why).toBe('You had this case before, you have room for one chat')
  })

  test('after a long silence is offered again, and until then the place is free', async () => {
    const queue = await desk.addQueue()
    const agent = await desk.addAgent('Ida', { teams: queue.teams })
    const caseId = await desk.write('chat', queue.id, 'hush')
    const first = await desk.accept(agent, caseId)
    await reply(agent, caseId)
    await desk.write('chat', queue.id, 'hush')
    await quiet()
    await desk.pass(31 * 60_000)
    // The customer has the last word: nobody may forget them.
    expect(await desk.workOf(caseId)).toMatchObject({ state: 'active' })
    await reply(agent, caseId)
    await quiet()
    await desk.pass(29 * 60_000)
    expect(await desk.workOf(caseId)).toMatchObject({ state: 'active' })
    await desk.pass(2 * 60_000)
    await waitFor(async () => (await desk.workOf(caseId))?.state === 'done', { what: 'the work to be done' })
    await desk.write('chat', queue.id, 'hush')
    expect((await desk.offeredTo(caseId, agent)).id).not.toBe(first)
  })

  test('to a live case whose agent has gone goes to someone who is there', async () => {
    const queue = await desk.addQueue()
    const gone = await desk.addAgent('Gone', { teams: queue.teams })
    const caseId = await desk.write('chat', queue.id, 'left')
    const id = await desk.accept(gone, caseId)
    await reply(gone, caseId)
    desk.staff.attended(gone.id, true)
    desk.staff.attended(gone.id, false)
    await waitFor(async () => {
      await desk.advance(31_000)
      return (await desk.staff.getMember(by, gone.id)).presence === 'offline'
    })
    await quiet()
    expect(await desk.workOf(caseId)).toMatchObject({ state: 'active', agentId: gone.id })
    const there = await desk.addAgent('There', { teams: queue.teams })
    await desk.write('chat', queue.id, 'left')
    expect((await desk.offeredTo(caseId, there)).id).toBe(id)
  })
})

describe('what happens to a case or a person', () => {
  test('closing and snoozing end its work and free the place', async () => {
    const queue = await desk.addQueue()
    const agent = await desk.addAgent('Ida', { teams: queue.teams })
    const first = await desk.write('chat', queue.id, 'end-1')
    await desk.accept(agent, first)
    const second = await desk.write('chat', queue.id, 'end-2')
    await desk.close(first)
    await desk.accept(agent, second)
    const third = await desk.write('chat', queue.id, 'end-3')
    await desk.cases.snoozeCase(by, {
      caseId: second,
      until: new Date(desk.platform.clock.now() + 3_600_000).toISOString(),
      commandId: commandId(),
    })
    await desk.offeredTo(third, agent)
    expect((await all(second)).map((one) => one.state)).toEqual(['done'])
    await desk.close(third)
    await desk.workIn(third, 'done')
    expect(await desk.routing.offersOf(agent.id)).toEqual([])
  })

  test('a closing that is taken back asks for somebody again, as old as it was, and leaves what waited for the customer waiting', async () => {
    const queue = await desk.addQueue()
    const caseId = await desk.write('email', queue.id, 'closed-by-mistake')
    const { id, since } = await desk.workIn(caseId, 'waiting')
    const close = () => desk.cases.closeCase(by, { caseId, disposition: 'Solved', commandId: commandId() })
    const takeBack = () => desk.cases.reopenCase(by, { caseId, asItWas: true, commandId: commandId() })
    await close()
    await desk.workIn(caseId, 'done')
    expect(await takeBack()).toMatchObject({ status: 'new', isAwaitingReply: true, disposition: null })
    const again = await waitFor(async () => (await desk.routing.workOfCase(by, caseId)).find((one) => one.state === 'waiting'))
    expect([again.since, again.id === id]).toEqual([since, false])

    const ida = await desk.addAgent('Ida', { teams: queue.teams })
    await desk.accept(ida, caseId)
    await desk.cases.setStatus(by, { caseId, status: 'waiting', commandId: commandId() })
    await close()
    expect(await takeBack()).toMatchObject({ status: 'waiting', assigneeId: ida.id })
    // Opened by hand later it is as it ever was: whoever does it looks after it.
    await close()
    expect(await desk.cases.reopenCase(by, { caseId, commandId: commandId() })).toMatchObject({ status: 'open', isAwaitingReply: false })
  })

  test('a case that wakes asks for somebody if nobody has it, and is its agent’s again if somebody has', async () => {
    const queue = await desk.addQueue()
    const snooze = (caseId: string) =>
      desk.cases.snoozeCase(by, {
        caseId,
        until: new Date(desk.platform.clock.now() + 3_600_000).toISOString(),
        commandId: commandId(),
      })
    const [left, byHand] = [await desk.write('email', queue.id, 'wake-1'), await desk.write('email', queue.id, 'wake-2')]
    const answered = await desk.write('email', queue.id, 'wake-3')
    for (const caseId of [left, byHand, answered]) await desk.workIn(caseId, 'waiting')
    await reply(by, answered)
    for (const caseId of [left, byHand, answered]) await snooze(caseId)
    for (const caseId of [left, byHand, answered]) await desk.workIn(caseId, 'done')
    await desk.cases.setStatus(by, { caseId: byHand, status: 'open', commandId: commandId() })
    await desk.workIn(byHand, 'waiting')
    const agent = await desk.addAgent('Ida', { capacity: { default: 5 } })
    const mine = await desk.write('email', queue.id, 'wake-4')
    await desk.cases.assignCase(by, { caseId: mine, assigneeId: agent.id, commandId: commandId() })
    await desk.workIn(mine, 'active')
    await snooze(mine)
    await desk.workIn(mine, 'done')

    await desk.pass(3_601_000)
    await desk.workIn(left, 'waiting')
    // The customer waits for nothing, but somebody wanted it to be looked at.
    await desk.workIn(answered, 'waiting')
    expect(await desk.workIn(mine, 'active')).toMatchObject({ agentId: agent.id })
    await quiet()
    for (const caseId of [left, byHand, answered, mine]) expect((await all(caseId)).filter((one) => one.state !== 'done')).toHaveLength(1)
  })

  test('a snooze that is taken back leaves everything as it was: the status, the age of the work, and who was at it', async () => {
    const queue = await desk.addQueue()
    const snooze = async (caseId: string) => {
      const until = new Date(desk.platform.clock.now() + 3_600_000).toISOString()
      await desk.cases.snoozeCase(by, { caseId, until, commandId: commandId() })
    }
    const takeBack = (caseId: string) => desk.cases.unsnoozeCase(by, { caseId, commandId: commandId() })
    const caseId = await desk.write('email', queue.id, 'slept-by-mistake')
    const { id, since } = await desk.workIn(caseId, 'waiting')
    await desk.write('email', queue.id, 'slept-by-mistake')
    await snooze(caseId)
    await desk.workIn(caseId, 'done')
    expect(await takeBack(caseId)).toMatchObject({ status: 'new', isAwaitingReply: true, snoozedUntil: null })
    const again = await waitFor(async () => (await all(caseId)).find((one) => one.state === 'waiting'))
    expect([again.since, again.id === id]).toEqual([since, false])

    const ida = await desk.addAgent('Ida', { teams: queue.teams })
    await desk.accept(ida, caseId)
    await snooze(caseId)
    await desk.workIn(caseId, 'done')
    expect(await takeBack(caseId)).toMatchObject({ status: 'open', assigneeId: ida.id })
    expect(await desk.workIn(caseId, 'active')).toMatchObject({ agentId: ida.id, since })
    // What waited for the customer asked for nobody, and asks for nobody now.
    await reply(ida, caseId)
    await desk.workIn(caseId, 'done')
    await snooze(caseId)
    expect(await takeBack(caseId)).toMatchObject({ status: 'waiting' })
    // Awake, there is nothing to take back, nor does the alarm ring.
    expect(await takeBack(caseId)).toMatchObject({ status: 'waiting' })
    await desk.pass(3_601_000)
    await quiet()
    expect((await all(caseId)).filter((one) => one.state !== 'done')).toEqual([])
    expect((await desk.cases.getState(by, caseId)).status).toBe('waiting')
  })

  test('a transfer puts it into the other queue, with its age', async () => {
    const [from, to] = [await desk.addQueue(), await desk.addQueue()]
    const agent = await desk.addAgent('From', { teams: from.teams })
    const expert = await desk.addAgent('To', { teams: to.teams })
    const caseId = await desk.write('chat', from.id, 'move')
    const id = await desk.accept(agent, caseId)
    const { since } = (await desk.workOf(caseId)) ?? {}
    await desk.cases.transferCase(by, { caseId, queueId: to.id, note: '', commandId: commandId() })
    expect(await desk.offeredTo(caseId, expert)).toMatchObject({ id, since, queueId: to.id })
    expect(await desk.routing.activeOf(agent.id)).toEqual([])
  })

  test('a transfer of a case without work makes some', async () => {
    const [from, to] = [await desk.addQueue(), await desk.addQueue()]
    const agent = await desk.addAgent('From', { teams: from.teams })
    const caseId = await desk.write('email', from.id, 'later')
    await desk.accept(agent, caseId)
    await reply(agent, caseId)
    await desk.workIn(caseId, 'done')
    await desk.cases.transferCase(by, { caseId, queueId: to.id, note: '', commandId: commandId() })
    expect(await desk.workIn(caseId, 'waiting')).toMatchObject({ queueId: to.id, channel: 'email' })
  })

  test('assigning by hand makes the work theirs, taking an offer back, beyond capacity', async () => {
    const queue = await desk.addQueue()
    const asked = await desk.addAgent('Asked', { teams: queue.teams })
    const caseId = await desk.write('chat', queue.id, 'hand')
    const { id } = await desk.offeredTo(caseId, asked)
    const chosen = await desk.addAgent('Chosen', { capacity: { default: 0 } })
    await desk.cases.assignCase(by, { caseId, assigneeId: chosen.id, commandId: commandId() })
    expect(await desk.workIn(caseId, 'active')).toMatchObject({ id, agentId: chosen.id })
    expect(await desk.routing.offersOf(asked.id)).toEqual([])
    await desk.cases.assignCase(by, { caseId, assigneeId: null, commandId: commandId() })
    expect((await desk.offeredTo(caseId, asked)).id).toBe(id)
  })

  test('who no longer works here has no work', async () => {
    const queue = await desk.addQueue()
    const leaver = await desk.addAgent('Leaver', { teams: queue.teams, capacity: { default: 2 } })
    const [mine, asked] = [await desk.write('chat', queue.id, 'bye-1'), await desk.write('chat', queue.id, 'bye-2')]
    await desk.accept(leaver, mine)
    await desk.offeredTo(asked, leaver)
    await desk.staff.disableUser(by, { userId: leaver.id, commandId: commandId() })
    await desk.workIn(mine, 'waiting')
    await desk.workIn(asked, 'waiting')
    expect(await desk.routing.myWork(leaver)).toEqual([])
  })

  test('what is closed and has nobody asks for somebody when its customer writes again, also when who had it left', async () => {
    const queue = await desk.addQueue()
    const [leaver, other] = [await desk.addAgent('Leaver', { teams: queue.teams }), await desk.addAgent('Other', {}, false)]
    const [theirs, nobodys] = [await desk.write('email', queue.id, 'again-1'), await desk.write('email', queue.id, 'again-2')]
    await desk.cases.assignCase(by, { caseId: theirs, assigneeId: leaver.id, commandId: commandId() })
    for (const caseId of [theirs, nobodys]) {
      await desk.close(caseId)
      await desk.workIn(caseId, 'done')
    }
    await desk.staff.disableUser(by, { userId: leaver.id, commandId: commandId() })
    expect(await desk.write('email', queue.id, 'again-1')).toBe(theirs)
    expect(await desk.write('email', queue.id, 'again-2')).toBe(nobodys)
    const agent = await desk.addAgent('Taker', { teams: queue.teams, capacity: { default: 2 } })
    for (const caseId of [theirs, nobodys]) {
      await desk.accept(agent, caseId)
      await waitFor(async () => (await desk.cases.getState(by, caseId)).assigneeId === agent.id, { what: 'the case as theirs' })
    }
    expect(await desk.routing.offersOf(other.id)).toEqual([])
  })

  test('what is moved to a case of its own asks for somebody there, as old as it is, and is gone with the undo', async () => {
    const queue = await desk.addQueue()
    const caseId = await desk.write('email', queue.id, 'split-1')
    expect(await desk.write('email', queue.id, 'split-1')).toBe(caseId)
    await desk.workIn(caseId, 'waiting')
    const { lastMessageId, lastMessageAt } = await desk.cases.getState(by, caseId)
    const split = { caseId, messageIds: [lastMessageId], title: 'Apart', commandId: commandId() }
    const { splitId, state } = await desk.cases.splitCase(by, split)
    expect(await desk.workIn(state.id, 'waiting')).toMatchObject({ since: lastMessageAt?.toISOString(), channel: 'email' })
    // The first message still waits for its answer.
    expect((await all(caseId)).map((one) => one.state)).toEqual(['waiting'])
    await desk.cases.unsplitCase(by, { caseId, splitId, commandId: commandId() })
    await desk.workIn(state.id, 'done')
    expect((await all(caseId)).map((one) => one.state)).toEqual(['waiting'])
  })

  test('a merged case’s work waits in the one that stays, with its age; an undo asks anew', async () => {
    const queue = await desk.addQueue()
    const [stays, goes] = [await desk.write('email', queue.id, 'm-1'), await desk.write('chat', queue.id, 'm-2')]
    const { since, interactionId } = await desk.workIn(goes, 'waiting')
    await desk.cases.mergeCases(by, { caseId: stays, otherId: goes, commandId: commandId() })
    await desk.workIn(goes, 'done')
    await waitFor(async () => (await all(stays)).filter((one) => one.state === 'waiting').length === 2, { what: 'both in one case' })
    expect((await all(stays)).find((one) => one.interactionId === interactionId)).toMatchObject({ since, channel: 'chat' })
    // Accepting one of them takes the other along.
    const agent = await desk.addAgent('Both', { teams: queue.teams, capacity: { default: 1, chat: 1, email: 0 } })
    await desk.accept(agent, stays)
    await waitFor(
      async () =>
        (await all(stays))
          .map((one) => one.state)
          .sort()
          .join() === 'active,done',
      { what: 'one piece of work' },
    )
    await desk.cases.unmergeCase(by, { caseId: stays, otherId: goes, commandId: commandId() })
    await desk.workIn(goes, 'waiting')
  })

  test('priority moves it forward', async () => {
    const queue = await desk.addQueue()
    const [older, urgent] = [await desk.write('chat', queue.id, 'p-1'), await desk.write('chat', queue.id, 'p-2')]
    await desk.workIn(older, 'waiting')
    await desk.cases.setPriority(by, { caseId: urgent, priority: 'urgent', commandId: commandId() })
    await waitFor(async () => (await desk.workOf(urgent))?.priority === 'urgent')
    const agent = await desk.addAgent('Ida', { teams: queue.teams })
    await desk.offeredTo(urgent, agent)
    expect(await desk.workOf(older)).toMatchObject({ state: 'waiting' })
  })
})

test('the supervisor’s list: what was there and what happened since make what is there now', async () => {
  const topic = desk.routing.parts.topics?.[0]
  const rows = new Map((await topic?.snapshot(by, 'all'))?.map((row) => [row.id, row]))
  const unhear = desk.platform.bus.onEntry(async (entry, state) => {
    for (const change of (await topic?.changes?.(entry, state)) ?? [])
      for (const row of change.rows) if ((rows.get(row.id)?.v ?? 0) <= row.v) rows.set(row.id, row)
  })
  const queue = await desk.addQueue()
  const agent = await desk.addAgent('Ida', { teams: queue.teams, capacity: { default: 2 } })
  const [a, b, c] = [
    await desk.write('chat', queue.id, 't-1'),
    await desk.write('chat', queue.id, 't-2'),
    await desk.write('chat', queue.id, 't-3'),
  ]
  await desk.accept(agent, a)
  await desk.offeredTo(b, agent)
  await desk.workIn(c, 'waiting')
  await quiet()
  unhear()
  const shown = [...rows.values()].filter((row) => row.row !== undefined).map((row) => row.row)
  const now = ((await topic?.snapshot(by, 'all')) ?? []).map((row) => row.row)
  const byId = (list: unknown[]) => [...(list as { id: string }[])].sort((x, y) => (x.id < y.id ? -1 : 1))
  expect(byId(shown)).toEqual(byId(now))
  expect(now.length).toBeGreaterThanOrEqual(2)
})
