import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type CallReport, type CallState, type CallView, createCalls, identityOf } from '../../server/calls/index.ts'
import type { Channel } from '../../server/hub/index.ts'
import { articleSuggestions } from '../../server/knowledge/index.ts'
import { createNotices } from '../../server/notices/index.ts'
import type { Clock } from '../../server/platform/clock.ts'
import type { LiveTopic } from '../../server/platform/live.ts'
import { createRouting, type WorkView } from '../../server/routing/index.ts'
import { exportCustomer } from '../../server/screens/export-customer.ts'
import { createScreens } from '../../server/screens/index.ts'
import { type Actor, type StaffActor, system } from '../../server/staff/index.ts'
import { type MemoryCarrier, memoryCarrier } from '../setup/memory-carrier.ts'
import type { Line } from '../setup/memory-line.ts'
import { mirror } from '../setup/mirror.ts'
import { openTestPlatform } from '../setup/platform.ts'
import { composeRooms } from '../setup/rooms.ts'
import { waitFor } from '../wait-for.ts'
import { lookups, menu } from './menu.ts'

export const by = system('test')
let count = 0
export const commandId = (): string => `c${process.pid}-${count++}`
export const OUR_NUMBER = '+12025550100'

const voice: Channel = {
  kind: 'voice',
  label: 'Phone',
  normalise: (address) => address,
  capabilities: {
    maxLength: 0,
    attachments: false,
    richText: false,
    typing: false,
    receipts: false,
    live: true,
    exclusive: true,
    dedupe: 'native',
  },
  sendable: () => 'blocked',
  check: async () => [],
  start: async () => {},
  send: async () => ({ externalId: '' }),
}

export interface PhoneDeskOptions {
  /** Of a desk that was closed, to open it again. */
  dataDir?: string
  carrier?: MemoryCarrier
  deliver?: (reports: CallReport[]) => CallReport[]
  /** What happens between a read of a call's work and whatever the calls do with it. */
  afterWorkRead?: (interactionId: string) => Promise<void>
  publicUrl?: string
  clock?: Clock
  /** Files of the flows' folder, beside or instead of the usual ones. */
  flowFiles?: Record<string, string | Buffer>
  /** False where the test begins a second desk on the same store. */
  isOnlyProcess?: boolean
}

