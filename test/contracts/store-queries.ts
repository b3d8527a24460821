import mongoose, { type Connection } from 'mongoose'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'

const { Long, ObjectId } = mongoose.mongo
type Doc = Record<string, unknown>

const DOCS: (Doc & { _id: number })[] = [
  { _id: 1, a: 1, s: 'apple', t: ['x', 'y'], o: { k: 1 }, l: [{ p: 1, q: 2 }] },
  {
    _id: 2,
    a: 2,
    s: 'Banana',
    t: ['y'],
    o: { k: 2 },
    n: null,
    l: [
      { p: 1, q: 9 },
      { p: 5, q: 2 },
    ],
  },
  { _id: 3, a: '3', s: 'cherry', t: [], d: new Date(5) },
]

const QUERIES: [filter: Doc, ids: number[]][] = [
  [{}, [1, 2, 3]],
  [{ a: { $gt: 1 } }, [2]],
  [{ a: { $gte: 1, $lt: 2 } }, [1]],
  [{ a: { $in: [1, '3'] } }, [1, 3]],
  [{ a: { $ne: 1 } }, [2, 3]],
  [{ a: { $nin: [1] } }, [2, 3]],
  [{ a: Long.fromNumber(1) }, [1]],
  [{ a: null }, []],
  [{ n: null }, [1, 2, 3]],
  [{ n: { $exists: true } }, [2]],
  [{ n: { $exists: false } }, [1, 3]],
  [{ n: { $type: 'null' } }, [2]],
  [{ t: 'y' }, [1, 2]],
  [{ t: ['y'] }, [2]],
  [{ t: [] }, [3]],
  [{ t: { $all: ['x', 'y'] } }, [1]],
  [{ t: { $size: 0 } }, [3]],
  [{ t: { $ne: 'x' } }, [2, 3]],
  [{ 't.0': 'x' }, [1]],
  [{ 'l.p': 5 }, [2]],
  [{ 'l.1.p': 5 }, [2]],
  [{ 'l.p': 1, 'l.q': 2 }, [1, 2]],
  [{ l: { $elemMatch: { p: 1, q: 2 } } }, [1]],
  [{ t: { $elemMatch: { $gt: 'x' } } }, [1, 2]],
  [{ o: { k: 1 } }, [1]],
  [{ 'o.k': { $gte: 1 } }, [1, 2]],
  [{ 'o.k': null }, [3]],
  [{ s: /^b/i }, [2]],
  [{ s: { $regex: 'err' } }, [3]],
  [{ s: { $regex: '^A', $options: 'i' } }, [1]],
  [{ s: /^ch/ }, [3]],
  [{ s: { $not: /^a/ } }, [2, 3]],
  [{ t: { $in: [/^x/] } }, [1]],
  [{ $or: [{ a: 1 }, { s: 'cherry' }] }, [1, 3]],
  [{ $nor: [{ a: 1 }] }, [2, 3]],
  [{ $and: [{ t: 'y' }, { a: { $gt: 1 } }] }, [2]],
  [{ $expr: { $gt: ['$o.k', 1] } }, [2]],
  [{ a: { $type: 'string' } }, [3]],
  [{ a: { $type: ['string', 'number'] } }, [1, 2, 3]],
  [{ a: { $mod: [2, 0] } }, [2]],
  [{ a: { $not: { $gt: 1 } } }, [1, 3]],
  [{ d: { $gte: new Date(1) } }, [3]],
  [{ d: { $gte: 1 } }, []],
  [{ $comment: 'why', a: 1 }, [1]],
  [{ 'o.constructor': { $exists: true } }, []],
]

const REFUSED: [filter: Doc, code: number][] = [
  [{ a: { $gt: 1, $frobnicate: 1 } }, 2],
  [{ $frobnicate: 1 }, 2],
  [{ $or: [] }, 2],
  [{ $or: {} }, 2],
  [{ a: { $in: 1 } }, 2],
  [{ a: { $size: 'x' } }, 9],
  [{ a: { $regex: '(' } }, 51091],
]

const codeOf = (error: unknown): number | undefined => (error as { code?: number }).code
const show = (filter: unknown): string => JSON.stringify(filter, (_, value) => (value instanceof RegExp ? String(value) : value))

