import { randomUUID } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../../errors.ts'
import { keepTombstones } from '../../tombstones.ts'
import { openDatabase } from '../connect.ts'
import { makeFolder, orDiskFull, restoreNeedsRoom } from '../disk-room.ts'
import { isNoSpace } from '../embedded/errors.ts'
import { forgetOwner, takeOwnership } from '../embedded/owner.ts'
import { openStorage } from '../embedded/storage.ts'
import { markRestored } from '../restored.ts'
import { type StoreLog, storeFolder } from '../start-embedded.ts'
import { unpackFiles } from './archive.ts'
import { unseal } from './sealed-frames.ts'

export interface RestoreOptions {
  dataDir: string
  source: string
  backupKey?: string | undefined
  log: StoreLog
}

const PARTS = ['store', 'files', 'secret.key'] as const

/** Throws `store-in-use` while a desk runs on the folder. */
export const assertIdle = async (store: string): Promise<void> => {
  if (!existsSync(join(store, 'data.mdb'))) return
  const storage = openStorage(store)
  try {
    takeOwnership(storage, store).release()
  } catch (error) {
    if (isNoSpace(error)) throw error
    throw new AppError('store-in-use', 'conflict', error instanceof Error ? error.message : String(error))
  } finally {
    await storage.close()
  }
}

/** The copy still names the process that ran when it was made. */
export const disown = async (store: string): Promise<void> => {
  const storage = openStorage(store)
  forgetOwner(storage)
  await storage.close()
}

/**
 * Puts a backup in the place of what a data folder holds. Everything is unpacked, checked and opened beside it first; what was
 * there is kept under another name. Outward jobs stay paused until somebody confirms (SECURITY R6). Throws `store-in-use`, `backup-damaged`, `disk-full`.
 */
export const restoreBackup = async ({
  dataDir,
  source,
  backupKey,
  log,
}: RestoreOptions): Promise<{ files: number; kept: string | undefined }> => {
  const work = join(dataDir, `restore-${randomUUID()}`)
  try {
    await makeFolder(dataDir)
    await assertIdle(storeFolder(dataDir))
    const chunks = createReadStream(source) as AsyncIterable<Buffer>
    const names = await unpackFiles(unseal(chunks, backupKey), work)
    if (!names.includes('store/data.mdb')) throw new AppError('backup-damaged', 'invalid', 'The backup holds no database.')
    await disown(join(work, 'store'))
    const database = await openDatabase({ dataDir: work, log, minFreeBytes: 0 })
    try {
      await markRestored(database.connection)
    } finally {
      await database.close()
    }
    await keepTombstones(work, dataDir)
    const kept = await exchange(dataDir, work)
    return { files: names.filter((name) => name.startsWith('files/')).length, kept }
  } catch (error) {
    throw orDiskFull(error, restoreNeedsRoom(dataDir))
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/** Puts what was made in `work` in the place of what the data folder holds, which is kept under another name. */
export const exchange = async (dataDir: string, work: string): Promise<string | undefined> => {
  const before = join(dataDir, `before-restore-${new Date().toISOString().replace(/[:.]/g, '-')}`)
  const old = PARTS.filter((part) => existsSync(join(dataDir, part)) && (part !== 'secret.key' || existsSync(join(work, part))))
  if (old.length > 0) await mkdir(before, { mode: 0o700 })
  for (const part of old) await rename(join(dataDir, part), join(before, part))
  for (const part of PARTS) if (existsSync(join(work, part))) await rename(join(work, part), join(dataDir, part))
  return old.length > 0 ? before : undefined
}
