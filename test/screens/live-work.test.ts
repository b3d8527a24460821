import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Entry } from '../../server/platform/bus.ts'
import type { LiveTopic } from '../../server/platform/live.ts'
import type { Actor, StaffActor } from '../../server/staff/index.ts'
import { by, commandId, type FloorDesk, openFloorDesk } from '../routing/floor-desk.ts'
import type { mirror } from '../setup/mirror.ts'
import { waitFor } from '../wait-for.ts'
import { mirrorOf } from './mirror-of.ts'

/**
 * Whatever can happen to a piece of work, to a person's presence or to a queue: every screen and list that can show it shows afterwards what a fresh
 * fetch shows. What can happen is read from the files that say so: a new kind fails here until an act below brings it about.
 */
let desk: FloorDesk
let topics: LiveTopic<Actor>[]
let mirrored: ReturnType<typeof mirror>
/** What happened in the act that runs, with its reason where it has one of a few. */
let heard: string[] = []
/** The topics that say something of an entry of work. */
const tellOfWork = new Set<string>()
const dataDir = mkdtempSync(join(tmpdir(), 'patchbay-live-work-'))
let before: { caseId: string; agent: StaffActor }
const stopping: (() => unknown)[] = []

const nameOf = ({ type, why }: { type: string; why?: string }): string =>
  type === 'work.requeued' || type === 'work.finished' ? `${type} ${why}` : type

beforeAll(async () => {
  // An offer stands while the desk goes away.
  desk = await openFloorDesk({ dataDir })
  const { teams, id } = await desk.addQueue()
  const agent = await desk.addAgent('Before', { teams })
  before = { agent, caseId: await desk.write('chat', id, 'before') }
  await desk.offeredTo(before.caseId, agent)
  await desk.end()

  desk = await openFloorDesk({ dataDir })
  const screens = mirrorOf(desk)
  topics = screens.topics
  mirrored = screens.mirrored
  mirrored.watch(screens.named('case'), before.caseId)
  mirrored.watch(screens.named('work'), before.agent.id)
  stopping.push(
    desk.end,
    mirrored.stop,
    desk.platform.bus.onEntry(async (entry: Entry, state) => {
      heard.push(nameOf(entry.change))
      if (!entry.stream.startsWith('work:')) return
      for (const topic of topics) if (((await topic.changes?.(entry, state)) ?? []).length > 0) tellOfWork.add(topic.name)
    }),
  )
})
afterAll(async () => {
  for (const stop of stopping.reverse()) await stop()
  rmSync(dataDir, { recursive: true, force: true })
})

const on = <T extends object>(more: T) => ({ ...more, commandId: commandId() })
const reply = (actor: StaffActor, caseId: string) =>
  desk.hub.sendReply(actor, on({ caseId, text: 'We send a new one.', attachments: [], status: 'waiting' as const }))
/** An agent in a queue of their own, and what is offered them there. */
const asked = async (kind: 'chat' | 'email' | 'voice' = 'chat') => {
  const queue = await desk.addQueue()
  const agent = await desk.addAgent('Ida', { teams: queue.teams, capacity: { voice: 1, default: 1 } })
  const caseId = await desk.write(kind, queue.id, commandId())
  return { queue, agent, caseId, workId: (await desk.offeredTo(caseId, agent)).id }
}
/** The same, accepted. */
const atWork = async (kind: 'chat' | 'email' | 'voice' = 'chat') => {
  const all = await asked(kind)
  await desk.accept(all.agent, all.caseId)
  return all
}
/** What nobody is there for. */
const waits = async (kind: 'chat' | 'email' = 'chat', more: Parameters<FloorDesk['addQueue']>[0] = {}) => {
  const queue = await desk.addQueue(more)
  const caseId = await desk.write(kind, queue.id, commandId())
  return { queue, caseId, workId: (await desk.workIn(caseId, 'waiting')).id }
}
const presenceOf = async ({ id }: { id: string }) => (await desk.staff.getMember(by, id)).presence