/** A desk with real rooms, a menu, one number and a carrier in memory. Opened again on the same folder it is the desk after a restart. */
export const openPhoneDesk = async (options: PhoneDeskOptions = {}) => {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'patchbay-calls-')))
  const flowsDir = await mkdtemp(join(tmpdir(), 'patchbay-flows-'))
  for (const [name, text] of Object.entries({ 'main.flow.yaml': menu, 'lookups.yaml': lookups, ...options.flowFiles })) {
    await mkdir(dirname(join(flowsDir, name)), { recursive: true })
    await writeFile(join(flowsDir, name), text)
  }
  const { publicUrl, clock, isOnlyProcess = true } = options
  const desk = await openTestPlatform({ dataDir, isOnlyProcess, ...(publicUrl ? { publicUrl } : {}), ...(clock ? { clock } : {}) })
  const { platform } = desk
  const rooms = composeRooms(platform)
  const { staff, queues, customers, cases, hub } = rooms
  const notices = createNotices(platform, rooms)
  const routing = createRouting(platform, { staff, queues, cases, hub })
  const { deliver, afterWorkRead } = options
  const workOfInteraction: typeof routing.workOfInteraction = async (interactionId, channel) => {
    const work = await routing.workOfInteraction(interactionId, channel)
    await afterWorkRead?.(interactionId)
    return work
  }
  const carrier = options.carrier ?? memoryCarrier({ now: () => platform.clock.now(), ...(deliver ? { deliver } : {}) })
  const calls = createCalls(platform, {
    staff,
    queues,
    customers,
    cases,
    hub,
    routing: { ...routing, workOfInteraction },
    control: carrier.control,
    flowsDir,
    articles: () => ({}),
    isSandbox: true,
  })
  carrier.connect(calls.intake)
  hub.addChannel(voice)
  hub.addChannel(calls.channel)
  const screened = { platform, ...rooms, routing, calls, suggestArticles: articleSuggestions([]) }
  const screens = createScreens(screened)
  const topicOf = (room: { parts: { topics?: readonly unknown[] } }, name: string): LiveTopic<Actor> =>
    (room.parts.topics as LiveTopic<Actor>[]).find((one) => one.name === name) as LiveTopic<Actor>
  const lists = topicOf(calls, 'calls')
  const mirrored = mirror(platform.bus, by, { call: topicOf(calls, 'call'), case: topicOf(screens, 'case'), calls: lists })
  await desk.start(...[staff, queues, customers, cases, notices, routing, calls, hub].map((one) => one.parts))

  const queueNamed = async (name: string): Promise<string> => {
    const there = queues.all().find((one) => one.name === name)
    return there?.id ?? (await queues.addQueue(by, { name, commandId: commandId() })).id
  }
  mirrored.watch(lists, 'live')
  const returnsId = await queueNamed('Returns')
  const otherId = await queueNamed('Technical')
  await queueNamed('Billing')
  if (!calls.numbers.byNumber(OUR_NUMBER))
    await calls.numbers.add(by, {
      number: OUR_NUMBER,
      label: 'Main',
      flow: 'main',
      queueId: returnsId,
      isRecorded: true,
      commandId: commandId(),
    })

  const addAgent = async (name: string, role: 'agent' | 'supervisor' | 'admin' = 'agent', isThere = true): Promise<StaffActor> => {
    const email = `${name}-${commandId()}@larkfield.example`.toLowerCase()
    const capacity = { voice: role === 'agent' ? 1 : 0, default: 3 }
    const { id } = await staff.addUser(by, { name, email, role, capacity, commandId: commandId() })
    const actor = (await staff.actorOf(id)) as StaffActor
    mirrored.watch(lists, `mine-${id}`)
    if (isThere) await staff.setPresence(actor, { userId: id, presence: 'available', commandId: commandId() })
    return actor
  }
  const stateOf = async (callId: string): Promise<CallState> =>
    (await platform.connection.collection('calls').findOne({ _id: callId as never })) as unknown as CallState
  const view = (callId: string): Promise<CallView> => calls.getCall(by, callId)
  /** Waits until the call is as asked, and gives it. */
  const callIs = (callId: string, what: string, is: (call: CallView) => boolean): Promise<CallView> =>
    waitFor(
      async () => {
        const call = await view(callId)
        if (!is(call)) throw new Error(`it is ${JSON.stringify(call)}`)
        return call
      },
      { what },
    )
  const inPhase = (callId: string, phase: CallView['phase']): Promise<CallView> =>
    callIs(callId, `phase ${phase}`, (call) => call.phase === phase)
  const offered = (agent: StaffActor, callId: string): Promise<WorkView> =>
    waitFor(
      async () => {
        await routing.tick()
        const { interactionId } = await view(callId)
        return (await routing.myWork(agent)).find((one) => one.state === 'offered' && one.interactionId === interactionId)
      },
      { what: `an offer to ${agent.name}` },
    )
  const accept = async (agent: StaffActor, callId: string): Promise<void> => {
    const { id } = await offered(agent, callId)
    await routing.acceptOffer(agent, { workId: id, commandId: commandId() })
  }
  const join_ = async (agent: StaffActor, callId: string): Promise<Line> => {
    const { dialId } = await calls.joinCall(agent, { callId, commandId: commandId() })
    const line = await carrier.dialIn(dialId, identityOf(agent.id), callId)
    await carrier.settled()
    return line
  }
  const ring = (from = '+12025550168'): Promise<Line> => carrier.arrive(from, OUR_NUMBER)
  /** Into the queue by way of the menu, with or without consent to be recorded. */
  const intoQueue = async (from?: string, consents = false): Promise<Line> => {
    const line = await ring(from)
    await carrier.key(line, '1')
    await carrier.key(line, consents ? '1' : '2')
    await inPhase(line.callId, 'waiting')
    return line
  }
  const talk = async (
    agent: StaffActor,
    { from, consents }: { from?: string; consents?: boolean } = {},
  ): Promise<{ caller: Line; agentLine: Line; callId: string }> => {
    const caller = await intoQueue(from, consents)
    const { callId } = caller
    await accept(agent, callId)
    const agentLine = await join_(agent, callId)
    await inPhase(callId, 'talking')
    await carrier.settled()
    return { caller, agentLine, callId }
  }
  const works = async (callId: string) => {
    const { interactionId } = await view(callId)
    return (await platform.connection.collection('works').find({ interactionId }).toArray()) as unknown as {
      state: string
      holderId: string | null
      channel: string
      since: Date
      queueId: string
    }[]
  }
  /** A customer who called before, and has a case of it. */
  const calledBefore = async (from: string): Promise<{ from: string; caseId: string; customerId: string }> => {
    const line = await intoQueue(from)
    const { caseId, customerId } = await callIs(line.callId, 'a call in a case', (one) => one.caseId !== null)
    await carrier.hangUp(line)
    await inPhase(line.callId, 'ended')
    await waitFor(async () => (await works(line.callId)).every((one) => one.state === 'done'), { what: 'the end of its work' })
    return { from, caseId: caseId ?? '', customerId: customerId ?? '' }
  }
  return {
    ...desk,
    ...rooms,
    notices,
    exportCustomer: exportCustomer(screened),
    /** Whatever happened to its calls and cases, screens that heard of it show what a fresh fetch shows. */
    close: async (): Promise<void> => {
      // A screen hears of what other processes did by their own bus, which a test does not connect.
      await (isOnlyProcess ? mirrored.check() : Promise.resolve()).finally(mirrored.stop)
      await desk.close()
    },
    dataDir,
    flowsDir,
    routing,
    calls,
    carrier,
    returnsId,
    otherId,
    addAgent,
    stateOf,
    view,
    callIs,
    inPhase,
    offered,
    accept,
    join: join_,
    ring,
    intoQueue,
    calledBefore,
    talk,
    /** Time goes by: what is due happens. */
    passes: async (ms: number): Promise<void> => {
      await desk.advance(ms)
      // A sweep that was under way did not see the new time yet.
      await desk.advance(0)
      await carrier.settled()
      await routing.tick()
    },
    /** Everybody hangs up, nobody is at work, and one agent comes. */
    afresh: async (name = 'Ida'): Promise<StaffActor> => {
      for (const line of [...carrier.lines.values()]) await carrier.hangUp(line)
      // Whoever is to be called back is offered again, as soon as the desk knows that nobody is on the line.
      const cancelCallbacks = async (): Promise<boolean> => {
        const asked = calls.board.all().filter(({ callback, phase }) => callback?.state === 'waiting' && phase !== 'wrap-up')
        for (const { id, phase } of asked) if (phase === 'waiting') await calls.cancelCallback(by, { callId: id, commandId: commandId() })
        return asked.length === 0
      }
      await waitFor(cancelCallbacks, { what: 'an end of all callbacks' })
      await waitFor(
        async () => (await platform.connection.collection('works').countDocuments({ isQueued: true, channel: 'voice' })) === 0,
        { what: 'an empty queue' },
      )
      for (const one of await staff.membersForRouting())
        if (one.presence === 'available') await staff.setPresence(by, { userId: one.id, presence: 'away', commandId: commandId() })
      return addAgent(name)
    },
    command: (callId: string) => ({ callId, commandId: commandId() }),
    /** What the carrier's own half of the desk calls it. */
    entries: (callId: string): Promise<number> => platform.connection.collection('entries').countDocuments({ stream: `call:${callId}` }),
    works,
  }
}
export type PhoneDesk = Awaited<ReturnType<typeof openPhoneDesk>>
