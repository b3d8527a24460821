import { randomUUID } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Connection } from 'mongoose'
import { AppError } from '../../errors.ts'
import { GRIDFS_BUCKET } from '../../files/gridfs-files.ts'
import { keepTombstones } from '../../tombstones.ts'
import { assertIdle, exchange } from '../backup/restore-backup.ts'
import { openDatabase } from '../connect.ts'
import { importNeedsRoom, makeFolder, orDiskFull, serverNeedsRoom } from '../disk-room.ts'
import { openCatalog } from '../embedded/catalog.ts'
import { after } from '../embedded/keys.ts'
import { openReader } from '../embedded/storage.ts'
import { markRestored, RESTORED } from '../restored.ts'
import { type StoreLog, storeFolder } from '../start-embedded.ts'
import { readDocuments } from './collection-file.ts'
import { copyFiles } from './copy-files.ts'
import { type Dump, type DumpedCollection, readDump } from './read-dump.ts'

export interface ImportOptions {
  dataDir: string
  mongodbUrl?: string | undefined
  /** A folder that an export or mongodump wrote. */
  source: string
  /** Whether what the store holds makes way. */
  replace: boolean
  log: StoreLog
  /** Told how far it is, a line at a time. */
  say?: (line: string) => void
}

export interface Imported {
  documents: number
  files: number
  /** Files no document names: GridFS keeps files by their id, and theirs is not known. */
  unnamed: number
  /** Where the data folder's own things are now. */
  kept: string | undefined
}

type Db = NonNullable<Connection['db']>

const BATCH_DOCUMENTS = 1000
const BATCH_BYTES = 4_000_000
const SAY_EVERY = 50_000
const NAMESPACE_EXISTS = 48

const notEmpty = (where: string): AppError =>
  new AppError(
    'import-not-empty',
    'conflict',
    `${where} holds documents already. With --drop, what is exported takes their place. Nothing was changed.`,
  )

const insertAll = async (db: Db, { name, path, documents }: DumpedCollection, say: (line: string) => void): Promise<void> => {
  let batch: Record<string, unknown>[] = []
  let bytes = 0
  let done = 0
  const flush = async (): Promise<void> => {
    if (batch.length > 0) await db.collection(name).insertMany(batch)
    if (Math.floor(done / SAY_EVERY) < Math.floor((done + batch.length) / SAY_EVERY))
      say(`${name}: ${done + batch.length} of ${documents} documents`)
    done += batch.length
    batch = []
    bytes = 0
  }
  for await (const { raw, document } of readDocuments(path)) {
    if (batch.length === BATCH_DOCUMENTS || bytes + raw.length > BATCH_BYTES) await flush()
    batch.push(document)
    bytes += raw.length
  }
  await flush()
  say(`${name}: ${documents} documents`)
}

const makeIndexes = async (db: Db, { name, indexes }: DumpedCollection): Promise<void> => {
  // Older dumps name the collection in each index too, which servers no longer take.
  const specs = indexes.filter((one) => one.name !== '_id_').map(({ ns: _ns, ...spec }) => spec)
  if (specs.length > 0) await db.command({ createIndexes: name, indexes: specs })
}

/** That the dumped desk itself waited to be confirmed is said again by this import, as of now. */
const fill = async (db: Db, { collections }: Dump, say: (line: string) => void): Promise<number> => {
  let documents = 0
  for (const collection of collections.filter(({ name }) => name !== RESTORED)) {
    await db.createCollection(collection.name, collection.options).catch((error: { code?: unknown }) => {
      if (error.code !== NAMESPACE_EXISTS) throw error
    })
    await insertAll(db, collection, say)
    await makeIndexes(db, collection)
    documents += collection.documents
  }
  return documents
}

const holdsDocuments = async (store: string): Promise<boolean> => {
  if (!existsSync(join(store, 'data.mdb'))) return false
  const reader = openReader(store)
  try {
    for (const { prefix } of openCatalog(reader).collections.values())
      for (const _document of reader.range({ start: prefix, end: after(prefix) })) return true
    return false
  } finally {
    await reader.close()
  }
}

/** Filled beside what is there, which it then replaces in one go: whatever fails before leaves the folder as it was. */
const intoFolder = async ({ dataDir, source, replace, log, say = () => {} }: ImportOptions): Promise<Imported> => {
  const store = storeFolder(dataDir)
  await assertIdle(store)
  if (!replace && (await holdsDocuments(store))) throw notEmpty(`The store under ${dataDir}`)
  const dump = await readDump(source, say)
  if (dump.collections.some(({ name, documents }) => name === `${GRIDFS_BUCKET}.files` && documents > 0))
    throw new AppError(
      'import-gridfs',
      'invalid',
      `${source} holds its files in GridFS, as mongodump writes them; the embedded store keeps them in a folder. Make it with npm run db:export. Nothing was changed.`,
    )
  const work = join(dataDir, `import-${randomUUID()}`)
  try {
    await makeFolder(work)
    const database = await openDatabase({ dataDir: work, log })
    let documents: number
    try {
      documents = await fill(database.connection.db!, dump, say)
      await markRestored(database.connection)
    } finally {
      await database.close()
    }
    const files = await copyFiles(dump.files, work)
    await keepTombstones(source, dataDir)
    return { documents, files, unnamed: 0, kept: await exchange(dataDir, work) }
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/** A server has no place beside: it is marked as restored first, so that a desk that starts on half of it sends nothing. */
const intoServer = async ({ dataDir, mongodbUrl, source, replace, log, say = () => {} }: ImportOptions): Promise<Imported> => {
  const { connection, files, close } = await openDatabase({ mongodbUrl, dataDir, log })
  try {
    const db = connection.db!
    const there = (await db.listCollections({ type: 'collection' }, { nameOnly: true }).toArray())
      .map(({ name }) => name)
      .filter((name) => !name.startsWith('system.'))
    if (!replace)
      for (const name of there) if (await db.collection(name).findOne()) throw notEmpty(`The database ${db.databaseName} of MONGODB_URL`)
    const dump = await readDump(source, say)
    await keepTombstones(source, dataDir)
    for (const name of there) await db.collection(name).drop()
    await markRestored(connection)
    const documents = await fill(db, dump, say)
    let stored = 0
    for (const { name, path } of dump.files) {
      const id = dump.fileIds.get(name.slice(-64))
      if (id === undefined) continue
      await files.put(id, createReadStream(path), { maxBytes: Number.MAX_SAFE_INTEGER })
      stored += 1
    }
    return { documents, files: stored, unnamed: dump.files.length - stored, kept: undefined }
  } finally {
    await close()
  }
}

/**
 * Puts a dump into the store that the settings name, after all of it was read and checked. Nothing leaves the desk by itself until
 * somebody confirms (SECURITY R6). Throws `store-in-use`, `import-not-empty`, `import-gridfs`, `disk-full`, and what `readDump` throws.
 */
export const importDatabase = async (options: ImportOptions): Promise<Imported> => {
  const { dataDir, mongodbUrl } = options
  try {
    return await (mongodbUrl ? intoServer(options) : intoFolder(options))
  } catch (error) {
    throw orDiskFull(error, mongodbUrl ? serverNeedsRoom(dataDir) : importNeedsRoom(dataDir))
  }
}
