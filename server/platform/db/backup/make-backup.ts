import { randomUUID } from 'node:crypto'
import { createWriteStream, existsSync } from 'node:fs'
import { mkdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { AppError } from '../../errors.ts'
import { TOMBSTONES } from '../../tombstones.ts'
import { copyStore } from '../embedded/storage.ts'
import { storeFolder } from '../start-embedded.ts'
import { type ArchiveEntry, listFolder, packFiles } from './archive.ts'
import { seal } from './sealed-frames.ts'

export interface BackupOptions {
  dataDir: string
  /** The file to write; must not exist. */
  target: string
  backupKey?: string | undefined
}

async function* entriesOf(dataDir: string, copy: string, isEncrypted: boolean): AsyncGenerator<ArchiveEntry> {
  yield { name: 'store/data.mdb', path: join(copy, 'data.mdb') }
  // The desk's own secret opens what the store keeps encrypted: it only travels encrypted itself (SECURITY R4).
  if (isEncrypted) yield { name: 'secret.key', path: join(dataDir, 'secret.key') }
  // After the store: whoever is erased meanwhile is in the list already when the copy still knows them.
  yield { name: TOMBSTONES, path: join(dataDir, TOMBSTONES) }
  yield* listFolder(join(dataDir, 'files'), 'files')
}

/** A copy of a desk on the embedded store, also while it runs: the database first, then the files it refers to. */
export const makeBackup = async ({ dataDir, target, backupKey }: BackupOptions): Promise<{ path: string; bytes: number }> => {
  const store = storeFolder(dataDir)
  const path = resolve(target)
  if (!existsSync(join(store, 'data.mdb')))
    throw new AppError('no-store', 'not-found', `There is no store under ${dataDir}: nothing to back up.`)
  if (existsSync(path)) throw new AppError('backup-exists', 'conflict', `${path} exists already.`)
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const copy = join(dirname(path), `.copy-${randomUUID()}`)
  const partial = `${path}.partial`
  try {
    await mkdir(copy, { mode: 0o700 })
    await copyStore(store, copy)
    const archive = packFiles(entriesOf(dataDir, copy, Boolean(backupKey)))
    await pipeline(Readable.from(seal(archive, backupKey)), createWriteStream(partial, { mode: 0o600, flags: 'w', flush: true }))
    await rename(partial, path)
  } finally {
    await rm(copy, { recursive: true, force: true })
    await rm(partial, { force: true })
  }
  return { path, bytes: (await stat(path)).size }
}
