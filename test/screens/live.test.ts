import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCalls, noCarrier } from '../../server/calls/index.ts'
import type { InboundMessage, Message } from '../../server/hub/index.ts'
import { articleSuggestions } from '../../server/knowledge/index.ts'
import type { Entry } from '../../server/platform/bus.ts'
import { newId } from '../../server/platform/ids.ts'
import type { LiveTopic } from '../../server/platform/live.ts'
import { applyRows, fromSnapshot, type LiveState } from '../../server/platform/wire/live.ts'
import { createRouting } from '../../server/routing/index.ts'
import { screenTopics } from '../../server/screens/live.ts'
import { type Actor, type StaffActor, system } from '../../server/staff/index.ts'
import { shownOf } from '../setup/mirror.ts'
import { openProcesses, type Process } from '../setup/processes.ts'
import { recordingChannel } from '../setup/recording-channel.ts'

const desk = system('test')
let store: Awaited<ReturnType<typeof openProcesses>>
let rooms: Process
let topics: LiveTopic<Actor>[]
let agent: StaffActor
let heard: string[]
/** The message written last. */
let last: Message

beforeAll(async () => {
  store = await openProcesses()
  rooms = await store.begin()
  rooms.hub.addChannel(recordingChannel().channel)
  const routing = createRouting(rooms.platform, { staff: rooms.staff, queues: rooms.queues, cases: rooms.cases, hub: rooms.hub })
  const calls = createCalls(rooms.platform, {
    ...rooms,
    routing,
    control: noCarrier,
    flowsDir: 'no-flows',
    articles: () => ({}),
    isSandbox: true,
  })
  topics = screenTopics({ ...rooms, routing, calls, suggestArticles: articleSuggestions([]) })
  const member = await rooms.staff.addUser(desk, {
    name: 'Ada Lind',
    email: 'ada@larkfield.example',
    role: 'agent',
    commandId: newId(),
  } as never)
  agent = (await rooms.staff.actorOf(member.id)) as StaffActor
  heard = []
})
afterAll(() => store?.close())

const topicOf = (name: string): LiveTopic<Actor> => topics.find((one) => one.name === name) as LiveTopic<Actor>

/** A screen that watches one topic as a browser does: a snapshot, then events; fetches again when it is told to. */
const watch = async (name: string, id: string) => {
  const topic = topicOf(name)
  const fetch = async (): Promise<LiveState> => fromSnapshot({ topic: name, epoch: '', n: 0, rows: await topic.snapshot(agent, id) })
  let state = await fetch()
  let behind: Promise<void> = Promise.resolve()
  const take = (changes: Awaited<ReturnType<NonNullable<LiveTopic['changes']>>>): Promise<void>[] =>
    changes
      .filter((one) => one.id === id)
      .map(async ({ rows, again }) => {
        state = again ? await fetch() : applyRows(state, rows)
      })
  const unhear = [
    rooms.platform.bus.onEntry((entry: Entry, now) => {
      heard.push(entry.change.type)
      behind = behind.then(async () => void (await Promise.all(take((await topic.changes?.(entry, now)) ?? []))))
    }),
    ...Object.entries(topic.facts ?? {}).map(([fact, present]) =>
      rooms.platform.bus.onPassing(fact, (data) => {
        behind = behind.then(async () => void (await Promise.all(take(await present(data, () => true, new Set([id]))))))
      }),
    ),
  ]
  return {
    /** What the screen shows is what a fresh fetch would show. */
    check: async (after: string): Promise<void> => {
      for (let step = 0; step < 3; step++) await behind
      expect({ after, rows: shownOf(state) }).toEqual({ after, rows: shownOf(await fetch()) })
    },
    stop: () => {
      for (const one of unhear) one()
    },
  }
}

const write = async (who: string, thread: string, text: string, more: Partial<InboundMessage> = {}): Promise<string> => {
  const event: InboundMessage = {
    type: 'message',
    channel: 'test',
    account: 'live',
    externalId: newId(),
    from: { channel: 'email', address: `${who}@rivet.example`, trust: 'channel-verified', name: who },
    subject: `About ${thread}`,
    text,
    threadKeys: [thread],
    ownThreadKey: thread,
    receivedBy: ['inbox'],
    ...more,
  }
  const { messageId } = await rooms.hub.intake(event)
  await rooms.hub.settled()
  last = await rooms.hub.getMessage(desk, messageId)
  return last.caseId
}

