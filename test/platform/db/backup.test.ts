import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { makeBackup } from '../../../server/platform/db/backup/make-backup.ts'
import { restoreBackup } from '../../../server/platform/db/backup/restore-backup.ts'
import { describeUrl } from '../../../server/platform/db/describe-url.ts'
import { confirmRestore, restoredAt } from '../../../server/platform/db/restored.ts'
import { silent } from './silent.ts'
import { closeStore, newFolder, newStore } from './with-store.ts'

const CANARY = 'canary-in-the-data'

const filled = async (dataDir: string) => {
  const database = await newStore({ dataDir })
  const rows = database.connection.collection<{ _id: number; text: string }>('rows')
  await rows.createIndex({ text: 1 })
  await rows.insertMany(Array.from({ length: 2000 }, (_, i) => ({ _id: i, text: `${CANARY} ${i}` })))
  await database.files.put('file', Buffer.from(`${CANARY} in a file`), { maxBytes: 100 })
  await database.files.put('large', Buffer.alloc(3_000_000, 7), { maxBytes: 3_000_000 })
  writeFileSync(join(dataDir, 'secret.key'), 'the-secret')
  return database
}

const check = async (dataDir: string): Promise<void> => {
  const database = await newStore({ dataDir })
  const { connection, files } = database
  expect(await connection.collection('rows').countDocuments({ text: { $gte: CANARY } })).toBeGreaterThanOrEqual(2000)
  expect((await connection.collection('rows').indexes()).length).toBe(2)
  expect(String(await buffer(await files.open('file')))).toBe(`${CANARY} in a file`)
  expect((await files.stat('large'))!.bytes).toBe(3_000_000)
  expect(await restoredAt(connection)).toBeInstanceOf(Date)
  await confirmRestore(connection)
  expect(await restoredAt(connection)).toBeNull()
  await closeStore(database)
}

describe('a backup', () => {
  it.each([undefined, 'a long passphrase'])('of a desk that runs and writes comes back whole (key: %s)', async (backupKey) => {
    const dataDir = newFolder()
    const { connection } = await filled(dataDir)
    let writing = true
    const writer = (async () => {
      for (let i = 10_000; writing; i++) await connection.collection<{ _id: number }>('rows').insertOne({ _id: i, text: 'late' } as never)
    })()
    const { path, bytes } = await makeBackup({ dataDir, target: join(newFolder(), 'b', 'desk.patchbay'), backupKey })
    writing = false
    await writer
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readFileSync(path).length).toBe(bytes)
    expect(readFileSync(path).includes(CANARY)).toBe(!backupKey)
    const target = newFolder()
    const { files } = await restoreBackup({ dataDir: target, source: path, backupKey, log: silent })
    expect(files).toBe(2)
    expect(existsSync(join(target, 'secret.key'))).toBe(Boolean(backupKey))
    await check(target)
  })

  it('replaces what is there and keeps it under another name', async () => {
    const dataDir = newFolder()
    const database = await filled(dataDir)
    const { path } = await makeBackup({ dataDir, target: join(newFolder(), 'b'), backupKey: 'k' })
    await database.connection.collection('rows').deleteMany({})
    await expect(restoreBackup({ dataDir, source: path, backupKey: 'k', log: silent })).rejects.toMatchObject({ code: 'store-in-use' })
    await closeStore(database)
    const { kept } = await restoreBackup({ dataDir, source: path, backupKey: 'k', log: silent })
    expect(existsSync(join(kept!, 'store', 'data.mdb'))).toBe(true)
    await check(dataDir)
  })

  it('is refused with the wrong key, without a key, or when a byte is changed, moved or missing; nothing is touched', async () => {
    const dataDir = newFolder()
    const database = await filled(dataDir)
    const { path } = await makeBackup({ dataDir, target: join(newFolder(), 'b'), backupKey: 'right' })
    const plain = (await makeBackup({ dataDir, target: join(newFolder(), 'p') })).path
    await closeStore(database)
    const target = newFolder()
    const restore = (source: string, backupKey?: string) =>
      restoreBackup({ dataDir: target, source, backupKey, log: silent }).catch((error) => error.code)
    expect(await restore(path, 'wrong')).toBe('backup-damaged')
    expect(await restore(path)).toBe('backup-key-needed')
    const whole = readFileSync(path)
    const variant = async (bytes: Buffer, key?: string) => {
      const file = join(newFolder(), 'v')
      writeFileSync(file, bytes)
      return restore(file, key)
    }
    const changed = Buffer.from(whole)
    changed[whole.length >> 1]! ^= 1
    expect(await variant(changed, 'right')).toBe('backup-damaged')
    expect(await variant(whole.subarray(0, whole.length - 1), 'right')).toBe('backup-damaged')
    const header = 18 + 1 + 16 + 7
    const frame = 4 + 1024 * 1024 + 16
    expect(await variant(whole.subarray(0, header + frame), 'right')).toBe('backup-damaged')
    const swapped = Buffer.concat([
      whole.subarray(0, header),
      whole.subarray(header + frame, header + 2 * frame),
      whole.subarray(header, header + frame),
      whole.subarray(header + 2 * frame),
    ])
    expect(await variant(swapped, 'right')).toBe('backup-damaged')
    const plainChanged = readFileSync(plain)
    plainChanged[plainChanged.length >> 1]! ^= 1
    expect(await variant(plainChanged)).toBe('backup-damaged')
    expect(await variant(Buffer.from('something else'))).toBe('backup-unknown')
    expect(existsSync(join(target, 'store'))).toBe(false)
  })

  it('says when there is nothing to back up, or something in the way', async () => {
    const empty = newFolder()
    await expect(makeBackup({ dataDir: empty, target: join(empty, 'b') })).rejects.toMatchObject({ code: 'no-store' })
    mkdirSync(join(empty, 'store'))
    const dataDir = newFolder()
    await filled(dataDir)
    writeFileSync(join(empty, 'b'), '')
    await expect(makeBackup({ dataDir, target: join(empty, 'b') })).rejects.toMatchObject({ code: 'backup-exists' })
  })
})

describe('the address of the database', () => {
  it.each([
    ['mongodb://desk:pass%40word@db.example:27017/patchbay', 'mongodb://***@db.example:27017/patchbay'],
    ['mongodb+srv://desk:secret@db.example/?tls=true', 'mongodb+srv://***@db.example/?tls=true'],
    [
      'mongodb://db.example/patchbay?tlsCertificateKeyFilePassword=secret&x=1',
      'mongodb://db.example/patchbay?tlsCertificateKeyFilePassword=***&x=1',
    ],
    ['mongodb://db.example', 'mongodb://db.example'],
  ])('masks %s', (mongodbUrl, masked) => {
    expect(describeUrl({ mongodbUrl, dataDir: '', show: false })).toBe(masked)
    expect(describeUrl({ mongodbUrl, dataDir: '', show: true })).toBe(mongodbUrl)
  })

  it('is where the embedded store listens', async () => {
    const dataDir = newFolder()
    const { uri } = await newStore({ dataDir })
    expect(describeUrl({ dataDir, show: false })).toBe(uri)
  })
})
