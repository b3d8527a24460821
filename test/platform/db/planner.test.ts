import fc from 'fast-check'
import type { Connection } from 'mongoose'
import { describe, expect, it } from 'vitest'
import { compare } from '../../../server/platform/db/embedded/compare.ts'
import { compileFilter } from '../../../server/platform/db/embedded/predicate.ts'
import { sorter } from '../../../server/platform/db/embedded/sort.ts'
import { newStore } from './with-store.ts'

type Doc = Record<string, unknown>
/** Of which an index keeps all, and but the beginning; the hashes behind that begin with a middle byte and with the least. */
const LONG = ['z'.repeat(220), `${'z'.repeat(400)}1`, `${'z'.repeat(400)}2`]

const scalar = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 0, max: 4 }) as fc.Arbitrary<unknown> },
  {
    weight: 2,
    arbitrary: fc.constantFrom<unknown>(null, -1.5, '', 'a', 'ab', 'b', ...LONG, true, false, new Date(0), new Date(5)),
  },
)
const fieldValue = fc.oneof({ weight: 3, arbitrary: scalar }, { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }) })
const record = fc.record({ x: scalar, y: scalar }, { requiredKeys: [] })
const manyDocs = fc.record(
  {
    a: fieldValue,
    b: scalar,
    c: scalar,
    n: fc.oneof(fc.record({ x: fieldValue, y: scalar }, { requiredKeys: [] }), fc.array(record, { maxLength: 3 })),
  },
  { requiredKeys: [] },
)
const flatDocs = fc.record({ a: scalar, b: scalar, c: scalar, n: record }, { requiredKeys: [] })
/** Half of the time no document has an array: only then may an index give the order. */
const docs = fc.boolean().chain((flat): fc.Arbitrary<Doc[]> => fc.array(flat ? flatDocs : manyDocs, { minLength: 1, maxLength: 25 }))

const condition = fc.oneof<fc.Arbitrary<unknown>[]>(
  scalar,
  scalar.map((value) => ({ $eq: value })),
  fc.tuple(fc.constantFrom('$gt', '$gte', '$lt', '$lte', '$ne'), scalar).map(([name, value]) => ({ [name]: value })),
  fc
    .tuple(fc.constantFrom('$gt', '$gte'), scalar, fc.constantFrom('$lt', '$lte'), scalar)
    .map(([low, x, high, y]) => ({ [low]: x, [high]: y })),
  fc.tuple(fc.nat(4), fc.nat(4)).map(([x, y]) => ({ $gt: x, $lt: y })),
  fc.array(scalar, { maxLength: 4 }).map((list) => ({ $in: list })),
  fc.boolean().map((exists) => ({ $exists: exists })),
  fc.constantFrom({ $regex: '^a' }, { $regex: `^${'z'.repeat(300)}` }, { $type: 'string' }, { $not: { $gt: 1 } }),
)
const path = fc.constantFrom('a', 'b', 'c', 'n.x', 'n.y', '_id')
const clause = fc.tuple(path, condition).map(([name, value]): Doc => ({ [name]: value }))
const filter = fc.oneof(
  clause,
  fc.dictionary(path, condition, { maxKeys: 3, noNullPrototype: true }),
  fc.array(clause, { minLength: 1, maxLength: 3 }).map((list): Doc => ({ $and: list })),
  fc.tuple(fc.array(clause, { minLength: 1, maxLength: 2 }), clause).map(([list, more]): Doc => ({ ...more, $or: list })),
)
const sort = fc
  .uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c', 'n.x', '_id'), fc.constantFrom(1 as const, -1 as const)), {
    maxLength: 3,
    selector: ([name]) => name,
  })
  .map((list) => Object.fromEntries(list))

