import mongoose, { type Connection } from 'mongoose'
import { beforeEach, describe, expect, it } from 'vitest'

const { Long, ObjectId } = mongoose.mongo
const a = new ObjectId()
const b = new ObjectId()

type Doc = Record<string, unknown>
// biome-ignore lint/suspicious/noExplicitAny: documents of every shape, and the driver types $inc and others by field
type Thing = { _id: number; [field: string]: any }
interface Row {
  name: string
  doc: Doc
  update: Doc | Doc[]
  /** Besides `{ _id: 1 }`. */
  query?: Doc
  arrayFilters?: Doc[]
  /** The document afterwards, without its `_id`. */
  gives?: Doc
  /** The code of the error, or of one of its write errors. */
  fails?: number
}

const people = [
  { s: 'a', q: 1 },
  { s: 'b', q: 2 },
]

const ROWS: Row[] = [
  { name: '$set makes a path', doc: {}, update: { $set: { 'a.b.c': 1 } }, gives: { a: { b: { c: 1 } } } },
  { name: '$set by index', doc: { l: [{ n: 1 }, { n: 2 }] }, update: { $set: { 'l.1.n': 9 } }, gives: { l: [{ n: 1 }, { n: 9 }] } },
  { name: '$set beyond the end fills with null', doc: { l: [1] }, update: { $set: { 'l.3': 9 } }, gives: { l: [1, null, null, 9] } },
  { name: '$set through a number', doc: { a: 1 }, update: { $set: { 'a.b': 1 } }, fails: 28 },
  { name: '$set through null', doc: { a: null }, update: { $set: { 'a.b': 1 } }, fails: 28 },
  { name: '$set by name into an array', doc: { a: [1] }, update: { $set: { 'a.b': 1 } }, fails: 28 },
  { name: '$set of a $ field', doc: {}, update: { $set: { 'a.$x': 1 } }, fails: 52 },
  { name: '$set of _id', doc: {}, update: { $set: { _id: 2 } }, fails: 66 },
  { name: '$set of the same _id', doc: {}, update: { $set: { _id: 1, x: 1 } }, gives: { x: 1 } },
  { name: '$unset', doc: { a: 1, b: { c: 1, d: 2 } }, update: { $unset: { a: '', 'b.c': '' } }, gives: { b: { d: 2 } } },
  { name: '$unset in an array leaves null', doc: { l: [1, 2, 3] }, update: { $unset: { 'l.1': 1 } }, gives: { l: [1, null, 3] } },
  { name: '$unset of what is missing', doc: { a: 1 }, update: { $unset: { 'x.y': 1 } }, gives: { a: 1 } },
  { name: '$inc, missing and nested', doc: { a: { b: 1 } }, update: { $inc: { 'a.b': 2, c: 1 } }, gives: { a: { b: 3 }, c: 1 } },
  { name: '$inc of a string', doc: { a: 'x' }, update: { $inc: { a: 1 } }, fails: 14 },
  { name: '$inc of null', doc: { a: null }, update: { $inc: { a: 1 } }, fails: 14 },
  { name: '$inc by a string', doc: { a: 1 }, update: { $inc: { a: '1' } }, fails: 14 },
  { name: '$inc past 64 bits', doc: { a: Long.MAX_VALUE }, update: { $inc: { a: Long.ONE } }, fails: 2 },
  { name: '$mul, missing', doc: { a: 2 }, update: { $mul: { a: 3, z: 2 } }, gives: { a: 6, z: 0 } },
  {
    name: '$min and $max',
    doc: { a: 5, b: 5, d: new Date(9) },
    update: { $min: { a: 3, x: 1 }, $max: { b: 9, d: new Date(5) } },
    gives: { a: 3, b: 9, d: new Date(9), x: 1 },
  },
  { name: '$min compares types', doc: { a: 'x' }, update: { $min: { a: 3 } }, gives: { a: 3 } },
  { name: '$rename', doc: { a: 1 }, update: { $rename: { a: 'b.c' } }, gives: { b: { c: 1 } } },
  { name: '$rename of what is missing', doc: { a: 1 }, update: { $rename: { x: 'y' } }, gives: { a: 1 } },
  { name: '$rename onto itself', doc: { a: 1 }, update: { $rename: { a: 'a' } }, fails: 2 },
  { name: '$push makes the array', doc: {}, update: { $push: { l: 1 } }, gives: { l: [1] } },
  {
    name: '$push with $each, $sort, $slice',
    doc: { l: [{ n: 3 }] },
    update: { $push: { l: { $each: [{ n: 1 }, { n: 2 }], $sort: { n: 1 }, $slice: -2 } } },
    gives: { l: [{ n: 2 }, { n: 3 }] },
  },
  {
    name: '$push with $slice from the start',
    doc: { l: [5, 1] },
    update: { $push: { l: { $each: [3], $sort: -1, $slice: 2 } } },
    gives: { l: [5, 3] },
  },
  { name: '$push at a $position', doc: { l: [1, 2] }, update: { $push: { l: { $each: [9], $position: 0 } } }, gives: { l: [9, 1, 2] } },
  { name: '$push with an unknown modifier', doc: { l: [] }, update: { $push: { l: { $each: [1], $unique: true } } }, fails: 2 },
  { name: '$push onto a number', doc: { l: 5 }, update: { $push: { l: 1 } }, fails: 2 },
  { name: '$push onto null', doc: { l: null }, update: { $push: { l: 1 } }, fails: 2 },
  {
    name: '$addToSet with $each and documents',
    doc: { l: [1, { x: 1 }] },
    update: { $addToSet: { l: { $each: [1, 2, { x: 1 }] } } },
    gives: { l: [1, { x: 1 }, 2] },
  },
  { name: '$addToSet of an ObjectId that is there', doc: { l: [a] }, update: { $addToSet: { l: a } }, gives: { l: [a] } },
  { name: '$addToSet onto a string', doc: { l: 'x' }, update: { $addToSet: { l: 1 } }, fails: 2 },
  { name: '$pull of a value', doc: { l: [1, 2, 1] }, update: { $pull: { l: 1 } }, gives: { l: [2] } },
  { name: '$pull of an ObjectId', doc: { l: [a, b] }, update: { $pull: { l: a } }, gives: { l: [b] } },
  {
    name: '$pull by a condition on documents',
    doc: { l: [{ n: 1, k: 'x' }, { n: 5 }] },
    update: { $pull: { l: { n: { $gte: 3 } } } },
    gives: { l: [{ n: 1, k: 'x' }] },
  },
  { name: '$pull by operators', doc: { l: ['x', 'y', 'z'] }, update: { $pull: { l: { $in: ['x', 'z'] } } }, gives: { l: ['y'] } },
  { name: '$pull from a number', doc: { l: 1 }, update: { $pull: { l: 1 } }, fails: 2 },
  { name: '$pull from what is missing', doc: { a: 1 }, update: { $pull: { l: 1 } }, gives: { a: 1 } },
  { name: '$pullAll', doc: { l: [1, 2, 3] }, update: { $pullAll: { l: [1, 3] } }, gives: { l: [2] } },
  { name: '$pop from the front', doc: { l: [1, 2, 3] }, update: { $pop: { l: -1 } }, gives: { l: [2, 3] } },
  { name: '$pop by 2', doc: { l: [1] }, update: { $pop: { l: 2 } }, fails: 9 },
  { name: '$pop of a string', doc: { l: 'x' }, update: { $pop: { l: 1 } }, fails: 14 },
  { name: 'two operators on one path', doc: { a: 1 }, update: { $set: { a: 2 }, $inc: { a: 1 } }, fails: 40 },
  { name: 'operators on a path and its parent', doc: { a: { b: 1 } }, update: { $set: { a: 2 }, $inc: { 'a.b': 1 } }, fails: 40 },
  { name: 'an unknown operator', doc: { a: 1 }, update: { $increase: { a: 1 } }, fails: 9 },
  { name: '$ by value', doc: { l: [1, 2, 3] }, query: { l: 2 }, update: { $set: { 'l.$': 9 } }, gives: { l: [1, 9, 3] } },
  { name: '$ by a range', doc: { l: [1, 8] }, query: { l: { $gt: 5 } }, update: { $set: { 'l.$': 5 } }, gives: { l: [1, 5] } },
  {
    name: '$ by a dotted path',
    doc: { l: people },
    query: { 'l.s': 'b' },
    update: { $inc: { 'l.$.q': 1 } },
    gives: { l: [people[0], { s: 'b', q: 3 }] },
  },
  {
    name: '$ by $elemMatch',
    doc: { l: people },
    query: { l: { $elemMatch: { s: 'b', q: 2 } } },
    update: { $set: { 'l.$.q': 9 } },
    gives: { l: [people[0], { s: 'b', q: 9 }] },
  },
  {
    name: '$ by two dotted paths',
    doc: { l: people },
    query: { 'l.s': 'b', 'l.q': 2 },
    update: { $inc: { 'l.$.q': 1 } },
    gives: { l: [people[0], { s: 'b', q: 3 }] },
  },
  {
    name: '$ under $and',
    doc: { l: [1, 2] },
    query: { $and: [{ _id: 1 }, { l: 2 }] },
    update: { $set: { 'l.$': 5 } },
    gives: { l: [1, 5] },
  },
  {
    name: '$ by the _id of a part',
    doc: {
      l: [
        { _id: a, n: 1 },
        { _id: b, n: 2 },
      ],
    },
    query: { 'l._id': b },
    update: { $set: { 'l.$.n': 7 } },
    gives: {
      l: [
        { _id: a, n: 1 },
        { _id: b, n: 7 },
      ],
    },
  },
  { name: '$ without a match', doc: { l: [1] }, update: { $set: { 'l.$': 5 } }, fails: 2 },
  { name: '$[]', doc: { l: [1, 2] }, update: { $inc: { 'l.$[]': 10 } }, gives: { l: [11, 12] } },
  {
    name: '$[] twice',
    doc: { l: [{ b: [1] }, { b: [2] }] },
    update: { $inc: { 'l.$[].b.$[]': 10 } },
    gives: { l: [{ b: [11] }, { b: [12] }] },
  },
  { name: '$[] of a number', doc: { l: 1 }, update: { $inc: { 'l.$[]': 10 } }, fails: 2 },
  {
    name: '$[x] on values',
    doc: { l: [1, 5, 9] },
    update: { $set: { 'l.$[x]': 0 } },
    arrayFilters: [{ x: { $gte: 5 } }],
    gives: { l: [1, 0, 0] },
  },
  {
    name: '$[x] with two conditions',
    doc: {
      l: [
        { n: 1, k: 'x' },
        { n: 5, k: 'x' },
      ],
    },
    update: { $set: { 'l.$[x].z': 1 } },
    arrayFilters: [{ 'x.n': 5, 'x.k': 'x' }],
    gives: {
      l: [
        { n: 1, k: 'x' },
        { n: 5, k: 'x', z: 1 },
      ],
    },
  },
  {
    name: '$[x] with $or',
    doc: { l: [{ n: 1 }, { n: 5 }, { n: 7 }] },
    update: { $set: { 'l.$[x].z': 1 } },
    arrayFilters: [{ $or: [{ 'x.n': 1 }, { 'x.n': 7 }] }],
    gives: { l: [{ n: 1, z: 1 }, { n: 5 }, { n: 7, z: 1 }] },
  },
  {
    name: '$[x] and $[y]',
    doc: { l: [{ n: 1, b: [{ m: 1 }, { m: 2 }] }] },
    update: { $set: { 'l.$[x].b.$[y].z': 1 } },
    arrayFilters: [{ 'x.n': 1 }, { 'y.m': 2 }],
    gives: { l: [{ n: 1, b: [{ m: 1 }, { m: 2, z: 1 }] }] },
  },
  {
    name: '$[x] with $push',
    doc: { l: [{ n: 1, k: [] }] },
    update: { $push: { 'l.$[x].k': 4 } },
    arrayFilters: [{ 'x.n': 1 }],
    gives: { l: [{ n: 1, k: [4] }] },
  },
  { name: '$[x] without its filter', doc: { l: [1] }, update: { $set: { 'l.$[x]': 0 } }, fails: 2 },
  { name: 'a filter that nothing uses', doc: { l: [1] }, update: { $set: { a: 0 } }, arrayFilters: [{ x: 1 }], fails: 9 },
  {
    name: 'a pipeline with $cond',
    doc: { a: 3 },
    update: [{ $set: { b: { $cond: [{ $gt: ['$a', 2] }, 'hi', 'lo'] } } }],
    gives: { a: 3, b: 'hi' },
  },
  {
    name: 'a pipeline with $unset and $replaceWith',
    doc: { a: 3, b: { c: 1 } },
    update: [{ $unset: 'a' }, { $replaceWith: { $mergeObjects: ['$$ROOT', '$b'] } }],
    gives: { b: { c: 1 }, c: 1 },
  },
  {
    name: 'a pipeline with arrays',
    doc: { l: [1, 2] },
    update: [{ $set: { l: { $slice: [{ $concatArrays: ['$l', [3]] }, -2] } } }],
    gives: { l: [2, 3] },
  },
]

