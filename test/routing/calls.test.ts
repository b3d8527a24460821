import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { waitFor } from '../wait-for.ts'
import { by, commandId, type FloorDesk, openFloorDesk } from './floor-desk.ts'

let desk: FloorDesk
beforeAll(async () => {
  desk = await openFloorDesk()
})
afterAll(() => desk?.end())

const quiet = (): Promise<void> => desk.quiet()
const voice = { voice: 1, default: 3 }
const worksOf = async (caseId: string, channel: string) =>
  (await desk.routing.workOfCase(by, caseId)).filter((one) => one.channel === channel)

describe('work that takes the whole person is moved by its channel alone', () => {
  const acts: Record<string, (caseId: string, queueId: string) => Promise<unknown>> = {
    closed: (caseId) => desk.close(caseId),
    snoozed: (caseId) =>
      desk.cases.snoozeCase(by, {
        caseId,
        until: new Date(desk.platform.clock.now() + 3_600_000).toISOString(),
        commandId: commandId(),
      } as never),
    'given to somebody else': async (caseId, queueId) => {
      const other = await desk.addAgent('Olga', { teams: desk.queues.byId(queueId)?.teams as string[] }, false)
      await desk.cases.assignCase(by, { caseId, assigneeId: other.id, commandId: commandId() })
    },
    'moved to another queue': async (caseId) => {
      const other = await desk.addQueue()
      await desk.cases.transferCase(by, { caseId, queueId: other.id, note: '', commandId: commandId() })
    },
  }
  for (const [what, act] of Object.entries(acts))
    test(`a call goes on when its case is ${what}`, async () => {
      const queue = await desk.addQueue()
      const agent = await desk.addAgent('Ida', { teams: queue.teams, capacity: voice })
      const caseId = await desk.write('voice', queue.id, `caller-${commandId()}`)
      await desk.accept(agent, caseId)
      await act(caseId, queue.id)
      await quiet()
      expect(await worksOf(caseId, 'voice')).toMatchObject([{ state: 'active', agentId: agent.id, queueId: queue.id }])
    })

  test('a call in a case that an agent already works on is offered all the same, to that agent first', async () => {
    const queue = await desk.addQueue()
    const agent = await desk.addAgent('Ida', { teams: queue.teams, capacity: voice })
    const who = `both-${commandId()}`
    const caseId = await desk.write('email', queue.id, who)
    await desk.accept(agent, caseId)
    await desk.addAgent('Another', { teams: queue.teams, capacity: voice })
    await desk.write('voice', queue.id, who, `call-${who}`, {
      from: { channel: 'email', address: `${who}@rivet.example`, trust: 'claimed' },
    })
    await quiet()
    expect(await worksOf(caseId, 'voice')).toMatchObject([{ state: 'offered', offeredTo: agent.id }])
  })

  test('what was said to a machine asks for somebody, though the line is not known to be over yet', async () => {
    const queue = await desk.addQueue()
    const who = `machine-${commandId()}`
    const thread = { threadKeys: [`line:${who}`], ownThreadKey: `line:${who}` }
    const caseId = await desk.write('voice', queue.id, who, who, thread)
    await desk.write('email', queue.id, who, who, thread)
    await quiet()
    const open = (await desk.routing.workOfCase(by, caseId)).filter((one) => one.state === 'waiting')
    expect(open.map((one) => one.channel).sort()).toEqual(['email', 'voice'])
    expect(new Set(open.map((one) => one.interactionId)).size).toBe(1)
  })

  test('two callers of one case both keep waiting when one is answered', async () => {
    const queue = await desk.addQueue()
    const agent = await desk.addAgent('Ida', { teams: queue.teams, capacity: voice })
    const who = `shared-${commandId()}`
    const caseId = await desk.write('voice', queue.id, who, `one-${who}`)
    await desk.write('voice', queue.id, who, `two-${who}`)
    const offered = await waitFor(async () => (await worksOf(caseId, 'voice')).find((one) => one.offeredTo === agent.id), {
      what: 'an offer',
    })
    await desk.routing.acceptOffer(agent, { workId: offered?.id ?? '', commandId: commandId() })
    await quiet()
    expect((await worksOf(caseId, 'voice')).map((one) => one.state).sort()).toEqual(['active', 'waiting'])
  })

  test('a call accepted after its case was closed is still a call', async () => {
    const queue = await desk.addQueue()
    const agent = await desk.addAgent('Ida', { teams: queue.teams, capacity: voice })
    const caseId = await desk.write('voice', queue.id, `late-${commandId()}`)
    await desk.offeredTo(caseId, agent)
    await desk.close(caseId)
    await desk.accept(agent, caseId)
    await quiet()
    expect(await worksOf(caseId, 'voice')).toMatchObject([{ state: 'active', agentId: agent.id }])
  })
})