const INDEXES = [
  { key: { a: 1 } },
  { key: { b: 1, c: -1 } },
  { key: { c: -1, a: 1, b: 1 } },
  { key: { 'n.x': 1, 'n.y': -1 } },
  { key: { b: -1, _id: 1 }, partialFilterExpression: { c: { $in: [1, 2, 'a'] } }, name: 'partial' },
  { key: { c: 1, b: 1 }, sparse: true, name: 'sparse' },
  { key: { a: -1, b: 1 }, partialFilterExpression: { b: { $exists: true } }, name: 'exists' },
] as const

/** A new collection each time: an index that once met an array stays so. */
const fresh = async (connection: Connection) => {
  await connection.dropCollection('rows').catch(() => undefined)
  const rows = connection.collection<Doc>('rows')
  await rows.createIndexes(INDEXES as never)
  return rows
}

describe('an index', () => {
  it('changes neither what is found nor its order, however the cursor is read', async () => {
    const { connection } = await newStore()
    await fc.assert(
      fc.asyncProperty(
        docs,
        fc.array(fc.tuple(filter, sort, fc.integer({ min: 1, max: 7 }), fc.integer({ min: 0, max: 5 })), { minLength: 1, maxLength: 8 }),
        async (given, queries) => {
          const rows = await fresh(connection)
          const all = given.map((each, i) => ({ _id: i, ...each }))
          if (all.length > 0) await rows.insertMany(all as never)
          for (const [where, order, batchSize, limit] of queries) {
            const { test } = compileFilter(where)
            const expected = all.filter((each) => test(each))
            const found = (await rows.find(where).sort(order).batchSize(batchSize).toArray()) as unknown as Doc[]
            expect(found.map(({ _id }) => Number(_id)).sort((x, y) => x - y)).toEqual(expected.map(({ _id }) => _id))
            if (Object.keys(order).length > 0) {
              const { keysOf, compare: inOrder } = sorter(order)
              const keys = found.map((each) => ({ keys: keysOf(each) }))
              for (let i = 1; i < keys.length; i++) expect(inOrder(keys[i - 1]!, keys[i]!)).toBeLessThanOrEqual(0)
              const top = (await rows.find(where).sort(order).limit(limit).toArray()) as unknown as Doc[]
              for (const [i, each] of top.entries())
                expect(keysOf(each).map((key, k) => compare(key, keys[i]!.keys[k]))).toEqual(keys[i]!.keys.map(() => 0))
            }
            expect(await rows.countDocuments(where)).toBe(expected.length)
          }
        },
      ),
      { numRuns: 100 },
    )
  }, 120_000)

  it('agrees with its documents after any changes', async () => {
    const { connection } = await newStore()
    const change = fc.oneof(
      fc
        .tuple(filter, fc.tuple(fc.constantFrom('a', 'b', 'c'), scalar))
        .map(([where, [name, value]]) => ({ where, update: { $set: { [name]: value } } })),
      fc.tuple(filter, fc.constantFrom('a', 'b', 'n')).map(([where, name]) => ({ where, update: { $unset: { [name]: 1 } } })),
      filter.map((where) => ({ where, update: undefined })),
    )
    await fc.assert(
      fc.asyncProperty(
        docs,
        fc.array(change, { maxLength: 5 }),
        fc.array(filter, { minLength: 1, maxLength: 5 }),
        async (given, changes, queries) => {
          const rows = await fresh(connection)
          let all = given.map((each, i): Doc => ({ _id: i, ...structuredClone(each) }))
          await rows.insertMany(all as never)
          for (const { where, update } of changes) {
            if (update) await rows.updateMany(where, update as never)
            else await rows.deleteMany(where)
          }
          all = (await rows.find().toArray()) as unknown as Doc[]
          for (const where of queries) {
            const { test } = compileFilter(where)
            const found = await rows.find(where).toArray()
            expect(found.map(({ _id }) => Number(_id)).sort((x, y) => x - y)).toEqual(
              all.filter((each) => test(each)).map(({ _id }) => _id),
            )
          }
        },
      ),
      { numRuns: 60 },
    )
  }, 120_000)
})
