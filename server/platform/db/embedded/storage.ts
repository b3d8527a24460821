import { open, type RootDatabase } from 'lmdb'
import type { Raw } from './bson.ts'

export interface Range {
  start: Buffer
  end: Buffer
  reverse?: boolean
  inclusiveEnd?: boolean
  /** The key at `start` itself is left out: how a cursor goes on. */
  exclusiveStart?: boolean
  /** No other key than `start` can lie in it. */
  single?: boolean
}

export interface StoredEntry {
  key: Buffer
  value: Raw
}

/** What reading code may do; both workers have it. */
export interface Reader {
  get(key: Buffer): Raw | undefined
  has(key: Buffer): boolean
  /** Keys are only valid until the next step; copy what is kept. */
  range(range: Range): Iterable<StoredEntry>
  count(range: Range): number
  /** Reads from the newest commit on. */
  refresh(): void
}

/** Reads and writes of its storage go through it until it ends. */
export interface Transaction {
  /** On disk when this returns; throws when nothing of it is. */
  commit(): void
  abort(): void
}

export interface Storage extends Reader {
  put(key: Buffer, value: Raw): void
  remove(key: Buffer): void
  /** Runs in one transaction that is on disk when this returns; undone wholly when `work` throws. */
  transaction<T>(work: () => T): T
  /** One that stays open over turns of the loop. */
  begin(): Transaction
  /** Forgets readers whose process died; they would keep old pages from being used again. */
  forgetDeadReaders(): void
  close(): Promise<void>
}

const OPTIONS = {
  encoding: 'binary',
  keyEncoding: 'binary',
  // A commit returns after fsync. Of the overlapping kind lmdb believes after a kill that all it finds is on disk.
  overlappingSync: false,
  maxReaders: 64,
} as const

const openStore = (folder: string, readOnly: boolean): RootDatabase<Buffer, Buffer> =>
  open<Buffer, Buffer>({ ...OPTIONS, path: folder, noSubdir: false, readOnly })

const UNDONE = new Error('undone')

/** lmdb keeps a transaction open until the promise of its work is settled; this one settles when it is told to, and at once. */
const beginOn = (store: RootDatabase<Buffer, Buffer>): Transaction => {
  let finish = (): void => undefined
  let fail = (_reason: Error): void => undefined
  store.transactionSync(() => ({
    // biome-ignore lint/suspicious/noThenProperty: see above
    then: (resolve: () => void, reject: (reason: Error) => void) => {
      finish = resolve
      fail = reject
    },
  }))
  return {
    commit: () => finish(),
    abort: () => {
      try {
        fail(UNDONE)
      } catch (error) {
        if (error !== UNDONE) throw error
      }
    },
  }
}

const readerOf = (store: RootDatabase<Buffer, Buffer>): Reader => ({
  get: (key) => store.get(key),
  has: (key) => store.doesExist(key),
  range: (range) => store.getRange(range) as Iterable<StoredEntry>,
  count: (range) => store.getCount(range),
  refresh: () => store.resetReadTxn(),
})

export const openStorage = (folder: string): Storage => {
  const store = openStore(folder, false)
  return {
    ...readerOf(store),
    put: (key, value) => void store.put(key, Buffer.from(value.buffer, value.byteOffset, value.byteLength)),
    remove: (key) => void store.remove(key),
    transaction: (work) => store.transactionSync(work),
    begin: () => beginOn(store),
    forgetDeadReaders: () => void store.readerCheck(),
    close: () => store.close(),
  }
}

export const openReader = (folder: string): Reader & { close(): Promise<void> } => {
  const store = openStore(folder, true)
  return { ...readerOf(store), close: () => store.close() }
}

/** A consistent copy of a store that may be in use by another process, as one file in `target`. */
export const copyStore = async (folder: string, target: string): Promise<void> => {
  const store = openStore(folder, true)
  try {
    await store.backup(target, true)
  } finally {
    await store.close()
  }
}
