import { createHash, randomUUID } from 'node:crypto'
import { createWriteStream, existsSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Connection } from 'mongoose'
import { AppError } from '../../errors.ts'
import { createFolderFiles } from '../../files/folder-files.ts'
import { GRIDFS_BUCKET } from '../../files/gridfs-files.ts'
import { createTombstones, keepTombstones } from '../../tombstones.ts'
import { listFolder } from '../backup/archive.ts'
import { disown } from '../backup/restore-backup.ts'
import { type Database, openDatabase } from '../connect.ts'
import { makeFolder, orDiskFull } from '../disk-room.ts'
import { copyStore } from '../embedded/storage.ts'
import { type StoreLog, storeFolder } from '../start-embedded.ts'
import { DOCUMENTS, fileNameOf, formatMetadata, METADATA } from './collection-file.ts'
import { copyFiles } from './copy-files.ts'

export interface ExportOptions {
  dataDir: string
  mongodbUrl?: string | undefined
  /** The folder to write; must not exist. */
  target: string
  log: StoreLog
  /** Told how far it is, a line at a time. */
  say?: (line: string) => void
}

export interface Exported {
  path: string
  collections: number
  documents: number
  files: number
}

/** The copy is only read: nothing may expire in it meanwhile. */
const NEVER_MS = 2 ** 31 - 1
const LONG_MS = 600_000

type Db = NonNullable<Connection['db']>

const writeCollection = async (db: Db, name: string, options: Record<string, unknown>, folder: string): Promise<number> => {
  const path = join(folder, fileNameOf(name))
  const hash = createHash('sha256')
  let documents = 0
  async function* rows(): AsyncGenerator<Uint8Array> {
    for await (const raw of db.collection(name).find({}, { raw: true }) as unknown as AsyncIterable<Uint8Array>) {
      hash.update(raw)
      documents += 1
      yield raw
    }
  }
  await pipeline(Readable.from(rows()), createWriteStream(path + DOCUMENTS, { flags: 'wx', mode: 0o600, flush: true }))
  const indexes = await db.collection(name).listIndexes().toArray()
  const metadata = { options, indexes, type: 'collection', patchbay: { documents, sha256: hash.digest('hex') } }
  await writeFile(path + METADATA, formatMetadata(metadata, name), { flag: 'wx', mode: 0o600, flush: true })
  return documents
}

const isOfGridfs = (name: string): boolean => name.startsWith(`${GRIDFS_BUCKET}.`)

const writeDatabase = async (
  { connection, kind }: Database,
  target: string,
  say: (line: string) => void,
): Promise<Pick<Exported, 'collections' | 'documents'>> => {
  const db = connection.db!
  const folder = join(target, db.databaseName)
  await mkdir(folder, { mode: 0o700 })
  const found = await db.listCollections({ type: 'collection' }, { nameOnly: false }).toArray()
  const wanted = found.filter(({ name }) => !name.startsWith('system.') && !(kind === 'mongodb' && isOfGridfs(name)))
  let documents = 0
  for (const { name, options = {} } of wanted.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const count = await writeCollection(db, name, options, folder)
    say(`${name}: ${count} documents`)
    documents += count
  }
  return { collections: wanted.length, documents }
}

/** As the files of a desk on the embedded store lie in their folder. */
const writeGridfs = async ({ connection, files }: Database, folder: string): Promise<number> => {
  const kept = createFolderFiles(folder)
  const ids = new Set<string>()
  for await (const { filename } of connection.db!.collection(`${GRIDFS_BUCKET}.files`).find({}, { projection: { filename: 1 } }))
    ids.add(filename as string)
  let written = 0
  for (const id of ids) {
    if ((await files.stat(id)) === null) continue
    await kept.put(id, await files.open(id), { maxBytes: Number.MAX_SAFE_INTEGER })
    written += 1
  }
  await rm(join(folder, 'incoming'), { recursive: true, force: true })
  return written
}

/** Whom any host erased: each has a list of its own. */
const erasedIn = async ({ connection }: Database): Promise<string[]> => {
  const found = connection.db!.collection<{ _id: string }>('customers').find({ erasedAt: { $ne: null } }, { projection: { _id: 1 } })
  return (await found.toArray()).map(({ _id }) => _id)
}

const openCopy = async (dataDir: string, copy: string, log: StoreLog): Promise<Database> => {
  const store = storeFolder(copy)
  await makeFolder(store)
  await copyStore(storeFolder(dataDir), store)
  await disown(store)
  return openDatabase({ dataDir: copy, log, minFreeBytes: 0, upkeepMs: NEVER_MS, longestMs: LONG_MS })
}

/**
 * Writes the database in mongodump's layout and the files beside it. The embedded store is read from a hot copy, so also while its
 * desk runs all is of one moment; a server is read as it is. Throws `no-store`, `export-exists`, `disk-full`.
 */
export const exportDatabase = async ({ dataDir, mongodbUrl, target, log, say = () => {} }: ExportOptions): Promise<Exported> => {
  const path = resolve(target)
  if (!mongodbUrl && !existsSync(join(storeFolder(dataDir), 'data.mdb')))
    throw new AppError('no-store', 'not-found', `There is no store under ${dataDir}: nothing to export.`)
  if (existsSync(path)) throw new AppError('export-exists', 'conflict', `${path} exists already.`)
  const copy = join(dirname(path), `.copy-${randomUUID()}`)
  const partial = join(dirname(path), `.export-${randomUUID()}`)
  try {
    await makeFolder(partial)
    const database = await (mongodbUrl ? openDatabase({ mongodbUrl, dataDir, log }) : openCopy(dataDir, copy, log))
    try {
      const written = await writeDatabase(database, partial, say)
      const files = mongodbUrl
        ? await writeGridfs(database, join(partial, 'files'))
        : await copyFiles(listFolder(join(dataDir, 'files'), 'files'), partial)
      await keepTombstones(dataDir, partial)
      await createTombstones(partial).add(await erasedIn(database))
      await rename(partial, path)
      return { path, ...written, files }
    } finally {
      // On a full disk this is the room in which the copy can be closed.
      await rm(partial, { recursive: true, force: true })
      await database.close()
    }
  } catch (error) {
    throw orDiskFull(
      error,
      `The disk of ${dirname(path)} is full, so no export was made. Make room there, or name a folder on a larger disk; then export again.`,
    )
  } finally {
    await rm(copy, { recursive: true, force: true })
    await rm(partial, { recursive: true, force: true })
  }
}
