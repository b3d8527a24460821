import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp } from '../../server/app.ts'
import { loadConfig } from '../../server/config.ts'
import { articleSuggestions } from '../../server/knowledge/index.ts'
import type { Entry } from '../../server/platform/bus.ts'
import { markRestored } from '../../server/platform/db/restored.ts'
import type { LiveTopic, TopicRows } from '../../server/platform/live.ts'
import { createLog } from '../../server/platform/log.ts'
import { createOutward } from '../../server/platform/outward.ts'
import { applyRows, fromSnapshot, type LiveRow, type LiveState } from '../../server/platform/wire/live.ts'
import { QUEUE_KNOWN } from '../../server/queues/index.ts'
import { createRestore, type Restore } from '../../server/restore/index.ts'
import { createScreens } from '../../server/screens/index.ts'
import { joinCases } from '../../server/screens/join-cases.ts'
import type { Actor, StaffActor } from '../../server/staff/index.ts'
import { by, commandId, openPhoneDesk, type PhoneDesk } from '../calls/phone-desk.ts'
import { type Shown, shownOf } from '../setup/mirror.ts'
import { recordingChannel } from '../setup/recording-channel.ts'
import { waitFor } from '../wait-for.ts'

/**
 * What changes each kind of row of each topic: after each of these acts a fresh fetch shows it otherwise, and whoever heard events since their
 * snapshot shows the same. A topic, or a kind of row, that does not stand here fails.
 */
const table: Record<string, Record<string, readonly string[]>> = {
  case: {
    case: ['a message', 'a title', 'the offer accepted', 'the customer renamed'],
    item: ['a message', 'a title', 'the offer accepted'],
    customer: ['the customer renamed'],
    suggestion: ['somebody who may be the same'],
    way: ['a message by another way'],
    named: ['a case taken in and apart again'],
    history: ['another case opened', 'the other case named', 'the other case closed', 'the customer renamed'],
    work: ['she comes', 'the offer accepted'],
    decision: ['she comes'],
  },
  cases: { case: ['a message', 'a title', 'another case opened', 'the other case closed', 'the customer renamed'] },
  work: {
    member: ['she comes', 'her capacity', 'her calls open by themselves'],
    offer: [
      'she comes',
      'a message',
      'a title',
      'another case opened',
      'the other case named',
      'the other case closed',
      'the customer renamed',
      'the offer accepted',
      'a call is offered',
      'the caller erased',
      'the caller hangs up',
    ],
    case: ['the offer accepted', 'the customer renamed again'],
  },
  waiting: { work: ['she comes', 'the offer accepted', 'a call is offered'] },
  queues: { queue: ['a queue renamed'] },
  staff: { member: ['she comes', 'her capacity'] },
  customer: { customer: ['the customer renamed'], suggestion: ['somebody who may be the same'] },
  call: { call: ['the caller erased', 'the caller hangs up'] },
  calls: { call: ['a call is offered', 'the caller erased', 'the caller hangs up'] },
  restore: { restore: ['sending resumed'] },
  held: { held: ['a stranger is held back', 'somebody decides on it'] },
  mentions: { mention: ['a note names her', 'the other case named', 'she reads it'] },
}

let desk: PhoneDesk
let topics: LiveTopic<Actor>[]
let ada: StaffActor
let boss: StaffActor
let caseId: string
let otherId = ''
let restore: Restore
const stopping: (() => unknown)[] = []
const watching: (() => unknown)[] = []

beforeAll(async () => {
  desk = await openPhoneDesk()
  stopping.push(desk.close)
  desk.hub.addChannel(recordingChannel().channel)
  const screens = createScreens({ ...desk, suggestArticles: articleSuggestions([]) })
  await markRestored(desk.platform.connection)
  // With a mind of its own: this desk does not wait to be let go.
  restore = createRestore({ ...desk.platform, outward: createOutward(desk.platform.connection) })
  const rooms = [desk.staff, desk.queues, desk.customers, desk.cases, desk.hub, desk.notices, desk.routing, desk.calls, screens, restore]
  topics = rooms.flatMap((one) => [...(one.parts.topics ?? [])]) as LiveTopic<Actor>[]
  ada = await desk.addAgent('Ada', 'agent', false)
  boss = await desk.addAgent('Sam', 'admin', false)
})
afterAll(async () => {
  for (const stop of stopping.reverse()) await stop()
})

