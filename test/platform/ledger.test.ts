import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createBus, type Entry } from '../../server/platform/bus.ts'
import { systemClock } from '../../server/platform/clock.ts'
import { type Database, openDatabase } from '../../server/platform/db/connect.ts'
import { ensureIndexes } from '../../server/platform/db/indexes.ts'
import { AppError } from '../../server/platform/errors.ts'
import { newId } from '../../server/platform/ids.ts'
import { canonical, createLedgers, entryHash, type Folded, ledgerIndexes, type StreamKind } from '../../server/platform/ledger.ts'
import { createRepair } from '../../server/platform/repair.ts'
import { counting } from '../setup/counting.ts'
import { Crash, crashing } from '../setup/crashing.ts'
import { intercept } from '../setup/intercept.ts'
import { tries } from '../setup/tries.ts'

const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, child: () => log } as never
let folder: string
let database: Database

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ledger-'))
  database = await openDatabase({ dataDir: folder, log })
  await ensureIndexes(database.connection, ledgerIndexes)
})
afterAll(async () => {
  await database?.close()
  await rm(folder, { recursive: true, force: true })
})

interface Sum extends Folded {
  total: number
  keys: string[]
  isShut: boolean
}
type SumChange = { type: 'added'; amount: number; key: string } | { type: 'shut' }
const sums: StreamKind<Sum, SumChange> = {
  kind: 'sum',
  collection: 'sums',
  start: () => ({ seq: 0, total: 0, keys: [], isShut: false }),
  fold: (state, { seq, change }) =>
    change.type === 'shut'
      ? { ...state, seq, isShut: true }
      : { ...state, seq, total: state.total + change.amount, keys: [...state.keys, change.key] },
}
const openSums = (connection = database.connection, { chained = false, isOnlyProcess = false } = {}) => {
  const bus = createBus(log)
  const published: Entry[] = []
  bus.onEntry((entry) => void published.push(entry))
  const ledgers = createLedgers({ connection, clock: systemClock, bus, isOnlyProcess })
  return { ledger: ledgers.open({ ...sums, chained }), ledgers, published }
}
const add = (key: string, amount: number) => (): SumChange => ({ type: 'added', amount, key })

test('a commit is one entry, its fold and its news', async () => {
  const { ledger, published } = openSums()
  const id = newId()
  await ledger.commit(id, 'a', 'someone', add('a', 2))
  const state = await ledger.commit(id, 'b', 'someone', add('b', 3))
  expect(state).toMatchObject({ seq: 2, total: 5, keys: ['a', 'b'] })
  expect(published.map(({ seq, by }) => ({ seq, by }))).toEqual([
    { seq: 1, by: 'someone' },
    { seq: 2, by: 'someone' },
  ])
  const stored = await database.connection.collection('sums').findOne({ _id: id as never })
  expect(stored).toMatchObject({ seq: 2, total: 5 })
})

test('the same command again does nothing more; with other values it is refused', async () => {
  const { ledger, published } = openSums()
  const id = newId()
  await ledger.commit(id, 'a', 'someone', add('a', 2))
  const again = await openSums().ledger.commit(id, 'a', 'someone', add('a', 2))
  expect(again).toMatchObject({ seq: 1, total: 2 })
  await expect(ledger.commit(id, 'a', 'someone', add('a', 9))).rejects.toMatchObject({ code: 'command-reused', kind: 'conflict' })
  expect(published).toHaveLength(1)
})

test('a repeated command that would now be refused still succeeds, because it was carried out', async () => {
  const { ledger } = openSums()
  const id = newId()
  const shut = (now: Sum): SumChange => {
    if (now.isShut) throw new AppError('shut', 'conflict', 'Shut already.')
    return { type: 'shut' }
  }
  await ledger.commit(id, 'close', 'someone', shut)
  await expect(ledger.commit(id, 'close', 'someone', shut)).resolves.toMatchObject({ isShut: true })
  await expect(ledger.commit(id, 'another', 'someone', shut)).rejects.toMatchObject({ code: 'shut' })
})