/** Each act, and what happens in it. */
const acts: [string, string[], () => Promise<unknown>][] = [
  [
    'an offer ran out while the desk was away',
    ['work.requeued desk-away'],
    async () => {
      await desk.pass(31_000)
      await waitFor(() => heard.includes('work.requeued desk-away'), { what: 'the offer to be over' })
    },
  ],
  ['something waits', ['work.enqueued'], () => waits()],
  ['something is offered', ['work.offered', 'agent.presence-set'], () => asked()],
  ['it is accepted', ['work.accepted'], () => atWork()],
  [
    'it is declined',
    ['work.declined'],
    async () => {
      const { agent, caseId, workId } = await asked()
      await desk.routing.declineOffer(agent, on({ workId }))
      await desk.workIn(caseId, 'waiting')
    },
  ],
  [
    'an offer lapses',
    ['work.lapsed', 'agent.presence-set'],
    async () => {
      const { agent, caseId } = await asked()
      await desk.pass(31_000)
      await desk.workIn(caseId, 'waiting')
      await waitFor(async () => (await presenceOf(agent)) === 'not-responding', { what: 'the missed offer to show' })
    },
  ],
  [
    'it is picked',
    ['work.picked'],
    async () => {
      const { caseId, workId } = await waits('chat', { allowsPick: true })
      await desk.routing.pickWork(await desk.addAgent('Picker', {}, false), on({ workId }))
      await desk.workIn(caseId, 'active')
    },
  ],
  [
    'what is offered to one is given to another',
    ['work.assigned'],
    async () => {
      const { caseId } = await asked()
      const { id } = await desk.addAgent('Chosen', { capacity: { default: 0 } })
      await desk.cases.assignCase(by, on({ caseId, assigneeId: id }))
      await desk.workIn(caseId, 'active')
    },
  ],
  [
    'a colleague takes it over, for another queue',
    ['work.assigned'],
    async () => {
      const { caseId, workId } = await atWork('voice')
      const { id } = await desk.addAgent('Colleague', {}, false)
      const queueId = (await desk.addQueue()).id
      await desk.routing.handWork(by, on({ workId, agentId: id, queueId }))
      await waitFor(async () => (await desk.cases.getState(by, caseId)).assigneeId === id, { what: 'the case to follow' })
    },
  ],
  [
    'the case is put back',
    ['work.requeued unassigned'],
    async () => {
      const { caseId, agent } = await atWork()
      await desk.staff.setPresence(agent, on({ userId: agent.id, presence: 'away' as const }))
      await desk.cases.assignCase(by, on({ caseId, assigneeId: null }))
      await desk.workIn(caseId, 'waiting')
    },
  ],
  [
    'the case is transferred',
    ['work.requeued transferred'],
    async () => {
      const { caseId } = await atWork()
      await desk.cases.transferCase(by, on({ caseId, queueId: (await desk.addQueue()).id, note: '' }))
      await desk.workIn(caseId, 'waiting')
    },
  ],
  [
    'who has it works here no more',
    ['work.requeued disabled'],
    async () => {
      const { caseId, agent, queue } = await atWork()
      const other = await desk.write('email', queue.id, commandId())
      await desk.offeredTo(other, agent)
      await desk.staff.disableUser(by, on({ userId: agent.id }))
      await desk.workIn(caseId, 'waiting')
      await desk.workIn(other, 'waiting')
    },
  ],
  [
    'who was asked goes away',
    ['work.requeued gone', 'agent.presence-set'],
    async () => {
      const { caseId, agent } = await asked()
      await desk.staff.setPresence(agent, on({ userId: agent.id, presence: 'away' as const }))
      await desk.workIn(caseId, 'waiting')
    },
  ],
  [
    'who was asked takes a call instead',
    ['work.requeued busy'],
    async () => {
      const { caseId, agent, queue } = await asked()
      const call = await desk.write('voice', queue.id, commandId())
      await desk.workIn(call, 'waiting')
      await desk.pass(16_000)
      await desk.accept(agent, call)
      await desk.workIn(caseId, 'waiting')
    },
  ],
  [
    'what is offered is moved to another queue',
    ['work.requeued moved', 'case.transferred'],
    async () => {
      const { workId, caseId } = await asked()
      const queueId = (await desk.addQueue()).id
      await desk.routing.moveWork(by, on({ workId, queueId }))
      expect(await desk.workIn(caseId, 'waiting')).toMatchObject({ queueId })
    },
  ],
  [
    'its queue overflows',
    ['work.requeued overflow', 'case.transferred', 'queue.edited'],
    async () => {
      const queueId = (await desk.addQueue()).id
      const { caseId } = await waits('chat', { overflow: { queueId, afterSeconds: 5, atLength: null } })
      await desk.pass(6_000)
      await waitFor(async () => (await desk.workOf(caseId))?.queueId === queueId, { what: 'the other queue' })
    },
  ],
  [
    'what is offered is more urgent',
    ['work.priority-set'],
    async () => {
      const { workId, caseId, agent } = await asked()
      await desk.routing.moveWork(by, on({ workId, priority: 'urgent' as const }))
      expect(await desk.offeredTo(caseId, agent)).toMatchObject({ priority: 'urgent' })
    },
  ],
  [
    'what is offered has its case closed',
    ['work.finished closed'],
    async () => {
      const { caseId } = await asked()
      await desk.close(caseId)
      await desk.workIn(caseId, 'done')
    },
  ],
  [
    'what is offered is snoozed',
    ['work.finished snoozed'],
    async () => {
      const { caseId } = await asked('email')
      const until = new Date(desk.platform.clock.now() + 3_600_000).toISOString()
      await desk.cases.snoozeCase(by, on({ caseId, until }))
      await desk.workIn(caseId, 'done')
    },
  ],
  [
    'what is offered is merged into another case',
    ['work.finished merged', 'work.enqueued'],
    async () => {
      const [{ caseId }, stays] = [await asked('email'), await waits('email')]
      await desk.cases.mergeCases(by, on({ caseId: stays.caseId, otherId: caseId }))
      await desk.workIn(caseId, 'done')
      await waitFor(async () => (await desk.routing.workOfCase(by, stays.caseId)).length === 2, { what: 'its work there' })
    },
  ],
  [
    'what it was for is moved apart, and back',
    ['work.finished moved'],
    async () => {
      const queue = await desk.addQueue()
      const caseId = await desk.write('email', queue.id, 'apart')
      await desk.write('email', queue.id, 'apart')
      await desk.workIn(caseId, 'waiting')
      const { lastMessageId } = await desk.cases.getState(by, caseId)
      await desk.addAgent('Mover', { teams: queue.teams })
      const { splitId, state } = await desk.cases.splitCase(by, on({ caseId, messageIds: [lastMessageId], title: 'Apart' }))
      await waitFor(async () => (await desk.workOf(state.id)) !== undefined, { what: 'its work apart' })
      await desk.cases.unsplitCase(by, on({ caseId, splitId }))
      await desk.workIn(state.id, 'done')
    },
  ],
  [
    'a letter is answered',
    ['work.finished answered'],
    async () => {
      const { agent, caseId } = await atWork('email')
      await reply(agent, caseId)
      await desk.workIn(caseId, 'done')
    },
  ],
  [
    'a chat falls silent',
    ['work.finished silent'],
    async () => {
      const { agent, caseId } = await atWork()
      await reply(agent, caseId)
      await desk.quiet()
      await desk.pass(31 * 60_000)
      await desk.workIn(caseId, 'done')
    },
  ],
  [
    'who accepts one piece takes the other of the case along',
    ['work.finished joined'],
    async () => {
      const [stays, goes] = [await waits('email'), await waits()]
      await desk.cases.mergeCases(by, on({ caseId: stays.caseId, otherId: goes.caseId }))
      await waitFor(async () => (await desk.routing.workOfCase(by, stays.caseId)).length === 2, { what: 'both in one case' })
      const agent = await desk.addAgent('Both', { teams: stays.queue.teams, capacity: { default: 1, chat: 1, email: 0 } })
      await desk.accept(agent, stays.caseId)
      await waitFor(() => heard.includes('work.finished joined'), { what: 'one piece of work' })
    },
  ],
  [
    'it is ended',
    ['work.finished ended'],
    async () => {
      const { agent, caseId, workId } = await atWork()
      await desk.routing.finishWork(agent, on({ workId }))
      await desk.workIn(caseId, 'done')
    },
  ],
  ['a break is asked for', ['agent.break-asked'], async () => desk.staff.askBreak((await atWork('voice')).agent, on({ isAsked: true }))],
  [
    'a queue whose work waits and is offered says something, closes, and is open again',
    ['queue.notice-set'],
    async () => {
      const { queue } = await asked()
      await waits()
      for (const mode of ['message', 'closed', 'off'] as const)
        await desk.queues.setQueueNotice(by, on({ queueId: queue.id, mode, texts: mode === 'off' ? {} : { en: 'We are late.' } }) as never)
    },
  ],
  [
    'a queue is added, renamed and made the default',
    ['queue.added', 'queue.edited', 'queue.made-default'],
    async () => {
      const { queue } = await asked()
      await desk.queues.editQueue(by, on({ queueId: queue.id, name: 'Repairs of the week' }))
      await desk.queues.makeDefaultQueue(by, on({ queueId: queue.id }))
    },
  ],
]