const write = async (thread: string, text: string, trust: 'claimed' | 'channel-verified' = 'channel-verified'): Promise<string> => {
  const { messageId } = await desk.hub.intake({
    type: 'message',
    channel: 'test',
    account: 'live',
    externalId: commandId(),
    from: { channel: 'email', address: 'marta@rivet.example', trust, name: 'Marta' },
    text,
    threadKeys: [thread],
    ownThreadKey: thread,
    receivedBy: ['inbox'],
  })
  await desk.hub.settled()
  return (await desk.hub.getMessage(by, messageId)).caseId
}

/** Its topic has no snapshot: the list is fetched page by page. */
const listOfCases = async (actor: Actor): Promise<LiveRow[]> => {
  const { states } = await desk.cases.findCases(actor, { view: 'all', limit: 100 })
  const rows = await joinCases({ ...desk, suggestArticles: () => [] })(actor, states)
  return rows.map((row) => ({ kind: 'case', id: row.id, v: row.v, row }))
}

const kindsThatDiffer = (before: Shown, after: Shown): string[] => [
  ...new Set(
    [...Object.keys(before), ...Object.keys(after)]
      .filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]))
      .map((key) => key.split(' ')[0] ?? ''),
  ),
]

/** A screen that watches one topic as a browser does: a snapshot, then events, and a snapshot again when it is told to. */
const watch = async (name: string, id: string, actor: Actor) => {
  const topic = topics.find((one) => one.name === name) as LiveTopic<Actor>
  await topic.mayWatch(actor, id)
  const fresh = async (): Promise<LiveState> => {
    const rows = name === 'cases' ? await listOfCases(actor) : await topic.snapshot(actor, id)
    return fromSnapshot({ topic: name, epoch: '', n: 0, rows: rows.filter((row) => topic.sees?.(actor, row) !== false) })
  }
  let state = await fresh()
  let behind: Promise<void> = Promise.resolve()
  const isWatched = (one: string): boolean => one === id
  const apply = (changes: () => Promise<TopicRows[]> | TopicRows[] | undefined): void => {
    behind = behind.then(async () => {
      for (const change of (await changes()) ?? [])
        if (change.id === id) state = change.again ? await fresh() : applyRows(state, change.rows)
    })
  }
  watching.push(
    desk.platform.bus.onEntry((entry, now) => apply(() => topic.changes?.(entry, now, isWatched, new Set([id])))),
    ...Object.entries(topic.facts ?? {}).map(([fact, present]) =>
      desk.platform.bus.onPassing(fact, (data) => apply(() => present(data, isWatched, new Set([id])))),
    ),
  )
  return { name, shown: () => shownOf(state), fresh: async () => shownOf(await fresh()) }
}

const command = <T extends object>(more: T) => ({ ...more, commandId: commandId() })
const offersTo = async (agent: StaffActor): Promise<string[]> => (await desk.routing.offersOf(agent.id)).map((one) => one.id)
const anOffer = () =>
  waitFor(
    async () => {
      await desk.routing.tick()
      return (await offersTo(ada))[0]
    },
    { what: 'an offer' },
  )
let callId = ''
let heldId = ''
let caller: Awaited<ReturnType<PhoneDesk['intoQueue']>>
const rename = async (name: string): Promise<void> => {
  const { customerId } = await desk.cases.getState(by, caseId)
  await desk.customers.editCustomer(boss, command({ customerId, name }))
}

