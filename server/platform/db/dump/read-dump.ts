import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../../errors.ts'
import { type ArchiveEntry, listFolder } from '../backup/archive.ts'
import type { Doc } from '../embedded/bson.ts'
import { assertKnownSchema } from '../migrate.ts'
import { DOCUMENTS, damagedFile, METADATA, type Metadata, parseMetadata, readDocuments } from './collection-file.ts'

export interface DumpedCollection extends Pick<Metadata, 'indexes' | 'options'> {
  name: string
  /** Its `.bson` file. */
  path: string
  documents: number
}

export interface Dump {
  collections: DumpedCollection[]
  /** Each under the hash of its id, as in a folder of files. */
  files: ArchiveEntry[]
  /** The ids of files that some document names, by the hash. */
  fileIds: ReadonlyMap<string, string>
}

const SCHEMA = 'schema_version'
/** Ids of files are short; a text of a message is none. */
const LONGEST_ID = 200

const noDump = (why: string): AppError => new AppError('import-unknown', 'invalid', `${why} Nothing was changed.`)

/** A dump of a whole server holds other databases too; the desk's is the one with a schema version. */
const databaseFolder = async (source: string): Promise<string> => {
  const entries = await readdir(source, { withFileTypes: true }).catch(() => {
    throw new AppError('no-export', 'not-found', `There is no folder ${source}.`)
  })
  const found = entries.filter((one) => one.isDirectory() && existsSync(join(source, one.name, SCHEMA + METADATA)))
  if (found.length > 1) throw noDump(`${source} holds the databases of several desks; leave only one in it.`)
  if (!found[0]) throw noDump(`${source} holds no database of a desk: there is no folder with ${SCHEMA}${METADATA} in it.`)
  return join(source, found[0].name)
}

const collectionNames = async (folder: string): Promise<string[]> => {
  const names = new Set<string>()
  for (const file of await readdir(folder)) {
    if (file.endsWith('.gz')) throw noDump(`${join(folder, file)} is compressed; unpack it first (gunzip).`)
    const ending = [METADATA, DOCUMENTS].find((one) => file.endsWith(one))
    if (ending) names.add(file.slice(0, -ending.length))
  }
  return [...names].filter((name) => !name.startsWith('system.')).sort()
}

function* stringsIn(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value
  else if (Array.isArray(value)) for (const one of value) yield* stringsIn(one)
  else if (typeof value === 'object' && value !== null && !('_bsontype' in value)) yield* stringsIn(Object.values(value))
}

const checkCollection = async (folder: string, file: string, look: (document: Doc) => void): Promise<DumpedCollection> => {
  const path = join(folder, file + DOCUMENTS)
  for (const part of [path, join(folder, file + METADATA)]) if (!existsSync(part)) throw damagedFile(part, 'it is missing.')
  const metadata = parseMetadata(join(folder, file + METADATA), await readFile(join(folder, file + METADATA), 'utf8'))
  const { indexes, options, type, patchbay } = metadata
  if (type !== 'collection') throw noDump(`${join(folder, file + METADATA)} is of a ${type}, which no desk has.`)
  const hash = createHash('sha256')
  let documents = 0
  for await (const { raw, document } of readDocuments(path)) {
    hash.update(raw)
    documents += 1
    look(document)
  }
  if (patchbay && patchbay.documents !== documents)
    throw damagedFile(path, `it holds ${documents} documents, and ${patchbay.documents} were exported.`)
  if (patchbay && patchbay.sha256 !== hash.digest('hex')) throw damagedFile(path, 'it is not what was exported.')
  return { name: decodeURIComponent(file), path, documents, indexes, options }
}

/**
 * Reads all of a dump once, so that what is damaged is known before the first write. Throws `no-export`, `import-unknown`,
 * `import-damaged`, and `schema-too-new` when a newer version of the desk wrote it.
 */
export const readDump = async (source: string, say: (line: string) => void): Promise<Dump> => {
  const folder = await databaseFolder(source)
  const files: ArchiveEntry[] = []
  for await (const file of listFolder(join(source, 'files'), 'files')) files.push(file)
  const unnamed = new Set(files.map(({ name }) => name.slice(-64)))
  const fileIds = new Map<string, string>()
  const noteIds = (document: Doc): void => {
    if (unnamed.size === 0) return
    for (const text of stringsIn(document)) {
      if (text.length > LONGEST_ID) continue
      const hash = createHash('sha256').update(text).digest('hex')
      if (unnamed.delete(hash)) fileIds.set(hash, text)
    }
  }
  let version: number | undefined
  const collections: DumpedCollection[] = []
  for (const file of await collectionNames(folder)) {
    const look = (document: Doc): void => {
      if (file === SCHEMA && document._id === 'schema') version = Number(document.version)
      noteIds(document)
    }
    collections.push(await checkCollection(folder, file, look))
  }
  if (version === undefined || !Number.isInteger(version))
    throw damagedFile(join(folder, SCHEMA + DOCUMENTS), 'it holds no schema version.')
  assertKnownSchema(version)
  say(`Read and checked ${collections.length} collections and ${files.length} files.`)
  return { collections, files, fileIds }
}
