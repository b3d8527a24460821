import type { Connection } from 'mongoose'
import type { Channel, InboundMessage } from '../../server/hub/index.ts'
import { createBus } from '../../server/platform/bus.ts'
import type { Jobs } from '../../server/platform/jobs/index.ts'
import { createLocalJobs } from '../../server/platform/jobs/local.ts'
import { createLedgers } from '../../server/platform/ledger.ts'
import { createReactions } from '../../server/platform/reactions.ts'
import type { Platform } from '../../server/platform/room.ts'
import { createTimers } from '../../server/platform/timers.ts'
import { createRouting, type WorkView } from '../../server/routing/index.ts'
import { type StaffActor, system } from '../../server/staff/index.ts'
import { crashing } from '../setup/crashing.ts'
import { openTestPlatform } from '../setup/platform.ts'
import { composeRooms } from '../setup/rooms.ts'
import { waitFor } from '../wait-for.ts'

export const by = system('test')
let count = 0
export const commandId = (): string => `c${count++}`

const channel = (kind: string, live: boolean, exclusive = false): Channel => ({
  kind,
  label: kind === 'chat' ? 'Web chat' : 'Email',
  normalise: (address) => address,
  capabilities: { maxLength: 0, attachments: false, richText: false, typing: false, receipts: false, live, exclusive, dedupe: 'native' },
  sendable: () => 'free',
  check: async () => [],
  start: async () => {},
  send: async ({ message }) => ({ externalId: message.id }),
})

const roomsOn = (platform: Platform) => {
  const { staff, queues, customers, cases, hub } = composeRooms(platform)
  const routing = createRouting(platform, { staff, queues, cases, hub })
  for (const one of [channel('chat', true), channel('email', false), channel('voice', true, true)]) hub.addChannel(one)
  return { staff, queues, customers, cases, hub, routing, parts: [staff, queues, customers, cases, routing, hub].map((one) => one.parts) }
}