const codeOf = (error: unknown): number | undefined => (error as { code?: number }).code

/** Update operators and their refusals, as MongoDB documents them. */
export const updateContract = (connect: () => Connection): void => {
  describe('updates', () => {
    const things = () => connect().collection<Thing>('contract_updates')
    beforeEach(async () => void (await things().deleteMany({})))

    it.each(ROWS)('$name', async ({ doc, update, query, arrayFilters, gives, fails }) => {
      await things().insertOne({ _id: 1, ...doc })
      const run = () => things().updateOne({ _id: 1, ...query }, update as never, arrayFilters ? { arrayFilters } : {})
      if (fails !== undefined) {
        await expect(run().catch(codeOf)).resolves.toBe(fails)
        expect(await things().findOne({ _id: 1 })).toEqual({ _id: 1, ...(doc as object) })
        return
      }
      expect((await run()).matchedCount).toBe(1)
      expect(await things().findOne({ _id: 1 })).toEqual({ _id: 1, ...gives })
    })

    it('puts the moment of the command in the place of $$NOW and $currentDate', async () => {
      const before = Date.now()
      await things().insertMany([{ _id: 1 }, { _id: 2 }])
      await things().updateMany({}, [{ $set: { at: '$$NOW' } }])
      const [one, two] = await things().find().toArray()
      expect(one!.at).toEqual(two!.at)
      expect((one!.at as Date).getTime()).toBeGreaterThanOrEqual(before - 1000)
      await things().updateOne({ _id: 1 }, { $currentDate: { seen: true, stamp: { $type: 'timestamp' } } as never })
      const seen = await things().findOne({ _id: 1 })
      expect(seen!.seen).toBeInstanceOf(Date)
      expect((seen!.stamp as { _bsontype: string })._bsontype).toBe('Timestamp')
    })

    it('tells a change from none', async () => {
      await things().insertOne({ _id: 1, n: 1, l: [1] })
      expect((await things().updateOne({ _id: 1 }, { $set: { n: 1 }, $addToSet: { l: 1 } as never })).modifiedCount).toBe(0)
      expect((await things().updateOne({ _id: 1 }, { $set: { n: 2 } })).modifiedCount).toBe(1)
    })

    it('keeps 64-bit integers exact', async () => {
      const large = Long.fromString('9007199254740993')
      await things().insertOne({ _id: 1, n: large })
      await things().updateOne({ _id: 1 }, { $inc: { n: 2 }, $set: { x: 1 } })
      const found = await things().findOne({ _id: 1 }, { promoteLongs: false })
      expect(String(found!.n)).toBe('9007199254740995')
      expect(await things().countDocuments({ n: Long.fromString('9007199254740995') })).toBe(1)
      expect(await things().countDocuments({ n: Long.fromString('9007199254740994') })).toBe(0)
    })

    it('upserts from what the query says must be equal', async () => {
      const first = await things().updateOne(
        { k: 'a', 'n.m': { $eq: 2 }, x: { $gt: 1 } },
        { $set: { v: 1 }, $setOnInsert: { c: 5 } },
        { upsert: true },
      )
      expect(first.upsertedCount).toBe(1)
      expect(await things().findOne({ k: 'a' }, { projection: { _id: 0 } })).toEqual({ k: 'a', n: { m: 2 }, v: 1, c: 5 })
      const second = await things().updateOne({ k: 'a' }, { $set: { v: 2 }, $setOnInsert: { c: 9 } }, { upsert: true })
      expect([second.upsertedCount, second.matchedCount]).toEqual([0, 1])
      expect((await things().findOne({ k: 'a' }))!.c).toBe(5)
      await things().updateOne({ _id: 7 }, { $inc: { n: 1 } }, { upsert: true })
      await things().replaceOne({ _id: 8 }, { n: 1 } as never, { upsert: true })
      await things().updateOne({ _id: 9 }, [{ $set: { n: { $add: [{ $ifNull: ['$n', 0] }, 1] } } }], { upsert: true })
      expect(
        await things()
          .find({ _id: { $gte: 7 } })
          .sort({ _id: 1 })
          .toArray(),
      ).toEqual([
        { _id: 7, n: 1 },
        { _id: 8, n: 1 },
        { _id: 9, n: 1 },
      ])
    })

    it('replaces a document and keeps its _id', async () => {
      await things().insertOne({ _id: 1, a: 1 })
      await things().replaceOne({ _id: 1 }, { b: 2 } as never)
      expect(await things().findOne({ _id: 1 })).toEqual({ _id: 1, b: 2 })
      await expect(
        things()
          .replaceOne({ _id: 1 }, { _id: 2 } as never)
          .catch(codeOf),
      ).resolves.toBe(66)
    })

    it('finds and changes in one step', async () => {
      await things().insertMany([
        { _id: 1, p: 2 },
        { _id: 2, p: 1 },
      ])
      const after = { returnDocument: 'after' as const }
      expect(await things().findOneAndUpdate({}, { $set: { x: 1 } }, { sort: { p: 1 }, ...after })).toEqual({ _id: 2, p: 1, x: 1 })
      expect(await things().findOneAndUpdate({ _id: 1 }, { $set: { x: 1 } }, { projection: { p: 1 } })).toEqual({ _id: 1, p: 2 })
      expect(await things().findOneAndUpdate({ _id: 3 }, { $inc: { seq: 1 } }, { upsert: true, ...after })).toEqual({ _id: 3, seq: 1 })
      expect(await things().findOneAndReplace({ _id: 3 }, { b: 1 } as never, after)).toEqual({ _id: 3, b: 1 })
      expect(await things().findOneAndDelete({ _id: 3 })).toEqual({ _id: 3, b: 1 })
      expect(await things().findOneAndUpdate({ _id: 99 }, { $set: { x: 1 } })).toBeNull()
    })

    it('increments atomically', async () => {
      await things().insertOne({ _id: 1, n: 0 })
      await Promise.all(Array.from({ length: 200 }, () => things().updateOne({ _id: 1 }, { $inc: { n: 1 } })))
      expect((await things().findOne({ _id: 1 }))!.n).toBe(200)
    })

    it('changes many, also more than one thread looks at', async () => {
      await things().insertMany(Array.from({ length: 3000 }, (_, i) => ({ _id: i, n: i % 3 })))
      const result = await things().updateMany({ n: 1 }, { $set: { n: 9 } })
      expect([result.matchedCount, result.modifiedCount]).toEqual([1000, 1000])
      expect(await things().countDocuments({ n: 9 })).toBe(1000)
      expect((await things().deleteMany({ n: { $ne: 9 } })).deletedCount).toBe(2000)
    })

    it('does a mixed bulk in order and stops at the first error', async () => {
      const result = await things().bulkWrite([
        { insertOne: { document: { _id: 1 } } },
        { updateOne: { filter: { _id: 1 }, update: { $set: { s: 'b' } } } },
        { updateOne: { filter: { _id: 2 }, update: { $set: { s: 'c' } }, upsert: true } },
        { deleteOne: { filter: { _id: 1 } } },
      ])
      expect([result.insertedCount, result.modifiedCount, result.upsertedCount, result.deletedCount]).toEqual([1, 1, 1, 1])
      const broken = things().bulkWrite([{ insertOne: { document: { _id: 2 } } }, { insertOne: { document: { _id: 3 } } }])
      await expect(broken.catch(codeOf)).resolves.toBe(11000)
      expect(await things().countDocuments({ _id: 3 })).toBe(0)
    })

    /** The command is of MongoDB 8.0; the desk asks for it of the embedded store alone. */
    it('writes to several collections in one command, in order up to the first error', async ({ skip }) => {
      const { version } = await connect().db!.admin().serverInfo()
      if (Number.parseInt(version, 10) < 8) skip(`MongoDB ${version} has no bulkWrite`)
      const of = (collection: string) => `${connect().name}.${collection}`
      await connect().collection('contract_others').deleteMany({})
      await things().insertOne({ _id: 1, n: 1 })
      const write = (verboseResults: boolean) =>
        connect()
          .getClient()
          .bulkWrite<Record<string, Thing>>(
            [
              { name: 'insertOne', namespace: of('contract_others'), document: { _id: 7, n: 7 } },
              {
                name: 'replaceOne',
                namespace: of('contract_updates'),
                filter: { _id: 1, n: { $lt: 5 } },
                replacement: { _id: 1, n: 5 },
                upsert: true,
              },
              { name: 'updateOne', namespace: of('contract_updates'), filter: { _id: 2 }, update: { $inc: { n: 3 } }, upsert: true },
              { name: 'insertOne', namespace: of('contract_others'), document: { _id: 8 } },
            ],
            { verboseResults },
          )
      const done = await write(true)
      expect(done).toMatchObject({ insertedCount: 2, matchedCount: 1, modifiedCount: 1, upsertedCount: 1, deletedCount: 0 })
      expect(done.insertResults?.get(3)).toEqual({ insertedId: 8 })
      expect(done.updateResults?.get(2)).toMatchObject({ didUpsert: true, upsertedId: 2 })
      expect(await things().find().sort({ _id: 1 }).toArray()).toEqual([
        { _id: 1, n: 5 },
        { _id: 2, n: 3 },
      ])
      await connect()
        .collection('contract_others')
        .deleteOne({ _id: 7 as never })
      // The insert goes through again, the replacement collides with what is as new, and what comes after it is not carried out.
      const fault = await write(false).catch((error: unknown) => error as { writeErrors: Map<number, { code: number }> })
      expect([...(fault as { writeErrors: Map<number, { code: number }> }).writeErrors]).toMatchObject([[1, { code: 11000 }]])
      expect(
        await connect()
          .collection('contract_others')
          .countDocuments({ _id: 7 as never }),
      ).toBe(1)
      expect((await things().findOne({ _id: 2 }))!.n).toBe(3)
    })
  })
}
