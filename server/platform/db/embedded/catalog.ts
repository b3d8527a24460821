import { type Doc, decode, encode } from './bson.ts'
import { ID_INDEX, type Index, makeIndex } from './indexes.ts'
import { after, prefixOf } from './keys.ts'
import type { Reader, Storage } from './storage.ts'

/** Ids of key spaces: 0 the store itself, 1 the catalog, from 16 on collections and indexes. */
const CATALOG = prefixOf(1)
const FIRST_ID = 16
const tagged = (tag: string, rest: Uint8Array = Buffer.alloc(0)): Buffer => Buffer.concat([CATALOG, Buffer.from(tag), rest])
const VERSION = tagged('v')
const COLLECTIONS = tagged('c')
const TRASH = tagged('t')

export interface Collection {
  readonly ns: string
  readonly id: number
  readonly prefix: Buffer
  /** The first is always that of `_id`. */
  indexes: Index[]
}

export interface Catalog {
  readonly collections: ReadonlyMap<string, Collection>
  find(ns: string): Collection | undefined
  /** Reads the catalog again if another thread's commit or an undone transaction changed it. */
  reload(force?: boolean): void
}

/** Changes only hold once the transaction they are made in commits; whoever undoes one calls `reload(true)`. */
export interface WritableCatalog extends Catalog {
  ensure(ns: string): Collection
  addIndex(collection: Collection, spec: Doc): Index
  dropIndex(collection: Collection, index: Index): void
  dropCollection(collection: Collection): void
  save(collection: Collection): void
  /** Key spaces of what was dropped, emptied bit by bit. */
  trash(): Buffer[]
  forgetTrash(prefix: Buffer): void
}

const idIndex = (truncated = false): Index => makeIndex(ID_INDEX, { v: 2, key: { _id: 1 }, name: '_id_' }, { truncated })

const readCollection = (raw: Uint8Array): Collection => {
  const stored = decode(raw) as {
    ns: string
    id: number
    longIds: boolean
    indexes: { id: number; spec: Doc; multikey: boolean; truncated: boolean }[]
  }
  return {
    ns: stored.ns,
    id: stored.id,
    prefix: prefixOf(stored.id),
    indexes: [idIndex(stored.longIds), ...stored.indexes.map(({ id, spec, ...flags }) => makeIndex(id, spec, flags))],
  }
}

export const openCatalog = (reader: Reader): Catalog => {
  const collections = new Map<string, Collection>()
  let version = ''
  const reload = (force = false): void => {
    const current = Buffer.from(reader.get(VERSION) ?? []).toString('hex')
    if (!force && current === version) return
    version = current
    collections.clear()
    for (const { value } of reader.range({ start: COLLECTIONS, end: after(COLLECTIONS) })) {
      const collection = readCollection(value)
      collections.set(collection.ns, collection)
    }
  }
  reload(true)
  return { collections, find: (ns) => collections.get(ns), reload }
}

export const openWritableCatalog = (storage: Storage): WritableCatalog => {
  const catalog = openCatalog(storage)
  const collections = catalog.collections as Map<string, Collection>
  const used = [...collections.values()].flatMap(({ id, indexes }) => [id, ...indexes.map((index) => index.id)])
  const trash = (): Buffer[] =>
    [...storage.range({ start: TRASH, end: after(TRASH) })].map(({ key }) => Buffer.from(key.subarray(TRASH.length)))
  let nextId = Math.max(FIRST_ID, ...used.map((id) => id + 1), ...trash().map((prefix) => prefix.readUInt32BE() + 1))

  const touch = (): void => {
    const version = Buffer.alloc(8)
    version.writeBigUInt64BE(Buffer.from(storage.get(VERSION) ?? Buffer.alloc(8)).readBigUInt64BE() + 1n)
    storage.put(VERSION, version)
  }
  const save = (collection: Collection): void => {
    const indexes = collection.indexes.slice(1).map(({ id, spec, multikey, truncated }) => ({ id, spec, multikey, truncated }))
    storage.put(
      tagged('c', Buffer.from(collection.ns)),
      encode({ ns: collection.ns, id: collection.id, longIds: collection.indexes[0]!.truncated, indexes }),
    )
    touch()
  }
  const discard = (prefix: Buffer): void => storage.put(tagged('t', prefix), Buffer.from([1]))

  return {
    ...catalog,
    save,
    trash,
    forgetTrash: (prefix) => storage.remove(tagged('t', prefix)),
    ensure: (ns) => {
      const existing = collections.get(ns)
      if (existing) return existing
      const id = nextId++
      const made: Collection = { ns, id, prefix: prefixOf(id), indexes: [idIndex()] }
      collections.set(ns, made)
      save(made)
      return made
    },
    addIndex: (collection, spec) => {
      const index = makeIndex(nextId++, spec)
      collection.indexes = [...collection.indexes, index]
      save(collection)
      return index
    },
    dropIndex: (collection, index) => {
      collection.indexes = collection.indexes.filter((other) => other !== index)
      discard(index.prefix)
      save(collection)
    },
    dropCollection: (collection) => {
      collections.delete(collection.ns)
      storage.remove(tagged('c', Buffer.from(collection.ns)))
      for (const prefix of [collection.prefix, ...collection.indexes.slice(1).map((index) => index.prefix)]) discard(prefix)
      touch()
    },
  }
}
