import { describe, expect, it } from 'vitest'
import { isDiskFull } from '../../../server/platform/db/connect.ts'
import { tries } from '../../setup/tries.ts'
import { waitFor } from '../../wait-for.ts'
import { newStore } from './with-store.ts'

const codeOf = (error: unknown): number | undefined => (error as { code?: number }).code
const EVIL = /^(a+)+$/
const VICTIM = `${'a'.repeat(40)}!`

describe('limits of the embedded store', () => {
  it('ends a regular expression that backtracks, while writers go on, and answers the next', async () => {
    const { connection } = await newStore({ longestMs: 1000 })
    const rows = connection.collection<{ _id: number; text: string; n?: number }>('rows')
    await rows.insertMany([
      { _id: 1, text: VICTIM },
      { _id: 2, text: 'aaa' },
    ])
    const slow = [
      rows.find({ text: EVIL }).toArray(),
      rows.updateMany({ text: EVIL }, { $set: { n: 1 } }),
      rows.aggregate([{ $match: { text: EVIL } }]).toArray(),
    ]
    let isOver = false
    const failed = Promise.all(slow.map((each) => each.then(() => 'came to an end', codeOf))).finally(() => {
      isOver = true
    })
    for (let i = 0; i < 50; i++) await rows.insertOne({ _id: 100 + i, text: 'x' })
    // Writers that waited for them would come after them.
    expect(isOver).toBe(false)
    expect(await failed).toEqual([50, 50, 50])
    expect((await rows.find({ text: /^a{3}$/ }).toArray()).map(({ _id }) => _id)).toEqual([2])
    expect(await rows.countDocuments({ n: 1 })).toBe(0)
  }, 60_000)

  it('takes a pattern of 2,000 characters and none that is longer, wherever it stands', async () => {
    const { connection } = await newStore()
    const rows = connection.collection<{ _id: number; text: string }>('rows')
    const [longest, tooLong] = [2000, 2001].map((length) => `a?${'b'.repeat(length - 2)}`) as [string, string]
    await rows.insertOne({ _id: 1, text: longest.slice(2) })
    expect(await rows.countDocuments({ text: { $regex: longest } })).toBe(1)
    const refused = [
      () => rows.find({ text: { $regex: tooLong } }).toArray(),
      () => rows.find({ text: new RegExp(tooLong) }).toArray(),
      () => rows.updateOne({ text: { $regex: tooLong } }, { $set: { text: '' } }),
      () => rows.aggregate([{ $match: { text: { $regex: tooLong } } }]).toArray(),
    ]
    for (const ask of refused)
      await expect(ask()).rejects.toMatchObject({ code: 51091, message: expect.stringContaining('2000 characters') })
  })

  it('keeps no more than 100 MB of what it sorts without an index, and sorts any number by one', async () => {
    const { connection } = await newStore({ longestMs: 60_000 })
    const rows = connection.collection<{ _id: number; text: string }>('rows')
    const text = 'x'.repeat(4_000_000)
    for (let _id = 0; _id < 27; _id++) await rows.insertOne({ _id, text: `${_id}${text}` })
    const sorted = (options: object) => rows.find({}, { projection: { _id: 1 }, ...options }).sort({ text: -1 })
    await expect(sorted({}).toArray()).rejects.toMatchObject({ code: 292 })
    expect((await sorted({ limit: 2 }).toArray()).map(({ _id }) => _id)).toEqual([9, 8])
    expect(
      await rows
        .find({}, { projection: { _id: 1 } })
        .sort({ _id: -1 })
        .toArray(),
    ).toHaveLength(27)
  }, 60_000)

  it('reads a long list to its end, whatever one part of it may take', async () => {
    const { connection } = await newStore({ longestMs: 200 })
    const rows = connection.collection<{ n: number; text: string }>('rows')
    const text = 'word '.repeat(200)
    const parts = tries(5, 12)
    for (let i = 0; i < parts; i++) await rows.insertMany(Array.from({ length: 5000 }, (_, k) => ({ n: i * 5000 + k, text })))
    const found = await rows
      .find({}, { projection: { n: 1 } })
      .sort({ _id: 1 })
      .toArray()
    expect(found.map(({ n }) => n)).toEqual(Array.from({ length: parts * 5000 }, (_, n) => n))
  }, 60_000)

  it('obeys a shorter time that the caller sets', async () => {
    const { connection } = await newStore({ longestMs: 60_000 })
    const rows = connection.collection('rows')
    await rows.insertOne({ text: VICTIM })
    const started = performance.now()
    await expect(rows.find({ text: EVIL }, { maxTimeMS: 200 }).toArray().catch(codeOf)).resolves.toBe(50)
    expect(performance.now() - started).toBeLessThan(30_000)
  })

  it('inserts while an aggregation takes its time', async () => {
    const { connection } = await newStore({ longestMs: 20_000 })
    const rows = connection.collection<{ n: number; text: string }>('rows')
    for (let i = 0; i < 6; i++) await rows.insertMany(Array.from({ length: 5000 }, (_, k) => ({ n: i * 5000 + k, text: `word ${k % 97}` })))
    let ended = false
    const heavy = rows
      .aggregate([
        { $addFields: { l: { $split: ['$text', ' '] } } },
        { $unwind: '$l' },
        { $group: { _id: '$l', n: { $sum: 1 }, all: { $push: '$n' } } },
        { $sort: { n: -1 } },
      ])
      .toArray()
      .finally(() => {
        ended = true
      })
    const times: number[] = []
    while (!ended) {
      const from = performance.now()
      await rows.insertOne({ n: -1, text: '' })
      times.push(performance.now() - from)
    }
    expect((await heavy).length).toBeGreaterThanOrEqual(98)
    expect(times.length).toBeGreaterThan(20)
    // Each took its own time, not the rest of the aggregation's.
    expect(Math.max(...times)).toBeLessThan(times.reduce((sum, time) => sum + time, 0) / 2)
  })

  it('changes what a slow query finds, also while it changes underneath', async () => {
    const { connection } = await newStore()
    const rows = connection.collection<{ _id: number; text: string; n: number }>('rows')
    await rows.insertMany(Array.from({ length: 2000 }, (_, i) => ({ _id: i, text: `m${i % 10}`, n: 0 })))
    const busy = Promise.all(Array.from({ length: 400 }, (_, i) => rows.updateOne({ _id: i }, { $inc: { n: 1 } })))
    const result = await rows.updateMany({ text: /[3]$/ }, { $inc: { n: 100 } })
    await busy
    expect(result.matchedCount).toBe(200)
    expect(await rows.countDocuments({ n: { $gte: 100 } })).toBe(200)
    expect((await rows.findOneAndUpdate({ text: /[4]$/ }, { $set: { n: 7 } }, { sort: { _id: -1 }, returnDocument: 'after' }))!._id).toBe(
      1994,
    )
    const upserted = await rows.updateOne({ _id: 5000, text: { $not: /z$/ } }, { $set: { n: 1 } }, { upsert: true })
    expect(upserted.upsertedCount).toBe(1)
  })

  it('changes and removes more than one look takes in', async () => {
    // A busy machine may need longer for so many than a command is given.
    const { connection } = await newStore({ longestMs: 60_000 })
    const rows = connection.collection<{ _id: number; due: number; done?: boolean }>('rows')
    await rows.createIndex({ due: 1 })
    const parts = tries(2, 5)
    for (let i = 0; i < parts; i++) await rows.insertMany(Array.from({ length: 10_000 }, (_, k) => ({ _id: i * 10_000 + k, due: k })))
    // The update moves documents ahead in the very index that finds them.
    const moved = await rows.updateMany({ due: { $gte: 0 } }, { $inc: { due: 20_000 } })
    expect([moved.matchedCount, moved.modifiedCount]).toEqual([parts * 10_000, parts * 10_000])
    expect(await rows.countDocuments({ due: { $gte: 40_000 } })).toBe(0)
    expect((await rows.deleteMany({ due: { $lt: 29_990 } })).deletedCount).toBe(parts * 9_990)
    expect(await rows.countDocuments({})).toBe(parts * 10)
  }, 60_000)

  it('removes what has expired', async () => {
    const { connection } = await newStore({ upkeepMs: 20 })
    const rows = connection.collection<{ _id: number; at: unknown }>('rows')
    await rows.createIndex({ at: 1 }, { expireAfterSeconds: 60 })
    const past = (seconds: number) => new Date(Date.now() - seconds * 1000)
    const old = Array.from({ length: 700 }, (_, i) => ({ _id: i, at: past(100 + i) }))
    await rows.insertMany([
      ...old,
      { _id: 1000, at: past(0) },
      { _id: 1001, at: 'text' },
      { _id: 1002, at: null },
      { _id: 1003, at: [past(0), past(90)] },
    ])
    await waitFor(async () => (await rows.countDocuments({})) === 3, { what: 'the expiry' })
    expect((await rows.find().toArray()).map(({ _id }) => _id)).toEqual([1000, 1001, 1002])
  })

  it('gives back the space of dropped collections', async () => {
    const { connection } = await newStore({ upkeepMs: 20 })
    const rows = connection.collection<{ n: number }>('rows')
    await rows.createIndex({ n: 1 })
    await rows.insertMany(Array.from({ length: 1500 }, (_, n) => ({ n })))
    await rows.drop()
    expect(await rows.countDocuments({})).toBe(0)
    await rows.insertOne({ n: 1 })
    expect(await rows.countDocuments({ n: 1 })).toBe(1)
    expect((await rows.indexes()).length).toBe(1)
  })

  it('refuses to grow when the disk is nearly full, and still reads and deletes', async () => {
    const { connection, files } = await newStore({ minFreeBytes: Number.MAX_SAFE_INTEGER })
    const rows = connection.collection<{ _id: number }>('rows')
    const refused = await rows.insertOne({ _id: 1 }).catch((error) => error)
    expect(isDiskFull(refused)).toBe(true)
    expect(isDiskFull(await rows.insertMany([{ _id: 1 }], { ordered: false }).catch((error) => error))).toBe(true)
    expect(isDiskFull(await rows.updateOne({ _id: 1 }, { $set: { a: 1 } }, { upsert: true }).catch((error) => error))).toBe(true)
    expect(isDiskFull(await files.put('f', Buffer.from('x'), { maxBytes: 10 }).catch((error) => error))).toBe(true)
    expect(isDiskFull(new Error('other'))).toBe(false)
    expect(await rows.countDocuments({})).toBe(0)
    expect((await rows.deleteMany({})).deletedCount).toBe(0)
  })
})