/** In this order; an act ends when what it is called after has come about. */
const acts: Record<string, () => Promise<unknown>> = {
  'she comes': async () => {
    await desk.staff.setPresence(ada, command({ userId: ada.id, presence: 'available' as const }))
    await anOffer()
  },
  'a message': () => write('one', 'It happens in the cold.'),
  'a title': () => desk.cases.titleCase(boss, command({ caseId, title: 'Cuts out on hills' })),
  'another case opened': async () => {
    const { customerId } = await desk.cases.getState(by, caseId)
    otherId = (await desk.cases.openCase(boss, command({ customerId, title: 'The saddle', kind: 'request' as const }))).id
  },
  'a note names her': async () => {
    await desk.cases.noteCase(boss, command({ caseId: otherId, text: 'Which blue?', mentions: [ada.id] }))
    await waitFor(async () => (await desk.notices.unreadMentions(ada)).length === 1, { what: 'the mention' })
  },
  'the other case named': () => desk.cases.titleCase(boss, command({ caseId: otherId, title: 'The blue saddle' })),
  'the other case closed': () => desk.cases.closeCase(boss, command({ caseId: otherId, disposition: 'Solved' })),
  'she reads it': () => desk.notices.readInCase(ada, { caseId: otherId }),
  'the customer renamed': () => rename('Marta Okonjo'),
  'somebody who may be the same': () => write('two', 'Is that my case?', 'claimed'),
  'a message by another way': () => write('three', 'The same, from my other mail.'),
  'her capacity': () => desk.staff.editMember(boss, command({ userId: ada.id, capacity: { voice: 1, default: 5 } })),
  'her calls open by themselves': () => desk.staff.editMember(boss, command({ userId: ada.id, autoAccepts: true })),
  'a queue renamed': () => desk.queues.editQueue(boss, command({ queueId: desk.returnsId, name: 'Returns and repairs' })),
  'the offer accepted': async () => desk.routing.acceptOffer(ada, command({ workId: await anOffer() })),
  'the customer renamed again': () => rename('Marta O.'),
  'a call is offered': async () => {
    await desk.carrier.key(caller, '1')
    await desk.carrier.key(caller, '2')
    await desk.inPhase(callId, 'waiting')
    await desk.offered(ada, callId)
  },
  'the caller erased': async () => {
    const { customerId } = await desk.cases.getState(by, (await desk.view(callId)).caseId ?? '')
    await desk.customers.eraseCustomer(boss, command({ customerId }))
  },
  'the caller hangs up': async () => {
    await desk.carrier.hangUp(caller)
    await desk.inPhase(callId, 'ended')
    const isOffered = async () => (await desk.routing.offersOf(ada.id)).some((one) => one.channel === 'voice')
    await waitFor(async () => !(await isOffered()), { what: 'the call off her list' })
  },
  'a stranger is held back': async () => {
    const { messageId } = await desk.hub.intake({
      type: 'message',
      channel: 'test',
      account: 'live',
      externalId: commandId(),
      from: { channel: 'email', address: 'evil@rivet.example', trust: 'claimed' },
      text: 'Send me the invoice.',
      threadKeys: ['one'],
      ownThreadKey: 'evil',
      checkSender: true,
      receivedBy: ['inbox'],
    })
    await desk.hub.settled()
    heldId = messageId
  },
  'somebody decides on it': () => desk.hub.releaseMessage(boss, { messageId: heldId, into: 'own' }),
  'sending resumed': async () => {
    await restore.confirm(boss)
  },
  'a case taken in and apart again': async () => {
    const { customerId } = await desk.cases.getState(by, caseId)
    const { id } = await desk.cases.openCase(boss, command({ customerId, title: 'The bell', kind: 'request' as const }))
    await desk.cases.mergeCases(boss, command({ caseId, otherId: id }))
    await desk.cases.unmergeCase(boss, command({ caseId, otherId: id }))
  },
}

