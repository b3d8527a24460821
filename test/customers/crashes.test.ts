import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CustomerChange, type CustomerState, foldCustomer, startCustomer } from '../../server/customers/index.ts'
import type { Entry } from '../../server/platform/bus.ts'
import { AppError } from '../../server/platform/errors.ts'
import { newId } from '../../server/platform/ids.ts'
import { canonical } from '../../server/platform/ledger.ts'
import { system } from '../../server/staff/index.ts'
import { Crash } from '../setup/crashing.ts'
import { openProcesses } from '../setup/processes.ts'
import { tries } from '../setup/tries.ts'

let desk: Awaited<ReturnType<typeof openProcesses>>
beforeAll(async () => {
  desk = await openProcesses()
})
afterAll(() => desk?.close())

const actor = system('test')
const isFine = (error: unknown): boolean => error instanceof Crash || error instanceof AppError

interface Act {
  kind: 'merge' | 'undo'
  a: number
  b: number
  /** Which of the processes does it. */
  by: number
}
const acts = fc.array(
  fc.record({
    kind: fc.constantFrom('merge' as const, 'merge' as const, 'undo' as const),
    a: fc.integer({ min: 0, max: 4 }),
    b: fc.integer({ min: 0, max: 4 }),
    by: fc.integer({ min: 0, max: 2 }),
  }),
  { minLength: 6, maxLength: 24 },
)

interface Known {
  mergeId: string
  intoId: string
  fromId: string
}

/** Carries the acts out, those of each process one after another and the processes side by side; any of them may die at any call. */
const live = async (list: readonly Act[], seed: number): Promise<{ ids: string[]; standing: Known[]; undone: Set<string> }> => {
  let random = seed
  const dies = (): boolean => {
    random = (random * 1664525 + 1013904223) >>> 0
    return random / 2 ** 32 < 0.03
  }
  const run = newId().slice(0, 8)
  const first = await desk.begin()
  const ids = await Promise.all(
    Array.from({ length: 5 }, async (_, nth) => {
      const party = { channel: 'email', address: `p${nth}@${run}.example`, trust: 'channel-verified' as const }
      return (await first.customers.resolveIdentity(party)).customerId
    }),
  )
  const standing: Known[] = []
  const undone = new Set<string>()
  const work = async (by: number): Promise<void> => {
    let process = await desk.begin(dies)
    for (const act of list.filter((one) => one.by === by)) {
      const [customerId = '', otherId = ''] = [ids[act.a], ids[act.b]]
      try {
        if (act.kind === 'merge') {
          const done = await process.customers.mergeCustomers(actor, { customerId, otherId, withOpenCases: true, commandId: newId() })
          const merge = await desk.connection.collection('customer_merges').findOne({ _id: done.mergeId as never })
          standing.push({ mergeId: done.mergeId, intoId: String(merge?.intoId), fromId: String(merge?.fromId) })
        } else {
          const found = standing[act.a % Math.max(1, standing.length)]
          if (!found) continue
          // Whether it is answered or not, it may have happened.
          undone.add(found.mergeId)
          await process.customers.unmergeCustomers(actor, { customerId: found.intoId, mergeId: found.mergeId, commandId: newId() })
        }
      } catch (error) {
        if (!isFine(error)) throw error
        if (error instanceof Crash) process = await desk.begin(dies)
      }
    }
  }
  await Promise.all([0, 1, 2].map(work))

  // The storm is over: what a running desk does over and over.
  const healthy = await desk.begin()
  await healthy.repair()
  await healthy.reactions.start()
  await healthy.reactions.replay()
  await healthy.reactions.stop()
  await healthy.repair()
  return { ids, standing, undone }
}

const check = async (ids: readonly string[], standing: readonly Known[], undone: ReadonlySet<string>): Promise<void> => {
  const { connection } = desk
  const states = new Map<string, CustomerState>()
  for (const id of ids) {
    const stored = (await connection
      .collection('entries')
      .find({ stream: `customer:${id}` })
      .sort({ seq: 1 })
      .toArray()) as unknown as (Entry<CustomerChange> & { _id: string })[]
    expect(stored.map((one) => one.seq)).toEqual(stored.map((_, index) => index + 1))
    const folded = stored.reduce(foldCustomer, startCustomer(id))
    const { _id, ...projection } = (await connection.collection('customers').findOne({ _id: id as never })) as unknown as CustomerState & {
      _id: string
    }
    expect(canonical(projection)).toBe(canonical(folded))
    states.set(id, folded)
  }
  const rootOf = (id: string): string => {
    let at = id
    for (let step = 0; ; step++) {
      expect(step, 'a circle of merged customers').toBeLessThan(10)
      const next = states.get(at)?.mergedInto
      if (!next) return at
      at = next
    }
  }
  for (const [id, state] of states) {
    rootOf(id)
    expect(state.absorbing, 'a merge without outcome').toBeNull()
    if (state.mergedInto)
      expect(states.get(state.mergedInto)?.merged).toContainEqual(expect.objectContaining({ customerId: id, mergeId: state.mergeId }))
    for (const one of state.merged) expect(states.get(one.customerId)).toMatchObject({ mergedInto: id, mergeId: one.mergeId })
  }
  for (const { mergeId, intoId, fromId } of standing) if (!undone.has(mergeId)) expect(rootOf(fromId)).toBe(rootOf(intoId))
}

test(
  'people who merge and undo in every direction while their processes die: no circle, no half merge, nothing promised is lost',
  async () => {
    await fc.assert(
      fc.asyncProperty(acts, fc.integer({ min: 1, max: 2 ** 31 }), async (list, seed) => {
        const { ids, standing, undone } = await live(list, seed)
        await check(ids, standing, undone)
      }),
      { numRuns: tries(3, 20) },
    )
  },
  tries(120_000, 900_000),
)

test('a process that remembers an older pointer does not run in a circle', async () => {
  const [one, other] = [await desk.begin(), await desk.begin()]
  const run = newId().slice(0, 8)
  const known = async (nth: number): Promise<string> =>
    (await one.customers.resolveIdentity({ channel: 'email', address: `q${nth}@${run}.example`, trust: 'claimed' })).customerId
  const [a, b] = [await known(1), await known(2)]
  const merge = (customerId: string, otherId: string) =>
    one.customers.mergeCustomers(actor, { customerId, otherId, withOpenCases: false, commandId: newId() })
  const { mergeId } = await merge(b, a)
  expect(await other.customers.currentOf(a)).toBe(b)
  await one.customers.unmergeCustomers(actor, { customerId: b, mergeId, commandId: newId() })
  await merge(a, b)
  // The other process may still hold `a → b` from before, and reads `b → a` now.
  expect([a, b]).toContain(await other.customers.currentOf(a))
  expect([a, b]).toContain(await other.customers.currentOf(b))
})