test('a refusal is never based on what another process has changed meanwhile', async () => {
  const [one, two] = [openSums(), openSums()]
  const id = newId()
  await one.ledger.commit(id, 'a', 'x', add('a', 1))
  await two.ledger.commit(id, 'b', 'x', add('b', 1))
  // `one` still remembers seq 1.
  const seen: number[] = []
  await one.ledger.commit(id, 'c', 'x', (now) => {
    seen.push(now.seq)
    if (now.seq < 2) throw new AppError('old', 'conflict', 'old news')
    return { type: 'added', amount: 1, key: 'c' }
  })
  expect(seen).toEqual([1, 2])
})

test('a begun stream is decided on as new, and as what it is when its place is taken', async () => {
  const id = newId()
  const begin = (key: string) => {
    const seen: number[] = []
    const state = openSums().ledger.begin(id, key, 'x', (now) => {
      seen.push(now.seq)
      return now.seq > 0 ? null : { type: 'added', amount: 1, key }
    })
    return state.then(({ keys }) => ({ keys, seen }))
  }
  expect(await begin('a')).toEqual({ keys: ['a'], seen: [0] })
  expect(await begin('a')).toEqual({ keys: ['a'], seen: [0] })
  expect(await begin('b')).toEqual({ keys: ['a'], seen: [0, 1] })
})

test('what is loaded holds what another process has added since it was remembered', async () => {
  const [one, two] = [openSums(), openSums()]
  const id = newId()
  await one.ledger.commit(id, 'a', 'x', add('a', 1))
  await two.ledger.commit(id, 'b', 'x', add('b', 1))
  expect(await one.ledger.load(id)).toMatchObject({ seq: 2, keys: ['a', 'b'] })
  // And goes on from there.
  expect(await one.ledger.commit(id, 'c', 'x', add('c', 1))).toMatchObject({ seq: 3 })
  expect(await one.ledger.states([id, newId()])).toMatchObject([{ seq: 3, keys: ['a', 'b', 'c'] }])
})

test('the only process knows what it committed, and reads what it has not seen yet', async () => {
  const id = newId()
  await openSums().ledger.commit(id, 'a', 'x', add('a', 1))
  const { connection, calls } = counting(database.connection)
  const { ledger } = openSums(connection, { isOnlyProcess: true })
  expect(await ledger.states([id])).toMatchObject([{ seq: 1 }])
  expect(await ledger.load(id)).toMatchObject({ seq: 1 })
  await ledger.commit(id, 'b', 'x', add('b', 1))
  calls.count = 0
  expect(await ledger.load(id)).toMatchObject({ seq: 2, keys: ['a', 'b'] })
  expect(await ledger.states([id])).toMatchObject([{ seq: 2 }])
  expect(calls.count).toBe(0)
})

test('an early step and a projection wait for no sync of their own, unless others write as well', async () => {
  const asked = async (isOnlyProcess: boolean): Promise<string[]> => {
    const seen: string[] = []
    const watched = intercept(database.connection, ({ collection, method, args, run }) => {
      const options = args[1] as { writeConcern?: { j: boolean } }
      if (method === 'insertMany' || method === 'bulkWrite')
        seen.push(`${collection} ${options.writeConcern?.j === false ? 'early' : 'synced'}`)
      return run()
    })
    const { ledger } = openSums(watched, { isOnlyProcess })
    const id = newId()
    await ledger.begin(id, 'a', 'x', add('a', 1), { isEarly: true })
    await ledger.settle(id, 'b', 'x', add('b', 1), { isEarly: true })
    await ledger.settle(id, 'c', 'x', add('c', 1))
    await ledger.commit(id, 'd', 'x', add('d', 1))
    expect((await ledger.entries(id)).map((one) => one.seq)).toEqual([1, 2, 3, 4])
    return seen
  }
  expect(await asked(true)).toEqual(['early', 'early', 'synced', 'synced'].map((entry) => `entries + sums ${entry}`))
  expect(new Set(await asked(false))).toEqual(new Set(['entries synced', 'sums synced']))
})

