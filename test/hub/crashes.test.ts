import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CaseChange, type CaseState, checkCases, foldCase, startCase } from '../../server/cases/index.ts'
import type { InboundMessage } from '../../server/hub/index.ts'
import type { Entry } from '../../server/platform/bus.ts'
import { AppError } from '../../server/platform/errors.ts'
import { newId } from '../../server/platform/ids.ts'
import { canonical } from '../../server/platform/ledger.ts'
import { type Actor, system } from '../../server/staff/index.ts'
import { Crash } from '../setup/crashing.ts'
import { openProcesses, type Process } from '../setup/processes.ts'
import { tries } from '../setup/tries.ts'

const actor: Actor = system('test')
let desk: Awaited<ReturnType<typeof openProcesses>>
let queueIds: string[]
beforeAll(async () => {
  desk = await openProcesses()
  const { queues } = await desk.begin()
  queueIds = [queues.queueFor('').id, (await queues.addQueue(actor, { name: 'Legal', commandId: newId() })).id]
})
afterAll(() => desk?.close())

const isFine = (error: unknown): boolean => error instanceof Crash || error instanceof AppError

/** All entries and projections of one run: its customers' addresses carry the run's id, its cases are found through its messages. */
const readRun = async (messageIds: readonly string[]) => {
  const { connection } = desk
  const messages = (await connection
    .collection('messages')
    .find({ _id: { $in: messageIds as never[] } })
    .toArray()) as unknown as { _id: string; state: string; caseId: string; ownThreadKey: string }[]
  const keys = new Map<string, string[]>()
  const entries = (await connection
    .collection('entries')
    .find({ stream: { $gte: 'case:', $lt: 'case;' } })
    .sort({ stream: 1, seq: 1 })
    .toArray()) as unknown as (Omit<Entry<CaseChange>, 'id'> & { _id: string })[]
  const byStream = new Map<string, Entry<CaseChange>[]>()
  for (const { _id, ...rest } of entries) {
    const entry = { id: _id, ...rest }
    byStream.set(rest.stream, [...(byStream.get(rest.stream) ?? []), entry])
    if (rest.change.type === 'case.message-filed')
      keys.set(rest.change.messageId, [...(keys.get(rest.change.messageId) ?? []), rest.stream])
  }
  const states = new Map(
    ((await connection.collection('cases').find().toArray()) as unknown as (CaseState & { _id: string })[]).map((one) => [one._id, one]),
  )
  return { messages, keys, byStream, states }
}

const checkAll = async (messageIds: readonly string[]): Promise<void> => {
  const { messages, keys, byStream, states } = await readRun(messageIds)
  expect(messages.filter((one) => one.state !== 'filed')).toEqual([])
  for (const id of messageIds) expect({ id, times: keys.get(id)?.length }).toEqual({ id, times: 1 })
  for (const [stream, entries] of byStream) {
    const id = stream.slice('case:'.length)
    expect(entries.map((one) => one.seq)).toEqual(entries.map((_, index) => index + 1))
    const { _id, ...stored } = states.get(id) as CaseState & { _id: string }
    expect(canonical(stored)).toBe(canonical(entries.reduce(foldCase, startCase(id))))
    // Its first message went into another case only where somebody merged this one before it was there.
    expect(
      entries.some(({ change: { type } }) => type === 'case.message-filed' || type === 'case.moved-in' || type === 'case.merged'),
      `case ${id} is empty`,
    ).toBe(true)
  }
  expect(states.size).toBe(byStream.size)
  const check = checkCases()
  for (const [stream, entries] of byStream) {
    const id = stream.slice('case:'.length)
    for (const entry of entries) check.entry?.(id, entry)
    check.state?.(id, entries.reduce(foldCase, startCase(id)))
  }
  // Nothing is excused as still on its way.
  expect(check.end(new Date(Date.now() + 86_400_000))).toEqual([])
  for (const one of messages) expect({ id: one._id, in: [one.caseId] }).toEqual({ id: one._id, in: check.casesOf(one._id) })
  for (const [id, state] of states) {
    expect(state.absorbing).toBeNull()
    // One that was opened for a move which was undone leads back, and is held by nobody.
    if (state.mergedInto && state.mergeId !== '') expect(states.get(state.mergedInto)?.absorbed.some((one) => one.caseId === id)).toBe(true)
    for (const { caseId } of state.absorbed) expect(states.get(caseId)?.mergedInto).toBe(id)
    let at: string | null = state.id
    for (let step = 0; at !== null; step++) {
      expect(step).toBeLessThan(500)
      at = states.get(at)?.mergedInto ?? null
    }
  }
}