describe('every topic of the staff', () => {
  it('stands in the table, with every kind of its rows', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'patchbay-topics-'))
    const env = { HOST: '127.0.0.1', PORT: '0', SMTP_PORT: '0', DATA_DIR: dataDir }
    const log = createLog({ level: 'silent', secrets: [] })
    const app = await createApp({ config: loadConfig(env), log, version: '0.0.0', dist: join(dataDir, 'dist') })
    const own = app.inside.audiences.find((one) => one.namespace === '/staff')?.topics ?? []
    await app.stop()
    rmSync(dataDir, { recursive: true, force: true })
    expect(own.map((one) => one.name).sort()).toEqual(Object.keys(table).sort())
    // What not everybody may see goes by the queue: it is looked at again when one is kept for a team, or opened (SECURITY A1). Of queues, the
    // change itself is told.
    const deaf = own.filter((one) => (one.sees || one.staysFor) && !one.facts?.[QUEUE_KNOWN])
    expect(deaf.map((one) => one.name)).toEqual(['queues'])

    const server = join(import.meta.dirname, '../../server')
    const kinds = readdirSync(server, { withFileTypes: true })
      .filter((one) => one.isDirectory() && !['channels', 'sandbox', 'platform'].includes(one.name))
      .flatMap(({ name }) => readdirSync(join(server, name)).map((file) => join(server, name, file)))
      .filter((file) => /live[^/]*\.ts$/.test(file))
      .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/kind: '([\w-]+)'/g)].map((found) => found[1] ?? ''))
    const passing = ['typing']
    const inTable = new Set(Object.values(table).flatMap((one) => Object.keys(one)))
    expect(new Set(kinds.filter((one) => !passing.includes(one)))).toEqual(inTable)
  })

  it('shows after every act what a fresh fetch shows', { timeout: 60_000 }, async () => {
    caseId = await write('one', 'The battery cuts out.')
    caller = await desk.ring()
    callId = caller.callId
    const { customerId } = await desk.cases.getState(by, caseId)
    const watches = await Promise.all(
      (
        [
          ['case', caseId, boss],
          ['cases', 'all', boss],
          ['work', ada.id, ada],
          ['waiting', 'all', boss],
          ['queues', 'all', boss],
          ['staff', 'all', boss],
          ['customer', customerId, boss],
          ['call', callId, boss],
          ['calls', 'live', boss],
          ['calls', `mine-${ada.id}`, ada],
          ['restore', 'all', boss],
          ['mentions', ada.id, ada],
          ['held', 'all', ada],
        ] as const
      ).map(([name, id, actor]) => watch(name, id, actor)),
    )
    const changed = new Set<string>()
    for (const [act, run] of Object.entries(acts)) {
      const before = await Promise.all(watches.map((one) => one.fresh()))
      await run()
      for (const [index, one] of watches.entries()) {
        await waitFor(
          async () => {
            const fresh = await one.fresh()
            expect({ topic: one.name, rows: one.shown() }).toEqual({ topic: one.name, rows: fresh })
            for (const kind of kindsThatDiffer(before[index] ?? {}, fresh)) changed.add(`${one.name} ${kind}: ${act}`)
            return true
          },
          { what: `${one.name} after ${act}` },
        )
      }
    }
    const expected = Object.entries(table).flatMap(([topic, kinds]) =>
      Object.entries(kinds).flatMap(([kind, names]) => names.map((act) => `${topic} ${kind}: ${act}`)),
    )
    expect(expected.filter((one) => !changed.has(one))).toEqual([])
    const rowsSeen = new Set([...changed].map((one) => one.slice(0, one.indexOf(':'))))
    const rowsNamed = new Set(Object.entries(table).flatMap(([topic, kinds]) => Object.keys(kinds).map((kind) => `${topic} ${kind}`)))
    expect(rowsSeen).toEqual(rowsNamed)
    for (const leave of watching) leave()
  })

  it('reads the other cases of a customer only while somebody watches one of them, also of who was merged', async () => {
    let read = 0
    const historyOf: typeof desk.cases.historyOf = (...given) => {
      read += 1
      return desk.cases.historyOf(...given)
    }
    const screens = createScreens({ ...desk, cases: { ...desk.cases, historyOf }, suggestArticles: () => [] })
    const topic = screens.parts.topics?.find((one) => one.name === 'case') as LiveTopic<Actor>
    let last: [Entry, unknown] | undefined
    stopping.push(
      desk.platform.bus.onEntry((entry, state) => {
        if (entry.stream === `case:${caseId}`) last = [entry, state]
      }),
    )
    await desk.cases.titleCase(boss, command({ caseId, title: 'Cuts out in the cold' }))
    const toldTo = async (...ids: string[]): Promise<unknown[]> => {
      read = 0
      const watched = new Set(ids)
      const changes = (await topic.changes?.(...(last as [Entry, unknown]), (id) => watched.has(id), watched)) ?? []
      return [read > 0, ...changes.map(({ id }) => id)]
    }
    const ofNobody = await write('strange', 'A bell', 'claimed')
    const stranger = (await desk.cases.getState(by, ofNobody)).customerId
    expect(stranger).not.toBe((await desk.cases.getState(by, caseId)).customerId)
    expect(await toldTo(ofNobody)).toEqual([false])
    expect(await toldTo(caseId)).toEqual([false, caseId])
    expect(await toldTo(ofNobody, otherId)).toEqual([true, otherId])
    const { customerId } = await desk.cases.getState(by, caseId)
    await desk.customers.mergeCustomers(boss, command({ customerId, otherId: stranger, withOpenCases: false }))
    await desk.cases.titleCase(boss, command({ caseId, title: 'Cuts out on hills' }))
    expect(await toldTo(ofNobody)).toEqual([true, ofNobody])
  })
})
