import { existsSync, mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { encode } from '../../../server/platform/db/embedded/bson.ts'
import { prefixOf } from '../../../server/platform/db/embedded/keys.ts'
import { takeOwnership } from '../../../server/platform/db/embedded/owner.ts'
import { openStorage } from '../../../server/platform/db/embedded/storage.ts'
import { startWriter } from './start-writer.ts'
import { closeStore, newFolder, newStore } from './with-store.ts'

describe('the one writer of a data folder', () => {
  it('refuses a second process, naming the first, and does no harm to it', async () => {
    const dataDir = newFolder()
    const writer = startWriter(dataDir)
    try {
      await writer.ready
      await expect(newStore({ dataDir })).rejects.toMatchObject({
        code: 'store-in-use',
        message: expect.stringContaining(String(writer.child.pid)),
      })
      const before = writer.lines.length
      await expect.poll(() => writer.lines.length, { timeout: 10_000 }).toBeGreaterThan(before + 100)
    } finally {
      await writer.kill()
    }
    const database = await newStore({ dataDir })
    expect(await database.connection.collection('rows').countDocuments()).toBeGreaterThan(0)
  })

  it('refuses a second store in the same process', async () => {
    const dataDir = newFolder()
    await newStore({ dataDir })
    await expect(newStore({ dataDir })).rejects.toMatchObject({ code: 'store-in-use' })
  })

  it('opens again after a clean stop, without waiting', async () => {
    const dataDir = newFolder()
    const first = await newStore({ dataDir })
    await first.connection.collection('rows').insertOne({ a: 1 })
    await closeStore(first)
    const second = await newStore({ dataDir })
    expect(await second.connection.collection('rows').countDocuments({ a: 1 })).toBe(1)
    expect((await second.health()).ok).toBe(true)
  })

  it('lets no write through once another process took over', async () => {
    const folder = newFolder()
    const storage = openStorage(folder)
    let lost = 0
    const owner = takeOwnership(storage, folder, () => lost++)
    storage.transaction(() => owner.check())
    const other = encode({ token: 'another', pid: 1, host: 'elsewhere', startedAt: '1' })
    storage.transaction(() => storage.put(Buffer.concat([prefixOf(0), Buffer.from('owner')]), other))
    expect(() => storage.transaction(() => owner.check())).toThrow(/taken over/)
    expect(lost).toBe(1)
    owner.release()
    await storage.close()
  })

  it('writes nothing more from the moment another process has taken it over, and says so', async () => {
    const dataDir = newFolder()
    const { connection, health } = await newStore({ dataDir })
    const rows = connection.collection<{ _id: number }>('rows')
    await rows.insertOne({ _id: 1 })
    const storage = openStorage(join(dataDir, 'store'))
    const other = encode({ token: 'another', pid: 1, host: 'elsewhere', startedAt: '1' })
    storage.transaction(() => storage.put(Buffer.concat([prefixOf(0), Buffer.from('owner')]), other))
    await storage.close()
    const writes = [
      () => rows.insertOne({ _id: 2 }),
      () => rows.insertOne({ _id: 3 }, { writeConcern: { j: false } }),
      () => rows.deleteOne({ _id: 1 }),
    ]
    for (const write of writes) await expect(write()).rejects.toMatchObject({ code: 189, message: expect.stringMatching(/taken over/) })
    expect((await rows.find().toArray()).map(({ _id }) => _id)).toEqual([1])
    await expect.poll(health).toMatchObject({ ok: false, detail: expect.stringContaining('another process') })
  })

  it('keeps its folder and socket to this user, and moves a long path', async () => {
    const near = newFolder()
    await newStore({ dataDir: near })
    expect(statSync(join(near, 'store')).mode & 0o777).toBe(0o700)
    expect(statSync(join(near, 'store', 'mongodb.sock')).mode & 0o077).toBe(0)
    const far = join(newFolder(), 'a-long-name-'.repeat(9))
    mkdirSync(far)
    const database = await newStore({ dataDir: far })
    await database.connection.collection('rows').insertOne({ a: 1 })
    const socket = decodeURIComponent(database.uri.slice('mongodb://'.length).split('/patchbay?')[0]!)
    expect(Buffer.byteLength(socket)).toBeLessThanOrEqual(100)
    expect(existsSync(socket)).toBe(true)
    expect(statSync(join(socket, '..')).mode & 0o777).toBe(0o700)
  })
})