interface Plan {
  seed: number
  customers: number
  threads: number
  messages: number
  /** People who merge, split, undo, close and decide on what was held back. */
  withPeople: boolean
}

/** Carries out a plan under crashes and redeliveries, then lets the sweeps settle. Gives the message ids. */
const live = async ({ seed, customers, threads, messages, withPeople }: Plan): Promise<{ ids: string[]; events: InboundMessage[] }> => {
  let random = seed
  const next = (): number => {
    random = (random * 1664525 + 1013904223) >>> 0
    return random / 2 ** 32
  }
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T
  const run = newId().slice(0, 8)
  const events: InboundMessage[] = Array.from({ length: messages }, (_, index) => {
    const who = Math.floor(next() * customers)
    const thread = `test:${run}-${who}-${Math.floor(next() * threads)}`
    // Somebody without a part in the thread they name.
    if (withPeople && next() < 0.15)
      return {
        type: 'message',
        channel: 'test',
        account: run,
        externalId: `m${index}`,
        from: { channel: 'email', address: `s${index}-${run}@rivet.example`, trust: 'claimed' },
        text: `message ${index} of a stranger`,
        threadKeys: [thread],
        ownThreadKey: `test:${run}-s${index}`,
        checkSender: true,
        receivedBy: ['inbox'],
      }
    return {
      type: 'message',
      channel: 'test',
      account: run,
      externalId: `m${index}`,
      from: { channel: 'email', address: `p${who}-${run}@rivet.example`, trust: 'claimed' },
      text: `message ${index}`,
      threadKeys: [thread],
      ownThreadKey: thread,
      receivedBy: ['inbox'],
    }
  })
  const ids = new Map<string, string>()
  const deliveries = [...events, ...events, ...events.slice(0, events.length / 2)].sort(() => next() - 0.5)
  const dies = (): boolean => next() < 0.02

  const worker = async (): Promise<void> => {
    let process = await desk.begin(dies)
    for (let event = deliveries.pop(); event; event = deliveries.pop())
      for (let attempt = 0; attempt < 50; attempt++)
        try {
          ids.set(event.externalId, (await process.hub.intake(event)).messageId)
          if (next() < 0.3) await process.hub.settled()
          break
        } catch (error) {
          if (!isFine(error)) throw error
          process = await desk.begin(dies)
        }
    await process.hub.settled()
  }
  const sweeper = async (): Promise<void> => {
    while (deliveries.length > 0) {
      const process = await desk.begin(dies, 31_000)
      await process.hub.sweep().catch((error) => isFine(error) || Promise.reject(error))
      await process.cases.finishMerges().catch((error) => isFine(error) || Promise.reject(error))
    }
  }
  const held = async (): Promise<string[]> =>
    (await desk.connection.collection('messages').find({ account: run, state: 'quarantined' }).toArray()).map((one) => String(one._id))
  /** People who act on cases meanwhile, each act in a process that may die. */
  const people = async (): Promise<void> => {
    while (deliveries.length > 0) {
      const process: Process = await desk.begin(dies)
      const cases = (await desk.connection.collection('cases').find().toArray()) as unknown as (CaseState & { _id: string })[]
      if (cases.length < 3) continue
      const [a, b, c] = [pick(cases), pick(cases), pick(cases)]
      const acts = [
        () => process.cases.mergeCases(actor, { caseId: a._id, otherId: b._id, commandId: newId() }),
        () => process.cases.mergeCases(actor, { caseId: b._id, otherId: c._id, commandId: newId() }),
        () => process.cases.mergeCases(actor, { caseId: c._id, otherId: a._id, commandId: newId() }),
        () => process.cases.transferCase(actor, { caseId: pick(cases)._id, queueId: pick(queueIds), note: '', commandId: newId() }),
        () => process.cases.closeCase(actor, { caseId: pick(cases)._id, disposition: 'Solved', commandId: newId() }),
        async () => {
          const merged = cases.find((one) => one.mergedInto)
          if (merged?.mergedInto)
            await process.cases.unmergeCase(actor, { caseId: merged.mergedInto, otherId: merged._id, commandId: newId() })
        },
        async () => {
          const union = [a._id, ...a.absorbed.map((one) => one.caseId)]
          const lines = (await Promise.all(union.map(process.cases.linesOf)))
            .flat()
            .flatMap(({ change }) => (change.type === 'case.message-filed' ? [change.messageId] : []))
          const messageIds = [...new Set([pick(lines), pick(lines)])].filter(Boolean)
          const toCaseId = next() < 0.5 ? cases.find((one) => one.customerId === a.customerId && one._id !== a._id)?._id : undefined
          if (messageIds.length > 0)
            await process.cases.splitCase(actor, { caseId: a._id, messageIds, toCaseId, title: 'Apart', commandId: newId() })
        },
        async () => {
          const { _id, moves } = pick(cases.filter((one) => one.moves.length > 0)) ?? { _id: '', moves: [] }
          const move = pick(moves.filter((one) => one.way === 'out'))
          if (move) await process.cases.unsplitCase(actor, { caseId: _id, splitId: move.splitId, commandId: newId() })
        },
        async () => {
          const messageId = pick(await held())
          if (messageId) await process.hub.releaseMessage(actor, { messageId, into: next() < 0.5 ? 'own' : 'suggested' })
        },
      ]
      await Promise.all(acts.map((act) => act().catch((error: unknown) => isFine(error) || Promise.reject(error))))
    }
  }
  await Promise.all([worker(), worker(), worker(), sweeper(), ...(withPeople ? [people(), people()] : [])])

  // The storm is over: one healthy process whose clock is past every claim.
  const healthy = await desk.begin(() => false, 120_000)
  for (const event of events) ids.set(event.externalId, (await healthy.hub.intake(event)).messageId)
  await healthy.hub.settled()
  await healthy.hub.sweep()
  for (const messageId of await held())
    await healthy.hub.releaseMessage(actor, { messageId, into: 'own' }).catch((error) => isFine(error) || Promise.reject(error))
  // Projections first, then what is found through them, then what reacts to it: as the timers of a running desk do over and over.
  await healthy.repair()
  await healthy.cases.finishMerges()
  const reacting = await desk.begin()
  await reacting.reactions.start()
  await reacting.reactions.stop()
  await healthy.repair()
  return { ids: [...ids.values()], events }
}

test(
  'crashes at every step, redelivery, sweepers: every message in exactly one case, one thread in one case',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 2 ** 31 }), async (seed) => {
        const { ids } = await live({ seed, customers: 6, threads: 2, messages: 40, withPeople: false })
        await checkAll(ids)
        const { messages } = await readRun(ids)
        const casesOf = new Map<string, Set<string>>()
        for (const one of messages) casesOf.set(one.ownThreadKey, (casesOf.get(one.ownThreadKey) ?? new Set()).add(one.caseId))
        for (const [thread, cases] of casesOf) expect({ thread, cases: cases.size }).toEqual({ thread, cases: 1 })
      }),
      { numRuns: tries(2, 12) },
    )
  },
  tries(120_000, 900_000),
)

test(
  'with people who merge, split, undo, close and release meanwhile: nothing half done, no circle, nothing lost or doubled',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 2 ** 31 }), async (seed) => {
        const { ids } = await live({ seed, customers: 8, threads: 2, messages: 40, withPeople: true })
        await checkAll(ids)
      }),
      { numRuns: tries(2, 12) },
    )
  },
  tries(120_000, 900_000),
)