/** A desk with real rooms and two channels, one where the customer waits in real time. */
export const openFloorDesk = async ({
  isOnlyProcess = true,
  dataDir,
  through = (connection) => connection,
}: {
  isOnlyProcess?: boolean
  /** Of a desk that was ended, to open it again. */
  dataDir?: string
  /** What the rooms see of the store, where the test has a hand in it. */
  through?: (connection: Connection) => Connection
} = {}) => {
  const desk = await openTestPlatform({ isOnlyProcess, ...(dataDir ? { dataDir } : {}) })
  const rooms = roomsOn({ ...desk.platform, connection: through(desk.platform.connection) })
  await desk.start(...rooms.parts)
  const { staff, queues, cases, hub, routing } = rooms
  const works = desk.platform.connection.collection<{ _id: string; caseId: string; state: string; holderId: string | null; since: Date }>(
    'works',
  )

  const addAgent = async (
    name: string,
    rights: { skills?: Record<string, number>; capacity?: Record<string, number>; teams?: string[]; role?: 'agent' | 'supervisor' } = {},
    isThere = true,
  ): Promise<StaffActor> => {
    const email = `${name}-${commandId()}@larkfield.example`.toLowerCase()
    const { id } = await staff.addUser(by, { name, email, role: 'agent', capacity: { default: 1 }, ...rights, commandId: commandId() })
    const actor = (await staff.actorOf(id)) as StaffActor
    if (isThere) await staff.setPresence(actor, { userId: id, presence: 'available', commandId: commandId() })
    return actor
  }
  /** A queue of its own, fed by its id, so that the tests' agents do not meet. */
  const addQueue = async (settings: Partial<Parameters<typeof queues.editQueue>[1]> = {}) => {
    const team = await staff.addTeam(by, { name: `Team ${commandId()}`, commandId: commandId() })
    const { id } = await queues.addQueue(by, { name: `Queue ${commandId()}`, commandId: commandId() })
    await queues.editQueue(by, { queueId: id, teams: [team.id], sources: [id], ...settings, commandId: commandId() })
    return { id, teams: [team.id] }
  }
  /** What a customer writes; resolves with the case once it is filed. */
  const write = async (
    kind: 'chat' | 'email' | 'voice',
    queueId: string,
    who: string,
    thread = who,
    more: Partial<InboundMessage> = {},
  ): Promise<string> => {
    const { messageId } = await hub.intake({
      type: 'message',
      channel: kind,
      account: queueId,
      externalId: commandId(),
      from: { channel: kind, address: `${who}@rivet.example`, trust: 'claimed' },
      text: 'The rim is bent.',
      threadKeys: [`${kind}:${queueId}:${thread}`],
      ownThreadKey: `${kind}:${queueId}:${thread}`,
      receivedBy: [queueId],
      ...more,
    })
    await hub.settled()
    return (await hub.getMessage(by, messageId)).caseId
  }
  /** Made again with the age of what is done, it is the one that is open. */
  const workOf = async (caseId: string): Promise<WorkView | undefined> => {
    const all = await routing.workOfCase(by, caseId)
    return all.find((one) => one.state !== 'done') ?? all[0]
  }
  const workIn = (caseId: string, state: WorkView['state']): Promise<WorkView> =>
    waitFor(
      async () => {
        const work = await workOf(caseId)
        if (work?.state !== state) throw new Error(`it is ${JSON.stringify(work)}`)
        return work
      },
      { what: `work ${state}` },
    )
  const offeredTo = (caseId: string, agent: { id: string }): Promise<WorkView> =>
    waitFor(
      async () => {
        const work = await workOf(caseId)
        if (work?.offeredTo !== agent.id) throw new Error(`it is ${JSON.stringify(work)}`)
        return work
      },
      { what: 'the offer' },
    )
  return {
    ...desk,
    ...rooms,
    works,
    addAgent,
    addQueue,
    write,
    workOf,
    workIn,
    offeredTo,
    accept: async (actor: StaffActor, caseId: string): Promise<WorkView['id']> => {
      const { id } = await offeredTo(caseId, actor)
      await routing.acceptOffer(actor, { workId: id, commandId: commandId() })
      return id
    },
    close: (caseId: string) => cases.closeCase(by, { caseId, disposition: 'Solved', commandId: commandId() }),
    /** Everything heard so far has been acted on: a reply to it would stand in the store. */
    quiet: async (): Promise<void> => {
      await hub.settled()
      await desk.reactions.settled()
      await desk.reactions.replay()
      await routing.tick()
    },
    pass: async (ms: number): Promise<void> => {
      await desk.advance(ms)
      await routing.tick()
    },
    end: desk.close,
  }
}
export type FloorDesk = Awaited<ReturnType<typeof openFloorDesk>>

/**
 * Another process on the same store, with memory of its own; `chance` says when it dies. It hears and repairs nothing unless asked. `isStill`: its clock
 * stands, so that what it holds never runs out for it.
 */
export const beginProcess = async (
  desk: FloorDesk,
  { chance = () => false, aheadMs = 0, isStill = false }: { chance?: () => boolean; aheadMs?: number; isStill?: boolean } = {},
) => {
  let isStarted = false
  const { log } = desk.platform
  const connection = crashing(desk.platform.connection, () => isStarted && chance())
  const begunAt = desk.platform.clock.now()
  const clock = { now: () => (isStill ? begunAt : desk.platform.clock.now()) + aheadMs }
  const bus = createBus(log)
  const repeated = new Map<string, () => Promise<void>>()
  const jobs: Jobs = { ...createLocalJobs({ log }), repeat: (name, _everyMs, run) => void repeated.set(name, run) }
  const platform: Platform = {
    ...desk.platform,
    connection,
    clock,
    bus,
    jobs,
    followOthers: (name, look) => void repeated.set(name, look),
    ledgers: createLedgers({ connection, clock, bus }),
    timers: createTimers({ connection, clock, log }),
  }
  const rooms = roomsOn(platform)
  await rooms.staff.parts.start?.(new AbortController().signal)
  await rooms.queues.parts.start?.(new AbortController().signal)
  isStarted = true
  /** Looks who is there now, as it would every second by itself. */
  const refresh = async (): Promise<void> => repeated.get('staff/refresh')?.()
  /** And at the queues. */
  const lookAtQueues = async (): Promise<void> => repeated.get('queues/refresh')?.()
  return { ...rooms, platform, reactions: createReactions({ connection, clock, bus, log }), refresh, lookAtQueues, end: () => jobs.stop() }
}