/** Filters, sorts, projections and cursors. */
export const queryContract = (connect: () => Connection): void => {
  describe('queries', () => {
    const fruit = () => connect().collection<Doc & { _id: number }>('contract_queries')
    const indexed = () => connect().collection<Doc & { _id: number }>('contract_queries_indexed')
    const ids = (rows: { _id: number }[]) => rows.map(({ _id }) => _id)
    beforeAll(async () => {
      for (const rows of [fruit(), indexed()]) {
        await rows.deleteMany({})
        await rows.insertMany(DOCS.map((doc) => ({ ...doc })))
      }
      const keys: Doc[] = [{ a: 1 }, { s: -1 }, { t: 1 }, { 'l.p': 1 }, { 'o.k': 1 }, { n: 1 }, { d: -1 }, { o: 1 }]
      await indexed().createIndexes(keys.map((key) => ({ key: key as never })))
    })

    it.each(QUERIES.map(([filter, found]) => ({ name: show(filter), filter, found })))('$name', async ({ filter, found }) => {
      expect(ids(await fruit().find(filter).toArray()).sort()).toEqual(found)
      // An index must never change what is found.
      expect(ids(await indexed().find(filter).toArray()).sort()).toEqual(found)
      expect(await indexed().countDocuments(filter)).toBe(found.length)
    })

    it.each(REFUSED.map(([filter, code]) => ({ name: show(filter), filter, code })))('refuses $name', async ({ filter, code }) => {
      await expect(fruit().find(filter).toArray().catch(codeOf)).resolves.toBe(code)
    })

    it('sorts types in their order, missing first', async () => {
      for (const rows of [fruit(), indexed()]) {
        expect(ids(await rows.find().sort({ a: -1 }).toArray())).toEqual([3, 2, 1])
        expect(ids(await rows.find().sort({ 'o.k': 1 }).toArray())).toEqual([3, 1, 2])
        expect(ids(await rows.find().sort({ t: 1, _id: 1 }).toArray())).toEqual([3, 1, 2])
        expect(ids(await rows.find().sort({ t: -1, _id: -1 }).toArray())).toEqual([2, 1, 3])
        expect(ids(await rows.find().sort({ _id: -1 }).skip(1).limit(1).toArray())).toEqual([2])
      }
    })

    it('counts both ends of a range in, from either side', async () => {
      const range = (filter: Doc, direction: 1 | -1) => fruit().find(filter).sort({ _id: direction }).toArray()
      expect(ids(await range({ _id: { $gte: 2 } }, -1))).toEqual([3, 2])
      expect(ids(await range({ _id: { $gte: 2, $lte: 3 } }, -1))).toEqual([3, 2])
      expect(ids(await range({ _id: { $gt: 1, $lt: 3 } }, -1))).toEqual([2])
      expect(ids(await range({ _id: { $gte: 1, $lt: 3 } }, 1))).toEqual([1, 2])
      expect(ids(await range({ _id: 2 }, -1))).toEqual([2])
    })

    const one = (filter: Doc, projection: Doc) => fruit().findOne(filter, { projection })
    it('projects', async () => {
      expect(await one({ _id: 1 }, { 'o.k': 1, _id: 0 })).toEqual({ o: { k: 1 } })
      expect(Object.keys((await one({ _id: 1 }, { o: 0, l: 0 }))!)).toEqual(['_id', 'a', 's', 't'])
      expect((await one({ _id: 2 }, { 'l.p': 1 }))!.l).toEqual([{ p: 1 }, { p: 5 }])
      expect((await one({ _id: 2 }, { 'l.p': 0 }))!.l).toEqual([{ q: 9 }, { q: 2 }])
      expect(await one({ _id: 1 }, { t: { $slice: 1 } })).toEqual({ ...DOCS[0], t: ['x'] })
      expect((await one({ _id: 1 }, { t: { $slice: -1 } }))!.t).toEqual(['y'])
      expect((await one({ _id: 1 }, { t: { $slice: [1, 1] } }))!.t).toEqual(['y'])
      expect(await one({ _id: 2 }, { l: { $elemMatch: { p: 5 } } })).toEqual({ _id: 2, l: [{ p: 5, q: 2 }] })
      expect(await one({ 'l.p': 5 }, { 'l.$': 1 })).toEqual({ _id: 2, l: [{ p: 5, q: 2 }] })
      expect(await one({ _id: 1 }, { _id: 0, z: { $toUpper: '$s' } })).toEqual({ z: 'APPLE' })
      await expect(one({ _id: 1 }, { a: 1, s: 0 }).catch(codeOf)).resolves.toBe(31254)
    })

    it('counts and lists different values', async () => {
      expect((await fruit().distinct('t')).sort()).toEqual(['x', 'y'])
      expect(await fruit().distinct('l.p', { _id: 2 })).toEqual([1, 5])
      expect(await fruit().countDocuments({ a: { $gte: 1 } })).toBe(2)
      expect(await fruit().countDocuments({}, { skip: 1, limit: 5 })).toBe(2)
      expect(await fruit().estimatedDocumentCount()).toBe(3)
      expect(await connect().collection('contract_nowhere').countDocuments({ a: 1 })).toBe(0)
    })
  })

  describe('values', () => {
    const values = () => connect().collection<Doc>('contract_values')
    beforeEach(async () => void (await values().deleteMany({})))

    it('gives back what it was given', async () => {
      const doc = {
        _id: 'v',
        id: new ObjectId(),
        at: new Date(1),
        bytes: Buffer.from([0, 1, 255]),
        large: 2 ** 40,
        fraction: 1.5,
        negative: -3,
        nothing: null,
        text: 'ünï\u0000x 😀',
        'odd name': { '': 1 },
        nan: Number.NaN,
        nested: [[1, [2]], { a: [] }],
      }
      await values().insertOne(doc as never)
      const found = (await values().findOne({ text: doc.text }))!
      expect({ ...found, bytes: Buffer.from((found.bytes as { buffer: Uint8Array }).buffer) }).toEqual(doc)
    })

    it('keeps large documents and refuses more than 16 MB', async () => {
      await values().insertOne({ _id: 'big' as never, text: 'x'.repeat(5_000_000) })
      expect(((await values().findOne({ _id: 'big' as never }))!.text as string).length).toBe(5_000_000)
      await expect(values().insertOne({ text: 'x'.repeat(17_000_000) })).rejects.toThrow()
      await expect(
        values().updateOne({ _id: 'big' as never }, [{ $set: { text: { $concat: ['$text', '$text', '$text', '$text'] } } }]),
      ).rejects.toThrow()
    })

    it('pages through more than one batch, in the order of an index, without missing or doubling', async () => {
      await values().createIndex({ n: 1, tag: 1 })
      await values().insertMany(Array.from({ length: 2500 }, (_, i) => ({ n: i % 50, tag: i })))
      const seen: number[] = []
      for await (const { tag, n } of values()
        .find({ n: { $gte: 10 } })
        .sort({ n: 1, tag: 1 })
        .batchSize(100)) {
        seen.push(Number(tag))
        expect(Number(n)).toBeGreaterThanOrEqual(10)
      }
      expect(new Set(seen).size).toBe(2000)
      expect(seen.length).toBe(2000)
      const sorted = await values().find().sort({ tag: -1 }).batchSize(77).toArray()
      expect(sorted.map(({ tag }) => tag)).toEqual(Array.from({ length: 2500 }, (_, i) => 2499 - i))
    })

    it('goes on behind what was deleted or added while a cursor was open', async () => {
      await values().createIndex({ n: 1 })
      await values().insertMany(Array.from({ length: 300 }, (_, i) => ({ n: i * 2 })))
      const cursor = values()
        .find({ n: { $gte: 0 } })
        .sort({ n: 1 })
        .batchSize(50)
      const seen: number[] = []
      for await (const { n } of cursor) {
        seen.push(Number(n))
        if (n === 20) await values().deleteMany({ n: { $gte: 80, $lt: 200 } })
        if (n === 40) await values().insertOne({ n: 401 })
      }
      expect(seen).toEqual([...new Set(seen)].sort((x, y) => x - y))
      expect(seen).toContain(401)
      expect(seen.filter((n) => n > 100 && n < 200)).toEqual([])
      expect(seen.at(-1)).toBe(598)
    })

    it('finds a document with several keys once, over batches', async () => {
      await values().createIndex({ tags: 1 })
      await values().insertMany(Array.from({ length: 400 }, (_, i) => ({ i, tags: ['a', 'b', `c${i}`] })))
      const found = await values()
        .find({ tags: { $in: ['a', 'b', 'c7'] } })
        .batchSize(30)
        .toArray()
      expect(found.length).toBe(400)
      expect(await values().countDocuments({ tags: { $gte: 'a', $lt: 'c' } })).toBe(400)
    })
  })
}
