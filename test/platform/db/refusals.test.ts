import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mongoose from 'mongoose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Database, openDatabase } from '../../../server/platform/db/connect.ts'
import { silent } from './silent.ts'

const { Code, Decimal128 } = mongoose.mongo
const dataDir = mkdtempSync(join(tmpdir(), 'patchbay-refusals-'))
let database: Database
beforeAll(async () => {
  database = await openDatabase({ dataDir, log: silent, minFreeBytes: 0 })
  await database.connection.collection('rows').insertOne({ a: 1 })
})
afterAll(async () => {
  await database.close()
  rmSync(dataDir, { recursive: true })
})

const COMMANDS: [what: string, command: Record<string, unknown>][] = [
  ['$where', { find: 'rows', filter: { $where: 'this.a == 1' } }],
  ['$where', { delete: 'rows', deletes: [{ q: { $where: 'sleep(1000)' }, limit: 0 }] }],
  ['$function', { find: 'rows', filter: { $expr: { $function: { body: 'function () { return true }', args: [], lang: 'js' } } } }],
  ['$function', { aggregate: 'rows', pipeline: [{ $project: { x: { $function: { body: '', args: [], lang: 'js' } } } }], cursor: {} }],
  ['$accumulator', { aggregate: 'rows', pipeline: [{ $group: { _id: null, x: { $accumulator: {} } } }], cursor: {} }],
  ['$function', { update: 'rows', updates: [{ q: {}, u: [{ $set: { x: { $function: {} } } }] }] }],
  ['mapReduce', { mapReduce: 'rows', map: 'function () {}' }],
  ['$text', { find: 'rows', filter: { $text: { $search: 'x' } } }],
  ['$jsonSchema', { find: 'rows', filter: { $jsonSchema: {} } }],
  ['$near', { find: 'rows', filter: { a: { $near: [0, 0] } } }],
  ['collations', { find: 'rows', filter: { a: 'x' }, collation: { locale: 'en', strength: 2 } }],
  ['tailable', { find: 'rows', tailable: true }],
  ['min', { find: 'rows', min: { a: 1 } }],
  ['$merge', { aggregate: 'rows', pipeline: [{ $merge: { into: 'other' } }], cursor: {} }],
  ['$out', { aggregate: 'rows', pipeline: [{ $out: 'other' }], cursor: {} }],
  ['$graphLookup', { aggregate: 'rows', pipeline: [{ $graphLookup: {} }], cursor: {} }],
  ['$changeStream', { aggregate: 'rows', pipeline: [{ $changeStream: {} }], cursor: {} }],
  ['$bucket', { aggregate: 'rows', pipeline: [{ $bucket: { groupBy: '$a', boundaries: [0, 1] } }], cursor: {} }],
  ['$bit', { update: 'rows', updates: [{ q: {}, u: { $bit: { a: { and: 1 } } } }] }],
  ['$range', { update: 'rows', updates: [{ q: {}, u: [{ $set: { l: { $range: [0, 1e9] } } }] }] }],
  ['Transaction', { insert: 'rows', documents: [{ a: 1 }], txnNumber: 1, startTransaction: true, autocommit: false }],
  ['collation', { createIndexes: 'rows', indexes: [{ key: { a: 1 }, name: 'a', collation: { locale: 'en' } }] }],
  ['wildcardProjection', { createIndexes: 'rows', indexes: [{ key: { a: 1 }, name: 'a', wildcardProjection: {} }] }],
  ['$nor', { createIndexes: 'rows', indexes: [{ key: { a: 1 }, name: 'a', partialFilterExpression: { $nor: [{ a: 1 }] } }] }],
  ['2dsphere', { createIndexes: 'rows', indexes: [{ key: { a: '2dsphere' }, name: 'a' }] }],
  ['hashed', { createIndexes: 'rows', indexes: [{ key: { a: 'hashed' }, name: 'a' }] }],
  ['six|6 fields', { createIndexes: 'rows', indexes: [{ key: { a: 1, b: 1, c: 1, d: 1, e: 1, f: 1, g: 1 }, name: 'a' }] }],
  ['frobnicate', { insert: 'rows', documents: [{}], frobnicate: true }],
  ['frobnicate', { update: 'rows', updates: [{ q: {}, u: { $set: { a: 1 } }, frobnicate: 1 }] }],
  ['delete', { bulkWrite: 1, ops: [{ delete: 0, filter: {} }], nsInfo: [{ ns: 'desk.rows' }] }],
  ['frobnicate', { bulkWrite: 1, ops: [], nsInfo: [{ ns: 'desk.rows', frobnicate: 1 }] }],
  ['nsInfo', { bulkWrite: 1, ops: [{ insert: 1, document: {} }], nsInfo: [{ ns: 'desk.rows' }] }],
  ['shutdown', { shutdown: 1 }],
  ['__proto__', { update: 'rows', updates: [{ q: {}, u: { $set: { '__proto__.x': 1 } } }] }],
]