test('a case screen that hears events shows what a fresh fetch shows, after every act', async () => {
  const caseId = await write('marta', 'live-1', 'The battery cuts out.')
  const otherId = await write('pernille', 'live-2', 'Another matter.')
  const screen = await watch('case', caseId)
  const list = await watch('work', agent.id)
  const { cases, hub } = rooms
  const on = (extra: object = {}) => ({ caseId, commandId: newId(), ...extra })
  let answer: Message | undefined
  let moved: Awaited<ReturnType<typeof rooms.cases.splitCase>> | undefined
  const latest = async (): Promise<{ messageId: string }> => ({ messageId: (await cases.getState(agent, caseId)).lastMessageId })
  const acts: Record<string, () => Promise<unknown>> = {
    assign: () => cases.assignCase(agent, on({ assigneeId: agent.id }) as never),
    message: () => write('marta', 'live-1', 'It happens only in the cold.'),
    'a stranger in the thread': async () => {
      await write('evil', 'live-1', 'Send me everything.', { checkSender: true })
      expect(last.state).toBe('quarantined')
    },
    'the stranger let in': () => hub.releaseMessage(agent, { messageId: last.id, into: 'suggested' }),
    note: () => cases.noteCase(agent, on({ text: 'Week 38 again.', mentions: [] }) as never),
    priority: () => cases.setPriority(agent, on({ priority: 'urgent' }) as never),
    kind: () => cases.setKind(agent, on({ kind: 'fault' }) as never),
    tags: () => cases.setTags(agent, on({ tags: ['firmware'] }) as never),
    title: () => cases.titleCase(agent, on({ title: 'Battery cuts out on hills' }) as never),
    reply: async () => {
      answer = await hub.sendReply(agent, on({ text: 'We look into it.', attachments: [], status: 'waiting' }) as never)
      await hub.sweep()
    },
    delivered: async () => {
      await hub.recordDelivery({
        type: 'delivery',
        channel: 'test',
        account: 'live',
        messageId: answer?.id ?? '',
        state: 'read',
        at: new Date(),
      })
    },
    status: () => cases.setStatus(agent, on({ status: 'open' }) as never),
    snooze: () => cases.snoozeCase(agent, on({ until: new Date(Date.now() + 3_600_000).toISOString() }) as never),
    'the alarm of the snooze': () =>
      cases.intake.commit(caseId, 'alarm', desk.id, ({ snoozeToken }) => ({ type: 'case.woken', token: snoozeToken, why: 'time' })),
    'snooze again': () => cases.snoozeCase(agent, on({ until: new Date(Date.now() + 3_600_000).toISOString() }) as never),
    'take the second back': () => cases.unsnoozeCase(agent, on({}) as never),
    'sleep once more': () => cases.snoozeCase(agent, on({ until: new Date(Date.now() + 3_600_000).toISOString() }) as never),
    wake: () => write('marta', 'live-1', 'Are you there?'),
    'merge with one that takes in another': async () => {
      const busyId = await write('lior', 'live-3', 'Something else.')
      await cases.intake.commit(busyId, 'half', desk.id, () => ({ type: 'case.absorbs', from: otherId, mergeId: 'half' }))
      await expect(cases.mergeCases(agent, on({ otherId: busyId }) as never)).rejects.toMatchObject({ code: 'case-merged' })
    },
    merge: () => cases.mergeCases(agent, on({ otherId }) as never),
    'message to the merged': () => write('pernille', 'live-2', 'One more thing.'),
    unmerge: () => cases.unmergeCase(agent, on({ otherId }) as never),
    'the same customer in another thread': () => write('marta', 'live-4', 'And the light.'),
    // Which is the way that is offered first from now on.
    'reply on the older of two ways': async () => {
      const older = (await hub.waysOf(agent, caseId)).find((one) => one.isCustomer && !one.isDefault)
      await hub.sendReply(agent, on({ text: 'Both next week.', attachments: [], status: 'open', wayId: older?.id }) as never)
      await hub.sweep()
      expect((await hub.waysOf(agent, caseId))[0]?.id).toBe(older?.id)
    },
    split: async () => {
      const { messageId } = await latest()
      moved = await cases.splitCase(agent, on({ messageIds: [messageId], title: 'Cold days' }) as never)
      await hub.sweep()
    },
    'message to the new one': () => write('marta', 'live-1', 'It is still cold.'),
    'report on what left': async () => {
      await cases.splitCase(agent, on({ messageIds: [answer?.id ?? ''], toCaseId: moved?.state.id }) as never)
      await rooms.reactions.replay()
      await hub.recordDelivery({
        type: 'delivery',
        channel: 'test',
        account: 'live',
        messageId: answer?.id ?? '',
        state: 'read',
        at: new Date(),
      })
    },
    unsplit: () => cases.unsplitCase(agent, on({ splitId: moved?.splitId }) as never),
    'customer renamed': async () => {
      const { customerId } = await cases.getState(agent, caseId)
      await rooms.customers.editCustomer(agent, { customerId, name: 'Marta Okonjo', commandId: newId() })
    },
    close: () => cases.closeCase(agent, on({ disposition: 'Solved' }) as never),
    reopen: () => cases.reopenCase(agent, on() as never),
    'back to the queue': () => cases.assignCase(agent, on({ assigneeId: null }) as never),
    transfer: async () => {
      const { id } = await rooms.queues.addQueue(desk, { name: 'Workshop', commandId: newId() })
      await cases.transferCase(agent, on({ queueId: id, note: 'The frame is already here.' }) as never)
      const told = (await topicOf('case').snapshot(agent, caseId)).filter((one) => JSON.stringify(one.row).includes('already here'))
      expect(told).toMatchObject([{ kind: 'item', row: { what: 'case.transferred', note: 'The frame is already here.' } }])
    },
    'customer erased': async () => {
      const { customerId } = await cases.getState(agent, caseId)
      await rooms.customers.eraseCustomer(desk, { customerId, commandId: newId() })
      await rooms.reactions.replay()
    },
  }
  for (const [name, act] of Object.entries(acts)) {
    await act()
    await screen.check(name)
    await list.check(name)
  }
  screen.stop()
  list.stop()
  expect((await rooms.cases.readTitles([caseId])).size).toBe(0)
  const entries = readFileSync(join(import.meta.dirname, '../../server/cases/entries.ts'), 'utf8')
  const types = new Set([...entries.matchAll(/'(case\.[\w-]+)'/g)].map((found) => found[1] ?? ''))
  // Answered by phone: of that and of all that happens in calls, each desk of `test/calls` shows it (`test/setup/mirror.ts`).
  expect([...types].filter((one) => !heard.includes(one))).toEqual(['case.answered'])
})

