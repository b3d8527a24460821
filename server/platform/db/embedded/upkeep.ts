import type { Collection } from './catalog.ts'
import type { Index } from './indexes.ts'
import { after } from './keys.ts'
import { rangesOf } from './ranges.ts'
import type { Store } from './store.ts'

/** Small enough that writers hardly notice. */
const CHUNK = 500

const expireSome = (store: Store, ns: string, name: string): number => {
  const collection = store.catalog.find(ns)
  const index = collection?.indexes.find((other) => other.name === name)
  if (!collection || index?.expireAfterSeconds === undefined) return 0
  const ids = expiredIds(store, index)
  let removed = 0
  for (const id of ids) {
    const raw = store.storage.get(Buffer.concat([collection.prefix, id]))
    if (!raw) continue
    store.documents.remove(collection, id, raw)
    removed++
  }
  return removed
}

const expiredIds = (store: Store, index: Index): Buffer[] => {
  const high = { value: new Date(Date.now() - index.expireAfterSeconds! * 1000), inclusive: true }
  const [range] = rangesOf(index.prefix, [[]], index.directions, { high }, true)
  const ids: Buffer[] = []
  for (const { value } of store.storage.range(range!)) {
    ids.push(Buffer.from(value))
    if (ids.length === CHUNK) break
  }
  return ids
}

const emptySome = (store: Store): number => {
  const [prefix] = store.catalog.trash()
  if (!prefix) return 0
  const keys: Buffer[] = []
  for (const { key } of store.storage.range({ start: prefix, end: after(prefix) })) {
    keys.push(Buffer.from(key))
    if (keys.length === CHUNK) break
  }
  for (const key of keys) store.storage.remove(key)
  if (keys.length < CHUNK) store.catalog.forgetTrash(prefix)
  return keys.length
}

const expiring = (store: Store): { collection: Collection; index: Index }[] =>
  [...store.catalog.collections.values()].flatMap((collection) =>
    collection.indexes.filter((index) => index.expireAfterSeconds !== undefined).map((index) => ({ collection, index })),
  )

/** Removes what has expired and empties what was dropped, in small transactions between those of the clients. */
export const keepUp = async (store: Store): Promise<void> => {
  store.storage.forgetDeadReaders()
  for (const { collection, index } of expiring(store)) {
    if (expiredIds(store, index).length === 0) continue
    while ((await store.commit.run(() => expireSome(store, collection.ns, index.name))) === CHUNK);
  }
  while (store.catalog.trash().length > 0) await store.commit.run(() => emptySome(store))
}

export const startUpkeep = (store: Store, everyMs: number, onError: (error: unknown) => void): (() => void) => {
  let running = false
  const timer = setInterval(() => {
    if (running) return
    running = true
    keepUp(store)
      .catch(onError)
      .finally(() => {
        running = false
      })
  }, everyMs)
  return () => clearInterval(timer)
}