test('the only process writes an entry and its projection in one command, and neither when the entry is refused', async () => {
  const { connection, calls } = counting(database.connection)
  const [one, stranger] = [openSums(connection, { isOnlyProcess: true }), openSums()]
  const ids = Array.from({ length: 5 }, newId)
  calls.count = 0
  await Promise.all(ids.map((id) => one.ledger.begin(id, 'a', 'x', add('a', 1))))
  expect(calls.count).toBe(1)
  // What was never allowed to happen: somebody else wrote. Only the two concerned begin again, and all are told of what stands.
  for (const id of [ids[1], ids[3]] as string[]) await stranger.ledger.commit(id, 'b', 'x', add('b', 5))
  const states = await Promise.all(ids.map((id) => one.ledger.commit(id, 'c', 'x', add('c', 2))))
  expect(states.map(({ total }) => total)).toEqual([3, 8, 3, 8, 3])
  const stored = await database.connection
    .collection<{ _id: string; total: number }>('sums')
    .find({ _id: { $in: ids } })
    .toArray()
  expect(ids.map((id) => stored.find(({ _id }) => _id === id)?.total)).toEqual([3, 8, 3, 8, 3])
  expect(one.published.map(({ seq }) => seq).sort()).toEqual([1, 1, 1, 1, 1, 2, 2, 2, 3, 3])
})

test('an audit stream holds the hash of the entry before', async () => {
  const { ledger } = openSums(database.connection, { chained: true })
  const id = newId()
  for (const key of ['a', 'b', 'c']) await ledger.commit(id, key, 'x', add(key, 1))
  const entries = await ledger.entries(id)
  expect(entries[0]?.prev).toBe('')
  expect(entries[1]?.prev).toBe(entryHash(entries[0] as Entry))
  expect(entries[2]?.prev).toBe(entryHash(entries[1] as Entry))
})

test('crashes at every step, several processes, repeated commands: nothing lost, nothing doubled, no gap', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 2 ** 31 }), fc.integer({ min: 1, max: 3 }), fc.boolean(), async (seed, streams, isAlone) => {
      let random = seed
      const chance = (p: number) => (): boolean => {
        random = (random * 1664525 + 1013904223) >>> 0
        return random / 2 ** 32 < p
      }
      const run = newId()
      const ids = Array.from({ length: streams }, (_, index) => `${run}-${index}`)
      const commands = ids.flatMap((id) => Array.from({ length: 12 }, (_, index) => ({ id, key: `k${index}`, amount: index + 1 })))
      const isDone = new Set<string>()
      const worker = async (): Promise<void> => {
        const begin = () => openSums(crashing(database.connection, chance(0.06)), { isOnlyProcess: isAlone })
        let process = begin()
        // Each worker carries out every command, as redeliveries do; a crash loses the process's memory.
        for (const { id, key, amount } of [...commands].sort(() => (chance(0.5)() ? 1 : -1)))
          for (let attempt = 0; attempt < 200; attempt++)
            try {
              await process.ledger.commit(id, key, 'x', add(key, amount))
              isDone.add(`${id} ${key}`)
              break
            } catch (error) {
              const isFine = error instanceof Crash || (error instanceof AppError && error.code === 'busy')
              if (!isFine) throw error
              process = begin()
            }
      }
      await Promise.all(isAlone ? [worker()] : [worker(), worker(), worker()])
      const { ledgers, ledger } = openSums()
      await createRepair({ connection: database.connection, clock: systemClock, ledgers, log })()
      expect(isDone.size).toBe(commands.length)
      for (const id of ids) {
        const entries = await ledger.entries(id)
        expect(entries.map((one) => one.seq)).toEqual(entries.map((_, index) => index + 1))
        expect(entries.map((one) => one.id).sort()).toEqual(
          commands
            .filter((one) => one.id === id)
            .map(({ key }) => `sum:${id}/${key}`)
            .sort(),
        )
        const stored = (await database.connection.collection('sums').findOne({ _id: id as never })) as unknown as Sum & { _id: string }
        const folded = entries.reduce(sums.fold, sums.start(id))
        expect(canonical({ ...stored, _id: undefined })).toBe(canonical(folded))
      }
    }),
    { numRuns: tries(5, 40) },
  )
})
