import mongoose, { type Connection } from 'mongoose'
import { beforeAll, describe, expect, it } from 'vitest'

const { ObjectId } = mongoose.mongo
type Doc = Record<string, unknown>
interface Row {
  name: string
  pipeline: Doc[]
  gives: unknown[]
}

const match0 = { $match: { _id: 0 } }

const ROWS: Row[] = [
  {
    name: '$group with its accumulators',
    pipeline: [
      {
        $group: {
          _id: '$g',
          n: { $sum: 1 },
          s: { $sum: '$v' },
          a: { $avg: '$v' },
          mx: { $max: '$v' },
          mn: { $min: '$v' },
          f: { $first: '$v' },
          l: { $last: '$v' },
          all: { $push: '$v' },
          us: { $addToSet: '$u' },
        },
      },
      { $match: { _id: 1 } },
    ],
    gives: [{ _id: 1, n: 3, s: 12, a: 4, mx: 7, mn: 1, f: 1, l: 7, all: [1, 4, 7], us: ['u1', 'u0'] }],
  },
  { name: '$group of all', pipeline: [{ $group: { _id: null, n: { $count: {} } } }], gives: [{ _id: null, n: 10 }] },
  {
    name: '$group by two fields',
    pipeline: [{ $group: { _id: { g: '$g', u: '$u' }, n: { $sum: 1 } } }, { $sort: { '_id.g': 1, '_id.u': 1 } }, { $limit: 1 }],
    gives: [{ _id: { g: 0, u: 'u0' }, n: 2 }],
  },
  {
    name: '$group by day',
    pipeline: [{ $group: { _id: { $dateTrunc: { date: '$at', unit: 'day' } }, n: { $sum: 1 } } }, { $count: 'days' }],
    gives: [{ days: 10 }],
  },
  {
    name: '$dateToString in a time zone',
    pipeline: [match0, { $project: { _id: 0, d: { $dateToString: { date: '$at', format: '%Y-%m-%dT%H', timezone: 'Europe/Berlin' } } } }],
    gives: [{ d: '2026-01-01T01' }],
  },
  {
    name: '$dateDiff',
    pipeline: [
      { $match: { _id: 3 } },
      { $project: { _id: 0, n: { $dateDiff: { startDate: new Date(Date.UTC(2026, 0, 1)), endDate: '$at', unit: 'hour' } } } },
    ],
    gives: [{ n: 75 }],
  },
  {
    name: '$lookup by fields',
    pipeline: [
      { $match: { _id: 1 } },
      { $lookup: { from: 'contract_users', localField: 'u', foreignField: '_id', as: 'who' } },
      { $unwind: '$who' },
      { $project: { _id: 0, n: '$who.name' } },
    ],
    gives: [{ n: 'Amy' }],
  },
  {
    name: '$lookup by pipeline and let',
    pipeline: [
      { $match: { _id: 1 } },
      {
        $lookup: {
          from: 'contract_users',
          let: { u: '$u' },
          pipeline: [{ $match: { $expr: { $eq: ['$_id', '$$u'] } } }, { $project: { name: 1, _id: 0 } }],
          as: 'who',
        },
      },
      { $project: { _id: 0, who: 1 } },
    ],
    gives: [{ who: [{ name: 'Amy' }] }],
  },
  {
    name: '$lookup by fields and pipeline',
    pipeline: [
      { $match: { _id: 1 } },
      {
        $lookup: { from: 'contract_users', localField: 'u', foreignField: '_id', pipeline: [{ $project: { name: 1, _id: 0 } }], as: 'who' },
      },
      { $project: { _id: 0, who: 1 } },
    ],
    gives: [{ who: [{ name: 'Amy' }] }],
  },
  {
    name: '$facet',
    pipeline: [{ $facet: { n: [{ $count: 'c' }], top: [{ $sort: { v: -1 } }, { $limit: 1 }, { $project: { v: 1, _id: 0 } }] } }],
    gives: [{ n: [{ c: 10 }], top: [{ v: 9 }] }],
  },
  {
    name: '$unwind with index',
    pipeline: [{ $unwind: { path: '$tags', includeArrayIndex: 'i' } }, { $match: { i: 1 } }, { $count: 'n' }],
    gives: [{ n: 5 }],
  },
  {
    name: '$unwind of what is missing',
    pipeline: [match0, { $unwind: { path: '$none', preserveNullAndEmptyArrays: true } }, { $count: 'n' }],
    gives: [{ n: 1 }],
  },
  {
    name: '$sortByCount',
    pipeline: [{ $unwind: '$tags' }, { $sortByCount: '$tags' }],
    gives: [
      { _id: 'a', count: 10 },
      { _id: 'b', count: 5 },
    ],
  },
  {
    name: '$sort, $skip and $limit',
    pipeline: [{ $sort: { v: -1 } }, { $skip: 2 }, { $limit: 2 }, { $project: { v: 1, _id: 0 } }],
    gives: [{ v: 7 }, { v: 6 }],
  },
  {
    name: '$match after $limit',
    pipeline: [{ $sort: { _id: 1 } }, { $limit: 3 }, { $match: { v: { $gt: 0 } } }, { $count: 'n' }],
    gives: [{ n: 2 }],
  },
  {
    name: '$addFields and $unset',
    pipeline: [match0, { $addFields: { z: { $add: ['$v', 1] } } }, { $unset: ['at', 'tags'] }],
    gives: [{ _id: 0, g: 0, v: 0, u: 'u0', z: 1 }],
  },
  { name: '$project without fields', pipeline: [match0, { $project: { at: 0, tags: 0, u: 0 } }], gives: [{ _id: 0, g: 0, v: 0 }] },
  {
    name: '$replaceRoot',
    pipeline: [match0, { $replaceRoot: { newRoot: { v: '$v', k: { $literal: '$v' } } } }],
    gives: [{ v: 0, k: '$v' }],
  },
  {
    name: '$map, $filter and $reduce',
    pipeline: [
      match0,
      {
        $project: {
          _id: 0,
          r: {
            $reduce: {
              input: {
                $map: {
                  input: { $filter: { input: [1, 2, 3], as: 'x', cond: { $gt: ['$$x', 1] } } },
                  as: 'y',
                  in: { $multiply: ['$$y', 2] },
                },
              },
              initialValue: 0,
              in: { $add: ['$$value', '$$this'] },
            },
          },
        },
      },
    ],
    gives: [{ r: 10 }],
  },
  {
    name: '$switch',
    pipeline: [
      match0,
      // biome-ignore lint/suspicious/noThenProperty: MongoDB's word
      { $project: { _id: 0, r: { $switch: { branches: [{ case: { $eq: ['$v', 0] }, then: 'zero' }], default: 'more' } } } },
    ],
    gives: [{ r: 'zero' }],
  },
  { name: 'nothing found', pipeline: [{ $match: { v: 99 } }, { $count: 'n' }], gives: [] },
]