describe('a caller and chats', () => {
  test('a call waits a while for somebody free, then comes before chats that are under way, but never beside another call', async () => {
    const queue = await desk.addQueue()
    const agent = await desk.addAgent('Ida', { teams: queue.teams, capacity: { ...voice, voice: 2, chat: 3 } })
    await desk.accept(agent, await desk.write('chat', queue.id, `chat-${commandId()}`))
    const call = await desk.write('voice', queue.id, `caller-${commandId()}`)
    await quiet()
    expect(await worksOf(call, 'voice')).toMatchObject([{ state: 'waiting' }])
    await desk.pass(16_000)
    const offer = await desk.offeredTo(call, agent)
    expect(offer.why).toContain('your chats can wait')
    await desk.accept(agent, call)
    const other = await desk.write('voice', queue.id, `other-${commandId()}`)
    const chat = await desk.write('chat', queue.id, `late-${commandId()}`)
    await desk.pass(16_000)
    await quiet()
    expect([...(await worksOf(other, 'voice')), ...(await worksOf(chat, 'chat'))].map((one) => one.state)).toEqual(['waiting', 'waiting'])
  })

  test('a call comes beside a chat that is offered and not answered; whoever takes it is asked for the chat no more, and stays available', async () => {
    const queue = await desk.addQueue()
    const agent = await desk.addAgent('Ida', { teams: queue.teams, capacity: { ...voice, chat: 3 } })
    const chat = await desk.write('chat', queue.id, `open-${commandId()}`)
    await desk.offeredTo(chat, agent)
    const call = await desk.write('voice', queue.id, `caller-${commandId()}`)
    await quiet()
    expect(await desk.workOf(call)).toMatchObject({ state: 'waiting' })
    await desk.pass(16_000)
    await desk.offeredTo(call, agent)
    expect(await desk.workOf(chat)).toMatchObject({ state: 'offered', offeredTo: agent.id })
    await desk.accept(agent, call)
    await desk.workIn(chat, 'waiting')
    await desk.pass(120_000)
    expect((await desk.staff.membersForRouting()).find((one) => one.id === agent.id)?.presence).toBe('available')
  })

  test('a caller on the line is served before a chat that came a moment earlier', async () => {
    const queue = await desk.addQueue()
    const chat = await desk.write('chat', queue.id, `first-${commandId()}`)
    const call = await desk.write('voice', queue.id, `second-${commandId()}`)
    await desk.workIn(chat, 'waiting')
    await desk.workIn(call, 'waiting')
    const agent = await desk.addAgent('Ida', { teams: queue.teams, capacity: { ...voice, chat: 3 } })
    await desk.offeredTo(call, agent)
    expect((await desk.workOf(chat))?.state).toBe('waiting')
  })
})

describe('what a channel knows already', () => {
  test('a message that asks for nobody makes no work and leaves the case as it is', async () => {
    const queue = await desk.addQueue()
    const agent = await desk.addAgent('Ida', { teams: queue.teams, capacity: voice })
    const who = `served-${commandId()}`
    const first = await desk.write('email', queue.id, who)
    await desk.accept(agent, first)
    await desk.hub.sendReply(agent, { caseId: first, text: 'Done.', attachments: [], status: 'waiting', commandId: commandId() })
    await quiet()
    const same = await desk.write('voice', queue.id, who, `menu-${who}`, {
      needsReply: false,
      from: { channel: 'email', address: `${who}@rivet.example`, trust: 'claimed' },
    })
    await quiet()
    expect(same).toBe(first)
    expect(await desk.cases.getState(by, first)).toMatchObject({ status: 'waiting', isAwaitingReply: false })
    expect(await worksOf(first, 'voice')).toEqual([])
  })

  test('the queue, the skills and the priority that a menu chose count before those of the number', async () => {
    const [own, chosen] = [await desk.addQueue(), await desk.addQueue()]
    const plain = await desk.addAgent('Plain', { teams: chosen.teams, capacity: voice })
    const skilled = await desk.addAgent('Skilled', { teams: chosen.teams, capacity: voice, skills: { german: 3 } })
    const caseId = await desk.write('voice', own.id, `menu-${commandId()}`, undefined, {
      demand: { queueId: chosen.id, skills: { german: 2 }, priority: 'urgent' },
    })
    await desk.offeredTo(caseId, skilled)
    const [work] = await worksOf(caseId, 'voice')
    expect(work).toMatchObject({ queueId: chosen.id, priority: 'urgent' })
    const [decision] = await desk.routing.decisionsOf(by, caseId)
    expect(decision?.candidates.find((one) => one.agentId === plain.id)?.isChosen).toBe(false)
  })
})