describe('what can happen to work, presence and queues', () => {
  const file = (path: string): string => readFileSync(join(import.meta.dirname, '../../server', path), 'utf8')
  const typesIn = (path: string, kind: string): string[] => [
    ...new Set([...file(path).matchAll(new RegExp(`'(${kind}\\.[\\w-]+)'`, 'g'))].map((found) => found[1] ?? '')),
  ]
  const reasonsIn = (name: string): string[] =>
    [...(new RegExp(`type ${name} = ([^\\n]+)`).exec(file('routing/entries.ts'))?.[1] ?? '').matchAll(/'([\w-]+)'/g)].map(
      (found) => found[1] ?? '',
    )

  it('is brought about by some act', () => {
    const all = [
      ...typesIn('routing/entries.ts', 'work').filter((one) => one !== 'work.requeued' && one !== 'work.finished'),
      ...reasonsIn('RequeueReason').map((why) => `work.requeued ${why}`),
      ...reasonsIn('FinishReason').map((why) => `work.finished ${why}`),
      ...typesIn('staff/entries.ts', 'agent'),
      ...typesIn('queues/entries.ts', 'queue'),
    ]
    expect(all.length).toBeGreaterThan(25)
    const brought = new Set(acts.flatMap(([, types]) => types))
    expect(all.filter((one) => !brought.has(one))).toEqual([])
  })

  it.each(acts)('%s', async (_name, types, run) => {
    heard = []
    await run()
    await desk.quiet()
    await mirrored.check()
    mirrored.leave()
    expect(types.filter((one) => !heard.includes(one))).toEqual([])
  })

  it('is told of by the topics compared here, and by no other', () => {
    expect([...tellOfWork].sort()).toEqual(['case', 'waiting', 'work'])
  })
})
