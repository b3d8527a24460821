import { bson, type Doc, decode, encode, type Raw } from './bson.ts'
import type { Collection, WritableCatalog } from './catalog.ts'
import { StoreError, tooLarge } from './errors.ts'
import { duplicateKey, ID_INDEX, type Index, keysOf } from './indexes.ts'
import { after, encodeKey } from './keys.ts'
import type { Storage, StoredEntry } from './storage.ts'

const LARGEST = 16 * 1024 * 1024
const BUILD_CHUNK = 1000

/** How an `_id` is written in keys. */
export const encodeId = (id: unknown): Buffer => encodeKey([id]).key

export const documentKey = (collection: Collection, id: Raw): Buffer => Buffer.concat([collection.prefix, id])

export const checkSize = (raw: Raw): void => {
  if (raw.length > LARGEST) throw tooLarge(`BSONObj size: ${raw.length} is invalid. Size must be at most ${LARGEST} bytes.`)
}

const checkId = (id: unknown): void => {
  if (Array.isArray(id) || id instanceof RegExp || id === undefined)
    throw new StoreError(53, 'InvalidIdField', "The '_id' value cannot be of this type")
}

/** Puts a made `_id` in front when there is none, as a server does. */
export const withId = (doc: Doc): Doc => {
  if (Object.keys(doc)[0] === '_id') return doc
  const { _id, ...rest } = doc
  return { _id: _id === undefined ? new bson.ObjectId() : _id, ...rest }
}

const firstRows = (rows: Iterable<StoredEntry>, count: number): StoredEntry[] => {
  const taken: StoredEntry[] = []
  for (const { key, value } of rows) {
    taken.push({ key: Buffer.from(key), value })
    if (taken.length === count) break
  }
  return taken
}

interface Change {
  index: Index
  remove: Buffer[]
  add: Buffer[]
  multikey: boolean
  truncated: boolean
}

const difference = (from: readonly Buffer[], without: readonly Buffer[]): Buffer[] =>
  without.length === 0 ? [...from] : from.filter((key) => !without.some((other) => other.equals(key)))

/** Certainly the same in every key: what cannot be told at a glance counts as different. */
const isSame = (a: unknown, b: unknown): boolean => a === b || (a instanceof Date && b instanceof Date && a.getTime() === b.getTime())

/** Nothing that decides the document's place in the index, and whether it has one, has changed. */
const isUntouched = (index: Index, before: Doc, next: Doc): boolean => index.decidedBy.every((field) => isSame(before[field], next[field]))

/** Writes documents together with their index entries. Everything that may fail is computed before the first put. */
export const openDocuments = (storage: Storage, catalog: WritableCatalog) => {
  const plan = (collection: Collection, id: Buffer, before: Doc | null, next: Doc | null): Change[] => {
    const changes: Change[] = []
    for (const index of collection.indexes) {
      if (index.id === ID_INDEX || (before && next && isUntouched(index, before, next))) continue
      const old = before ? keysOf(index, before, id).keys : []
      const { keys, ...flags } = next ? keysOf(index, next, id) : { keys: [], multikey: false, truncated: false }
      const add = difference(keys, old)
      const remove = difference(old, keys)
      if (index.unique && add.some((key) => storage.has(key))) throw duplicateKey(collection.ns, index, next!)
      if (add.length > 0 || remove.length > 0) changes.push({ index, add, remove, ...flags })
    }
    return changes
  }

  /** Says for good that an index holds arrays or shortened values; returns whether that is news. */
  const flag = (index: Index, { multikey, truncated }: { multikey: boolean; truncated: boolean }): boolean => {
    const news = (multikey && !index.multikey) || (truncated && !index.truncated)
    index.multikey ||= multikey
    index.truncated ||= truncated
    return news
  }

  const apply = (collection: Collection, id: Buffer, changes: readonly Change[]): void => {
    if (changes.filter((change) => flag(change.index, change)).length > 0) catalog.save(collection)
    for (const { add, remove } of changes) {
      for (const key of remove) storage.remove(key)
      for (const key of add) storage.put(key, id)
    }
  }

  return {
    /** Gives what is stored now. */
    insert: (collection: Collection, given: Doc, givenRaw?: Raw): { doc: Doc; raw: Raw } => {
      const doc = withId(given)
      checkId(doc._id)
      const raw = givenRaw && doc === given ? givenRaw : encode(doc)
      checkSize(raw)
      for (const name of Object.keys(doc))
        if (name.startsWith('$')) throw new StoreError(52, 'DollarPrefixedFieldName', `Field names may not start with '$': ${name}`)
      const { key: id, truncated } = encodeKey([doc._id])
      const key = documentKey(collection, id)
      if (storage.has(key)) throw duplicateKey(collection.ns, collection.indexes[0]!, doc)
      const changes = plan(collection, id, null, doc)
      if (flag(collection.indexes[0]!, { multikey: false, truncated })) catalog.save(collection)
      apply(collection, id, changes)
      storage.put(key, raw)
      return { doc, raw }
    },

    /** Gives what is stored now; undefined when nothing changed. `before` is `beforeRaw` as it was read. */
    replace: (collection: Collection, id: Buffer, beforeRaw: Raw, before: Doc, next: Doc): Raw | undefined => {
      const raw = encode(next)
      if (Buffer.compare(raw, beforeRaw) === 0) return undefined
      checkSize(raw)
      if (!encodeId(next._id).equals(id)) {
        throw new StoreError(66, 'ImmutableField', "Performing an update on the path '_id' would modify the immutable field '_id'")
      }
      apply(collection, id, plan(collection, id, before, next))
      storage.put(documentKey(collection, id), raw)
      return raw
    },

    remove: (collection: Collection, id: Buffer, beforeRaw: Raw): void => {
      apply(collection, id, plan(collection, id, decode(beforeRaw), null))
      storage.remove(documentKey(collection, id))
    },

    /** Fills a new index from the documents there are, a few at a time so that reading and writing do not meet. */
    build: (collection: Collection, index: Index): void => {
      const all = { start: collection.prefix, end: after(collection.prefix) }
      let start = all.start
      for (;;) {
        const rows = firstRows(storage.range({ ...all, start, exclusiveStart: start !== all.start }), BUILD_CHUNK)
        for (const { key, value } of rows) {
          const id = key.subarray(4)
          const doc = decode(value)
          const { keys, ...flags } = keysOf(index, doc, id)
          flag(index, flags)
          for (const entry of keys) {
            if (index.unique && storage.has(entry)) throw duplicateKey(collection.ns, index, doc)
            storage.put(entry, id)
          }
        }
        if (rows.length < BUILD_CHUNK) break
        start = rows.at(-1)!.key
      }
      catalog.save(collection)
    },
  }
}

export type Documents = ReturnType<typeof openDocuments>
