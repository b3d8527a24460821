import mongoose, { type Connection } from 'mongoose'
import { beforeEach, describe, expect, it } from 'vitest'
import { isDuplicateKey } from '../../server/platform/db/database-errors.ts'
import { ensureIndexes } from '../../server/platform/db/indexes.ts'

type Doc = Record<string, unknown>
// biome-ignore lint/suspicious/noExplicitAny: documents of every shape, and the driver types $inc and others by field
type Thing = { [field: string]: any }
interface Failure {
  code?: number
  keyPattern?: Doc
  keyValue?: Doc
  writeErrors?: { index: number; code: number; err: { errmsg?: string } }[]
}
const failure = (error: unknown): Failure => error as Failure

/** Unique, compound, partial, sparse and multikey indexes, and what their errors say. */
export const indexContract = (connect: () => Connection): void => {
  describe('indexes', () => {
    const things = () => connect().collection<Thing>('contract_indexes')
    beforeEach(async () => {
      await things()
        .drop()
        .catch(() => undefined)
    })

    it('says which unique index refused, with its value', async () => {
      await things().createIndex({ stream: 1, seq: 1 }, { unique: true })
      await things().insertOne({ _id: 'a' as never, stream: 's', seq: 1 })
      const second = (await things()
        .insertOne({ _id: 'b' as never, stream: 's', seq: 1 })
        .catch(failure)) as Failure
      expect([second.code, second.keyPattern, second.keyValue]).toEqual([11000, { stream: 1, seq: 1 }, { stream: 's', seq: 1 }])
      expect(isDuplicateKey(second)).toBe(true)
      const both = (await things()
        .insertOne({ _id: 'a' as never, stream: 's', seq: 1 })
        .catch(failure)) as Failure
      expect([both.keyPattern, both.keyValue]).toEqual([{ _id: 1 }, { _id: 'a' }])
    })

    it('reports unordered duplicates by their place and keeps the rest', async () => {
      await things().createIndex({ k: 1 }, { unique: true })
      await things().insertOne({ _id: 1 as never, k: 1 })
      const rows = [
        { _id: 1, k: 1 },
        { _id: 2, k: 2 },
        { _id: 3, k: 1 },
        { _id: 4, k: 4 },
      ]
      const error = (await things()
        .insertMany(rows as never, { ordered: false })
        .catch(failure)) as Failure
      expect(error.code).toBe(11000)
      expect(error.writeErrors!.map(({ index, err }) => [index, /index: (\S+) dup key/.exec(err.errmsg ?? '')?.[1]])).toEqual([
        [0, '_id_'],
        [2, 'k_1'],
      ])
      expect(await things().countDocuments({})).toBe(3)
    })

    it('stops an ordered insert at the first duplicate', async () => {
      const rows = [{ _id: 1 }, { _id: 1 }, { _id: 2 }]
      await expect(things().insertMany(rows as never)).rejects.toMatchObject({ code: 11000 })
      expect(await things().countDocuments({})).toBe(1)
    })

    it('refuses a duplicate made by an update, and leaves the document and its entries as they were', async () => {
      await things().createIndex({ k: 1 }, { unique: true })
      await things().insertMany([
        { _id: 1, k: 1, l: 1 },
        { _id: 2, k: 2, l: 1 },
      ] as never)
      await things().createIndex({ l: 1 })
      await expect(things().updateOne({ _id: 2 as never }, { $set: { l: 5, k: 1 } })).rejects.toMatchObject({ code: 11000 })
      expect(await things().countDocuments({ l: 1 })).toBe(2)
      expect(await things().countDocuments({ l: 5 })).toBe(0)
      await things().updateOne({ _id: 1 as never }, { $set: { k: 9 } })
      await things().updateOne({ _id: 2 as never }, { $set: { k: 1 } })
      expect(await things().countDocuments({ k: 1 })).toBe(1)
    })

    it('makes one of twenty upserts that race', async () => {
      await things().createIndex({ k: 1 }, { unique: true })
      const race = Array.from({ length: 20 }, () =>
        things().findOneAndUpdate({ k: 'x' }, { $inc: { n: 1 } }, { upsert: true, returnDocument: 'after' }),
      )
      await Promise.all(race)
      expect((await things().find({ k: 'x' }).toArray()).map(({ n }) => n)).toEqual([20])
    })

    it('tells long strings apart in a unique index, however much they begin alike', async () => {
      await things().createIndex({ k: 1 }, { unique: true })
      const long = (end: string) => `${'p'.repeat(5000)}${end}`
      await things().insertMany([{ k: long('a') }, { k: long('b') }, { k: long('') }])
      await expect(things().insertOne({ k: long('a') })).rejects.toMatchObject({ code: 11000 })
      expect(await things().countDocuments({ k: long('a') })).toBe(1)
      expect(await things().countDocuments({ k: { $gte: long('a') } })).toBe(2)
      expect(await things().countDocuments({ k: { $gt: long('a') } })).toBe(1)
      expect(await things().countDocuments({ k: { $lt: long('b') } })).toBe(2)
      const sorted = await things()
        .find({ k: { $gte: 'a' } })
        .sort({ k: -1 })
        .toArray()
      expect(sorted.map(({ k }) => (k as string).slice(5000))).toEqual(['b', 'a', ''])
      await things().deleteOne({ k: long('a') })
      await things().insertOne({ k: long('a') })
    })

    it('takes long and odd _ids', async () => {
      const ids = [
        `${'x'.repeat(3000)}1`,
        `${'x'.repeat(3000)}2`,
        'short',
        '',
        { a: 1, b: 'x' },
        { b: 'x', a: 1 },
        1.5,
        new Date(1),
        true,
        mongoose.mongo.Long.fromString('9007199254740993'),
        9007199254740992,
      ]
      await things().insertMany(ids.map((_id) => ({ _id })) as never)
      for (const _id of ids) expect(await things().countDocuments({ _id: _id as never })).toBe(1)
      await expect(things().insertOne({ _id: ids[0] as never })).rejects.toMatchObject({ code: 11000 })
      expect(
        (
          await things()
            .find({ _id: /^x/ as never })
            .sort({ _id: -1 })
            .toArray()
        ).map(({ _id }) => String(_id).at(-1)),
      ).toEqual(['2', '1'])
    })

    it('keeps unique what a partial filter selects', async () => {
      await things().createIndex({ k: 1 }, { unique: true, partialFilterExpression: { active: true } })
      await things().insertMany([
        { k: 1, active: false },
        { k: 1, active: false },
        { k: 1, active: true },
      ])
      await expect(things().insertOne({ k: 1, active: true })).rejects.toMatchObject({ code: 11000 })
      expect(await things().countDocuments({ k: 1 })).toBe(3)
      expect(await things().countDocuments({ k: 1, active: true })).toBe(1)
      await expect(things().updateOne({ k: 1, active: false }, { $set: { active: true } })).rejects.toMatchObject({ code: 11000 })
    })

    it('lets a sparse unique index miss the field', async () => {
      await things().createIndex({ mail: 1 }, { unique: true, sparse: true })
      await things().insertMany([{ n: 1 }, { n: 2 }, { mail: 'a@b.example' }])
      await expect(things().insertOne({ mail: 'a@b.example' })).rejects.toMatchObject({ code: 11000 })
      expect(await things().countDocuments({ mail: null })).toBe(2)
      expect(await things().countDocuments({ mail: { $exists: false } })).toBe(2)
    })

    it('treats missing as null in a unique index', async () => {
      await things().createIndex({ k: 1 }, { unique: true })
      await things().insertOne({ n: 1 })
      await expect(things().insertOne({ k: null })).rejects.toMatchObject({ code: 11000 })
    })

    it('keeps the elements of arrays unique between documents, not within one', async () => {
      await things().createIndex({ keys: 1 }, { unique: true })
      await things().insertOne({ keys: ['a', 'a', 'b'] })
      await expect(things().insertOne({ keys: ['c', 'b'] })).rejects.toMatchObject({ code: 11000 })
      expect(await things().countDocuments({ keys: 'c' })).toBe(0)
    })

    it('refuses two arrays in one index', async () => {
      await things().createIndex({ a: 1, b: 1 })
      await expect(things().insertOne({ a: [1], b: [2] })).rejects.toMatchObject({ code: 171 })
      await things().insertOne({ a: [1], b: 2 })
    })

    it.each([1, -1] as const)(
      'finds ranges of long strings by an index, whatever lies beyond what it keeps of them (%s)',
      async (direction) => {
        await things().createIndex({ s: direction })
        const z = (n: number, end = '') => `${'z'.repeat(n)}${end}`
        // The last two become hashes that begin with their lowest and highest byte.
        const values = ['a', z(220), z(240), z(400, '1'), z(400, '2')]
        const count = async (known: readonly string[]): Promise<void> => {
          for (const value of [...values, z(199), z(200), z(255), z(400)]) {
            const tests = {
              $gt: (s: string) => s > value,
              $gte: (s: string) => s >= value,
              $lt: (s: string) => s < value,
              $lte: (s: string) => s <= value,
            }
            for (const [name, holds] of Object.entries(tests))
              expect(`${name} ${value.length}: ${await things().countDocuments({ s: { [name]: value } })}`).toBe(
                `${name} ${value.length}: ${known.filter(holds).length}`,
              )
          }
        }
        const short = values.slice(0, 3)
        await things().insertMany(short.map((s) => ({ s })))
        await count(short)
        await things().insertMany(values.slice(3).map((s) => ({ s })))
        await count(values)
      },
    )

    it('finds a match spread over the elements of one array by an index on two paths of it', async () => {
      await things().createIndex({ 'n.x': 1, 'n.y': 1 })
      await things().insertMany([{ n: [{ y: 2 }, { x: 2 }] }, { n: [{ x: 2, y: 2 }] }, { n: { x: 2, y: 2 } }, { n: [{ x: 2 }] }])
      const counts = [
        { 'n.x': { $in: [2] }, 'n.y': { $in: [2] } },
        { 'n.x': 2, 'n.y': 2 },
        { 'n.x': 2, 'n.y': { $gt: 1 } },
        { 'n.x': 2, 'n.y': null },
      ].map((filter) => things().countDocuments(filter))
      expect(await Promise.all(counts)).toEqual([3, 3, 3, 2])
    })

    it('looks at both ends of a range element by element', async () => {
      await things().createIndex({ l: 1 })
      await things().insertOne({ l: [1, 20] })
      expect(await things().countDocuments({ l: { $gt: 5, $lt: 10 } })).toBe(1)
      expect(await things().countDocuments({ l: { $elemMatch: { $gt: 5, $lt: 10 } } })).toBe(0)
    })

    it('walks a compound index either way', async () => {
      await things().createIndex({ q: 1, p: -1, at: 1 })
      await things().insertMany([
        { q: 'a', p: 1, at: 2 },
        { q: 'a', p: 5, at: 3 },
        { q: 'a', p: 5, at: 1 },
        { q: 'b', p: 9, at: 0 },
      ])
      const at = async (sort: Doc, filter: Doc = { q: 'a' }) =>
        (
          await things()
            .find(filter)
            .sort(sort as never)
            .toArray()
        ).map((doc) => doc.at)
      expect(await at({ p: -1, at: 1 })).toEqual([1, 3, 2])
      expect(await at({ p: 1, at: -1 })).toEqual([2, 3, 1])
      expect(await at({ p: -1, at: 1 }, { q: 'a', p: { $gte: 2 } })).toEqual([1, 3])
      expect(await at({ p: 1, at: -1 }, { q: 'a', p: { $lt: 5 } })).toEqual([2])
      expect(await at({ p: 1, at: -1 }, { q: 'a', p: { $lte: 5 } })).toEqual([2, 3, 1])
      expect(await at({ q: -1, p: 1, at: -1 }, {})).toEqual([0, 2, 3, 1])
    })

    it('builds an index over documents that are there, and none when they collide', async () => {
      await things().insertMany([{ k: 1 }, { k: 1 }])
      await expect(things().createIndex({ k: 1 }, { unique: true })).rejects.toMatchObject({ code: 11000 })
      expect((await things().indexes()).map(({ name }) => name)).toEqual(['_id_'])
      await things().createIndex({ k: 1 })
      expect(await things().countDocuments({ k: 1 })).toBe(2)
    })

    it('is declared once: the same again is nothing new, other options are an error', async () => {
      const spec = { collection: 'contract_indexes', key: { k: 1 as const }, unique: true }
      await ensureIndexes(connect(), [spec, { collection: 'contract_indexes', key: { at: 1 }, expireAfterSeconds: 60, name: 'gone' }])
      await ensureIndexes(connect(), [spec])
      expect((await things().indexes()).map(({ name }) => name).sort()).toEqual(['_id_', 'gone', 'k_1'])
      await expect(ensureIndexes(connect(), [{ ...spec, unique: false }])).rejects.toThrow()
      await things().dropIndex('gone')
      expect((await things().indexes()).map(({ name }) => name).sort()).toEqual(['_id_', 'k_1'])
    })

    it('uses an index where one fits', async () => {
      await things().createIndex({ status: 1, at: 1 }, { partialFilterExpression: { status: 'open' } })
      await things().insertMany([
        { status: 'open', at: 1 },
        { status: 'closed', at: 2 },
      ])
      const plan = JSON.stringify(await things().find({ status: 'open' }).sort({ at: 1 }).explain())
      expect(plan).toContain('IXSCAN')
      expect(plan).not.toContain('"SORT"')
      expect(JSON.stringify(await things().find({ status: 'closed' }).explain())).toContain('COLLSCAN')
      expect(await things().countDocuments({ status: 'closed' })).toBe(1)
    })
  })
}
