import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import type { Connection } from 'mongoose'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createBus } from '../../server/platform/bus.ts'
import { checkLedger } from '../../server/platform/check-ledger.ts'
import { systemClock } from '../../server/platform/clock.ts'
import { type Database, openDatabase } from '../../server/platform/db/connect.ts'
import { ensureIndexes } from '../../server/platform/db/indexes.ts'
import { createLedgers, type Folded, ledgerIndexes, type StreamKind } from '../../server/platform/ledger.ts'
import { createRefold } from '../../server/platform/refold.ts'
import { Crash, crashing } from '../setup/crashing.ts'
import { tries } from '../setup/tries.ts'

const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, child: () => log } as never
let folder: string
let database: Database

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'refold-'))
  database = await openDatabase({ dataDir: folder, log })
  await ensureIndexes(database.connection, ledgerIndexes)
})
afterAll(async () => {
  await database?.close()
  await rm(folder, { recursive: true, force: true })
})
const collection = (name: string) => database.connection.collection<{ _id: string }>(name)
beforeEach(async () => {
  for (const name of ['entries', 'sums', 'watermarks']) await collection(name).deleteMany({})
})

interface Sum extends Folded {
  total: number
  name: string | null
}
type SumChange = { type: 'added'; amount: number } | { type: 'erased' }
const first: StreamKind<Sum, SumChange> = {
  kind: 'sum',
  collection: 'sums',
  start: () => ({ seq: 0, total: 0, name: 'somebody' }),
  fold: (state, { seq, change }) =>
    change.type === 'erased' ? { ...state, seq, name: null } : { ...state, seq, total: state.total + change.amount },
}
/** Counts too how often something was added. */
const second = {
  ...first,
  version: 2,
  start: () => ({ ...first.start(''), times: 0 }),
  fold: (state, entry) => ({
    ...first.fold(state, entry),
    times: (state as Sum & { times: number }).times + (entry.change.type === 'added' ? 1 : 0),
  }),
} as StreamKind<Sum, SumChange>

/** A desk whose fold is this one; what is written through `connection` may be cut off. */
const open = (kind: StreamKind<Sum, SumChange>, connection: Connection = database.connection) => {
  const ledgers = createLedgers({ connection, clock: systemClock, bus: createBus(log) })
  return { ledger: ledgers.open(kind), ledgers, start: createRefold({ connection, ledgers, log }) }
}
const differences = async (kind: StreamKind<Sum, SumChange>): Promise<string[]> =>
  (await checkLedger({ connection: database.connection, kinds: open(kind).ledgers.kinds })).differences
const add = (id: string, key: string, amount: number, { ledger } = open(first)) =>
  ledger.commit(id, key, 'x', () => ({ type: 'added', amount }))

test('documents of an older fold are made again at the start, once, and said to be older until then', async () => {
  const old = open(first)
  await old.start()
  await add('a', '1', 2, old)
  await add('a', '2', 3, old)
  await old.ledger.commit('b', 'e', 'x', () => ({ type: 'erased' }))
  expect(await differences(first)).toEqual([])
  expect((await differences(second)).join()).toMatch(/times is 0, should be 2; made by another version of the desk/)

  await open(second).start()
  expect(await differences(second)).toEqual([])
  expect(await collection('sums').find({}).sort({ _id: 1 }).toArray()).toEqual([
    { _id: 'a', seq: 2, total: 5, name: 'somebody', times: 2 },
    { _id: 'b', seq: 1, total: 0, name: null, times: 0 },
  ])
  await collection('sums').updateOne({ _id: 'a' }, { $set: { total: 99 } })
  await open(second).start()
  expect(await collection('sums').findOne({ _id: 'a' })).toMatchObject({ total: 99 })
})

test('a version that is taken back makes them again too, also those that the newer one had half made', async () => {
  await add('a', '1', 2)
  await open(second).start()
  await open(first).start()
  expect(await collection('sums').findOne({ _id: 'a' })).not.toHaveProperty('times')
  let writes = 0
  const dying = crashing(database.connection, () => ++writes === 6)
  await expect(open(second, dying).start()).rejects.toThrow(Crash)
  await open(first).start()
  await add('a', '2', 3)
  await open(second).start()
  expect(await differences(second)).toEqual([])
})

test('what has no document gets none, and what has no entries stays', async () => {
  await add('a', '1', 2)
  await add('gone', '1', 2)
  await collection('sums').deleteOne({ _id: 'gone' })
  await collection('sums').insertOne({ _id: 'stray', seq: 4 } as never)
  await open(second).start()
  expect((await collection('sums').find({}).sort({ _id: 1 }).toArray()).map((one) => one._id)).toEqual(['a', 'stray'])
})

test('killed anywhere, any number of times, all documents are the fold of their entries in the end', async () => {
  const plan = fc.record({
    amounts: fc.array(fc.tuple(fc.integer({ min: 0, max: 450 }), fc.integer({ min: 1, max: 9 })), { minLength: 1, maxLength: 40 }),
    many: fc.boolean(),
    deaths: fc.array(fc.integer({ min: 1, max: 14 }), { maxLength: 6 }),
  })
  await fc.assert(
    fc.asyncProperty(plan, async ({ amounts, many, deaths }) => {
      for (const name of ['entries', 'sums', 'watermarks']) await collection(name).deleteMany({})
      const old = open(first)
      // More than one batch of them, now and then.
      if (many) await Promise.all(Array.from({ length: 450 }, (_, at) => add(`s${at}`, 'first', 1, old)))
      for (const [at, [stream, amount]] of amounts.entries()) await add(`s${stream}`, `k${at}`, amount, old)
      for (const after of deaths) {
        let calls = 0
        const dying = crashing(database.connection, () => ++calls === after)
        await open(second, dying)
          .start()
          .catch((error: unknown) => {
            if (!(error instanceof Crash)) throw error
          })
      }
      await open(second).start()
      expect(await differences(second)).toEqual([])
      const { ledger } = open(second)
      const [stream] = amounts[0] ?? [0]
      await ledger.commit(`s${stream}`, 'later', 'x', () => ({ type: 'added', amount: 1 }))
      expect(await differences(second)).toEqual([])
    }),
    { numRuns: tries(6, 40) },
  )
})
