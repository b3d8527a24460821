import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { batchFinds, batchInserts, wasFree } from '../../server/platform/batch.ts'
import { type Database, openDatabase } from '../../server/platform/db/connect.ts'
import { ensureIndexes } from '../../server/platform/db/indexes.ts'
import { silent } from './db/silent.ts'

interface Row {
  _id: string
  at: string
  isOpen: boolean
}

let folder: string
let database: Database
const rows = () => database.connection.collection<Row>('rows')

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'batch-'))
  database = await openDatabase({ dataDir: folder, log: silent })
  await ensureIndexes(database.connection, [{ collection: 'rows', key: { at: 1 } }])
  const insert = batchInserts<Row>(rows())
  const many = (at: string, count: number) => Array.from({ length: count }, (_, n) => ({ _id: `${at}-${n}`, at, isOpen: n % 2 === 0 }))
  await Promise.all([...many('crowd', 50), ...many('pair', 2), ...many('crew', 5)].map(insert))
})
afterAll(async () => {
  await database?.close()
  await rm(folder, { recursive: true, force: true })
})

test('each who asks at the same moment gets its own answer', async () => {
  const find = batchFinds<Row>(rows(), 'at')
  const found = await Promise.all(['pair', 'nobody', 'crowd', 'pair', 'crew'].map(find))
  expect(found.map((one) => one.length)).toEqual([2, 0, 50, 2, 5])
  expect(found[0]?.map((one) => one._id).sort()).toEqual(['pair-0', 'pair-1'])
})

test('a value with many documents takes nobody else’s share', async () => {
  const find = batchFinds<Row>(rows(), 'at', { most: 4 })
  const found = await Promise.all(['crowd', 'pair', 'crew', 'nobody'].map(find))
  expect(found.map((one) => one.map((row) => row.at))).toEqual([
    ['crowd', 'crowd', 'crowd', 'crowd'],
    ['pair', 'pair'],
    ['crew', 'crew', 'crew', 'crew'],
    [],
  ])
  expect(await find('crowd')).toHaveLength(4)
})

test('a condition holds for all that is asked together', async () => {
  const find = batchFinds<Row>(rows(), 'at', { only: { isOpen: true } })
  const found = await Promise.all(['pair', 'crew'].map(find))
  expect(found.map((one) => one.length)).toEqual([1, 3])
})

test('of equal keys written at the same moment one finds its place free', async () => {
  const insert = batchInserts<Row>(rows())
  const row = { _id: 'once', at: 'once', isOpen: true }
  const results = await Promise.all([row, row, { ...row, _id: 'other' }].map((one) => wasFree(insert(one))))
  expect(results.filter(Boolean)).toHaveLength(2)
  expect(results[2]).toBe(true)
  expect(await wasFree(insert(row))).toBe(false)
})