const run = async (command: Record<string, unknown>): Promise<string> => {
  const reply = await database.connection.db!.command(command).catch((error) => error)
  if (reply instanceof Error) return reply.message
  const errors = reply.writeErrors as { errmsg: string }[] | undefined
  return errors?.[0]?.errmsg ?? 'done'
}

describe('what the embedded store does not do, it refuses by name', () => {
  it.each(COMMANDS.map(([what, command]) => ({ what, name: Object.keys(command)[0], command })))(
    '$what in $name',
    async ({ what, command }) => {
      expect(await run(command)).toMatch(new RegExp(what.replaceAll('$', '\\$')))
    },
  )

  it('runs no code that comes as a value', async () => {
    const rows = database.connection.collection<Record<string, unknown>>('rows')
    await expect(rows.find({ a: new Code('function () { return true }') }).toArray()).resolves.toEqual([])
    await expect(rows.find({ $where: new Code('true') as never }).toArray()).rejects.toThrow(/\$where/)
  })

  it('indexes no decimals rather than rounding them', async () => {
    const rows = database.connection.collection<Record<string, unknown>>('decimals')
    await rows.insertOne({ price: Decimal128.fromString('1.10') })
    expect(String((await rows.findOne({}))!.price)).toBe('1.10')
    await expect(rows.createIndex({ price: 1 })).rejects.toThrow(/decimal128/)
    await expect(rows.insertOne({ _id: Decimal128.fromString('1') as never })).rejects.toThrow(/decimal128/)
  })

  it('keeps a field named __proto__ a field', async () => {
    const rows = database.connection.collection<Record<string, unknown>>('odd')
    await rows.insertOne(JSON.parse('{ "_id": "p", "__proto__": { "admin": true } }'))
    await rows.updateOne({ _id: 'p' as never }, { $set: { x: 1 } })
    const found = (await rows.findOne({ _id: 'p' as never }, { projection: { x: 0 } }))!
    expect(Object.hasOwn(found, '__proto__')).toBe(true)
    expect((found as { admin?: boolean }).admin).toBeUndefined()
    expect(({} as { admin?: boolean }).admin).toBeUndefined()
    expect(await rows.countDocuments({ 'constructor.name': 'Object' })).toBe(0)
  })

  it('presents itself as a standalone without sessions', async () => {
    const hello = await database.connection.db!.command({ hello: 1 })
    expect(hello.setName).toBeUndefined()
    expect(hello.isWritablePrimary).toBe(true)
    await expect(
      database.connection.transaction(async (session) => void (await database.connection.collection('rows').insertOne({}, { session }))),
    ).rejects.toThrow(/does not support sessions/)
  })

  it('cuts a connection that does not speak the protocol, and no other', async () => {
    const path = decodeURIComponent(database.uri.slice('mongodb://'.length).split('/patchbay?')[0]!)
    const hostile = [
      Buffer.from('GET / HTTP/1.1\r\n\r\n....................'),
      Buffer.alloc(64, 0xff),
      Buffer.alloc(64),
      Buffer.concat([
        Buffer.from([26, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0xdd, 7, 0, 0]),
        Buffer.from([0, 0, 0, 0, 0, 255, 255, 255, 127, 0]),
      ]),
    ]
    for (const bytes of hostile) {
      const socket = connect(path)
      socket.on('error', () => undefined)
      socket.write(bytes)
      await once(socket, 'close')
    }
    expect((await database.health()).ok).toBe(true)
  })

  it('bounds how deep a document may nest, without falling over', async () => {
    let deep: Record<string, unknown> = {}
    for (let i = 0; i < 5000; i++) deep = { a: deep }
    await database.connection
      .collection('rows')
      .insertOne(deep)
      .catch(() => undefined)
    expect((await database.health()).ok).toBe(true)
  })
})