const codeOf = (error: unknown): number | undefined => (error as { code?: number }).code

/** Pipelines of the stages that the desk uses. */
export const aggregationContract = (connect: () => Connection): void => {
  describe('aggregation', () => {
    const rows = () => connect().collection<Doc & { _id: number }>('contract_rows')
    beforeAll(async () => {
      const users = connect().collection<{ _id: string; name: string }>('contract_users')
      await users.deleteMany({})
      await users.insertMany([
        { _id: 'u0', name: 'Zed' },
        { _id: 'u1', name: 'Amy' },
      ])
      await rows().deleteMany({})
      await rows().insertMany(
        Array.from({ length: 10 }, (_, i) => ({
          _id: i,
          g: i % 3,
          v: i,
          at: new Date(Date.UTC(2026, 0, 1 + i, i)),
          u: `u${i % 2}`,
          tags: i % 2 ? ['a'] : ['a', 'b'],
        })),
      )
    })

    it.each(ROWS)('$name', async ({ pipeline, gives }) => {
      expect(await rows().aggregate(pipeline).toArray()).toEqual(gives)
    })

    it('knows the variables of let', async () => {
      expect(
        (
          await rows()
            .aggregate([{ $match: { $expr: { $eq: ['$v', '$$q'] } } }], { let: { q: 4 } })
            .toArray()
        ).length,
      ).toBe(1)
    })

    it('groups by ObjectId', async () => {
      const ids = connect().collection<Doc>('contract_ids')
      await ids.deleteMany({})
      const one = new ObjectId()
      await ids.insertMany([{ o: one }, { o: new ObjectId(one.toHexString()) }, { o: new ObjectId() }])
      const groups = await ids.aggregate([{ $group: { _id: '$o', n: { $sum: 1 } } }, { $sort: { n: 1 } }]).toArray()
      expect(groups.map(({ n }) => n)).toEqual([1, 2])
    })

    it('gives long results in batches', async () => {
      const many = connect().collection<Doc>('contract_many')
      await many.deleteMany({})
      await many.insertMany(Array.from({ length: 3000 }, (_, i) => ({ i, l: [1, 2] })))
      const cursor = many.aggregate([{ $match: { i: { $gte: 0 } } }, { $unwind: '$l' }, { $project: { i: 1, l: 1 } }], {
        cursor: { batchSize: 200 },
      })
      let n = 0
      for await (const _ of cursor) n++
      expect(n).toBe(6000)
      expect((await many.aggregate([{ $sort: { i: -1 } }, { $group: { _id: '$i' } }]).toArray()).length).toBe(3000)
    })

    it.each([
      [[{ $frobnicate: {} }], 40324],
      [[{ $project: { a: { $frobnicate: 1 } } }], undefined],
      [[{ $group: { a: { $sum: 1 } } }], undefined],
      [[{ $limit: 0 }], undefined],
    ])('refuses %j', async (pipeline, code) => {
      const found = await rows()
        .aggregate(pipeline as Doc[])
        .toArray()
        .catch((error) => error)
      expect(found).toBeInstanceOf(Error)
      if (code) expect(codeOf(found)).toBe(code)
    })
  })
}