describe('a channel moves its own work', () => {
  test('back to the queue with its age, and to the one it names first', async () => {
    const queue = await desk.addQueue()
    const [ida, kai] = [
      await desk.addAgent('Ida', { teams: queue.teams, capacity: voice }),
      await desk.addAgent('Kai', { teams: queue.teams, capacity: voice }, false),
    ]
    const caseId = await desk.write('voice', queue.id, `moved-${commandId()}`)
    const workId = await desk.accept(ida, caseId)
    const since = (await worksOf(caseId, 'voice'))[0]?.since
    await desk.staff.setPresence(kai, { userId: kai.id, presence: 'available', commandId: commandId() })
    await desk.routing.requeueWork(by, { workId, stickyId: kai.id, commandId: commandId() })
    await desk.offeredTo(caseId, kai)
    expect((await worksOf(caseId, 'voice'))[0]?.since).toBe(since)
  })

  test('to a colleague at once, whose the case is then; told twice, it happens once', async () => {
    const queue = await desk.addQueue()
    const ida = await desk.addAgent('Ida', { teams: queue.teams, capacity: voice })
    const kai = await desk.addAgent('Kai', { capacity: voice })
    const caseId = await desk.write('voice', queue.id, `handed-${commandId()}`)
    const workId = await desk.accept(ida, caseId)
    const command = { workId, agentId: kai.id, commandId: commandId() }
    await desk.routing.handWork(by, command)
    await desk.routing.handWork(by, command)
    await quiet()
    expect(await worksOf(caseId, 'voice')).toMatchObject([{ state: 'active', agentId: kai.id, why: 'A colleague handed it to you' }])
    expect((await desk.cases.getState(by, caseId)).assigneeId).toBe(kai.id)
  })

  test('to whom it would be offered is told without there being work: the free by liking and idle time, then who has chats, never who has a call', async () => {
    const queue = await desk.addQueue({ requiredSkills: { wheels: 2 }, optionalSkills: {} })
    const add = async (name: string, skills: Record<string, number>, isThere = true) => {
      await desk.pass(1_000)
      return desk.addAgent(name, { teams: queue.teams, skills, capacity: { ...voice, chat: 3 } }, isThere)
    }
    const [busy, chatting] = [await add('Busy', { wheels: 3 }), await add('Chatting', { wheels: 3 })]
    await desk.staff.setPresence(chatting, { userId: chatting.id, presence: 'away', commandId: commandId() })
    await desk.accept(busy, await desk.write('voice', queue.id, `talks-${commandId()}`))
    await desk.staff.setPresence(chatting, { userId: chatting.id, presence: 'available', commandId: commandId() })
    await desk.accept(chatting, await desk.write('chat', queue.id, `chats-${commandId()}`))
    const [first, second, german] = [
      await add('First', { wheels: 2 }),
      await add('Second', { wheels: 2 }),
      await add('Third', { wheels: 2, german: 1 }),
    ]
    await add('Unable', { wheels: 1 })
    await add('Absent', { wheels: 3 }, false)
    await desk.addAgent('Stranger', { skills: { wheels: 3 }, capacity: voice })
    const free = (skills: Record<string, number>) => desk.routing.freeAgents({ queueId: queue.id, channel: 'voice', skills })
    expect(await free({})).toEqual([first, second, german, chatting].map((one) => one.id))
    expect(await free({ german: 2 })).toEqual([german, first, second, chatting].map((one) => one.id))
    // A colleague rings: nobody asks them besides.
    await desk.routing.holdLine(by, { agentId: first.id, lineId: 'call_1' })
    expect(await free({})).toEqual([second, german, chatting].map((one) => one.id))
  })

  test('and knows how many are served before it', async () => {
    const queue = await desk.addQueue()
    const first = await desk.write('voice', queue.id, `first-${commandId()}`)
    await desk.pass(1_000)
    const second = await desk.write('voice', queue.id, `second-${commandId()}`)
    const positionIn = async (caseId: string) => desk.routing.positionOf((await worksOf(caseId, 'voice'))[0]?.id ?? '')
    await desk.workIn(first, 'waiting')
    await desk.workIn(second, 'waiting')
    expect(await positionIn(first)).toEqual({ ahead: 0, waiting: 2 })
    expect(await positionIn(second)).toEqual({ ahead: 1, waiting: 2 })
  })
})