test('a row of a restricted queue leaves the list of someone who may not see it', async () => {
  const topic = topicOf('cases')
  const rowIn = (queueId: string) => ({ kind: 'case', id: 'x', v: 1, row: { queueId } })
  expect(topic.sees?.(agent, rowIn(''))).toBe(true)
  expect(topic.sees?.(agent, rowIn(rooms.queues.queueFor('').id))).toBe(true)
  const team = await rooms.staff.addTeam(desk, { name: 'Fraud', commandId: newId() } as never)
  const admin = await rooms.staff.addUser(desk, {
    name: 'Sam Ek',
    email: 'sam@larkfield.example',
    role: 'admin',
    commandId: newId(),
  } as never)
  const boss = (await rooms.staff.actorOf(admin.id)) as StaffActor
  const queue = await rooms.queues.addQueue(boss, { name: 'Fraud', commandId: newId() } as never)
  await rooms.queues.editQueue(boss, { queueId: queue.id, restrictedTo: [(team as { id: string }).id], commandId: newId() } as never)
  // Of a queue that this process does not know, it cannot say whose it is.
  for (const queueId of [queue.id, 'nowhere']) {
    expect(topic.sees?.(agent, rowIn(queueId))).toBe(false)
    expect(topic.sees?.(boss, rowIn(queueId))).toBe(true)
  }
})
