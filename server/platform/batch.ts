import { isDuplicateKey } from './db/database-errors.ts'
import type { WriteOptions } from './db/early.ts'
import { AppError } from './errors.ts'

/** What a unique index said no to. */
export class DuplicateKey extends Error {
  /** The server's own: whoever asks `isDuplicateKey` need not know that the write went through a batch. */
  readonly code = 11000
  readonly keyPattern: Record<string, unknown>
  constructor(keyPattern: Record<string, unknown>) {
    super(`duplicate key: ${Object.keys(keyPattern).join(', ')}`)
    this.name = 'DuplicateKey'
    this.keyPattern = keyPattern
  }
}

/** The part of the driver's collection that batching needs; mongoose's connection gives one. */
export interface BatchCollection {
  // The driver types its documents by ObjectId; the desk's ids are strings.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  insertMany(documents: any[], options: WriteOptions & { ordered: false }): Promise<unknown>
  // biome-ignore lint/suspicious/noExplicitAny: see above
  bulkWrite(operations: any[], options: WriteOptions & { ordered: false }): Promise<unknown>
}

interface WriteErrorLike {
  index: number
  code: number
  errmsg?: string
  keyPattern?: Record<string, unknown>
  err?: { keyPattern?: Record<string, unknown>; errmsg?: string; index?: number; code?: number }
}

const LIMIT = 256

/** Lets everything that has come in by this turn of the loop join: under load a turn brings many, and idle it is over at once. */
const turnOfLoop = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Collects what arrives while one call to the store is under way and sends it in the next: the store syncs to disk once a call, not once a document. */
export const batched = <T>(send: (items: T[]) => Promise<(Error | undefined)[]>) => {
  const waiting: { item: T; done: (error?: Error) => void }[] = []
  let sending = false
  const drain = async (): Promise<void> => {
    sending = true
    for (await turnOfLoop(); waiting.length > 0; await turnOfLoop()) {
      const batch = waiting.splice(0, LIMIT)
      let results: (Error | undefined)[]
      try {
        results = await send(batch.map((one) => one.item))
      } catch (error) {
        results = batch.map(() => error as Error)
      }
      for (const [index, one] of batch.entries()) one.done(results[index])
    }
    sending = false
  }
  return (item: T): Promise<void> =>
    new Promise((resolve, reject) => {
      waiting.push({ item, done: (error) => (error ? reject(error) : resolve()) })
      if (!sending) void drain()
    })
}

const errorsByIndex = (error: unknown, count: number): (Error | undefined)[] => {
  const raw = (error as { writeErrors?: WriteErrorLike | WriteErrorLike[] }).writeErrors
  const writeErrors = raw === undefined ? [] : Array.isArray(raw) ? raw : [raw]
  if (writeErrors.length === 0) throw error
  const results = new Array<Error | undefined>(count).fill(undefined)
  for (const one of writeErrors)
    results[one.index ?? one.err?.index ?? 0] = faultOf(
      one.code ?? one.err?.code,
      one.errmsg ?? one.err?.errmsg ?? '',
      one.keyPattern ?? one.err?.keyPattern,
    )
  return results
}

/** One write of several that was refused. */
export const faultOf = (code: number | undefined, text: string, keyPattern = patternFrom(text)): Error =>
  code === 11000
    ? new DuplicateKey(keyPattern)
    : new AppError('store', 'unavailable', 'The store refused a write.', { cause: new Error(text) })

/** A bulk error carries the pattern only in its text on some servers: "… index: stream_1_seq_1 dup key: { stream: …, seq: … }". */
const patternFrom = (text: string): Record<string, unknown> => {
  const inside = /dup key: \{(.*)\}/.exec(text)?.[1] ?? ''
  return Object.fromEntries([...inside.matchAll(/(?:^|, )\s*([\w.]+):/g)].map((match) => [match[1], 1]))
}

/** Inserts through shared batches. Rejects with DuplicateKey when a unique index refuses the document. */
export const batchInserts = <T extends { _id: string | number }>(
  collection: BatchCollection,
  options: WriteOptions = {},
): ((document: T) => Promise<void>) =>
  batched(async (documents) => {
    try {
      await collection.insertMany(documents, { ...options, ordered: false })
      return []
    } catch (error) {
      return errorsByIndex(error, documents.length)
    }
  })

/** Updates through shared batches; `operation` is one member of bulkWrite's list. Rejects with DuplicateKey as an upsert may. */
export const batchWrites = (collection: BatchCollection, options: WriteOptions = {}): ((operation: object) => Promise<void>) =>
  batched(async (operations) => {
    try {
      await collection.bulkWrite(operations, { ...options, ordered: false })
      return []
    } catch (error) {
      return errorsByIndex(error, operations.length)
    }
  })

/** Whether an insert found its place free: false when the document was there already. */
export const wasFree = async (insert: Promise<unknown>): Promise<boolean> => {
  try {
    await insert
    return true
  } catch (error) {
    if (isDuplicateKey(error)) return false
    throw error
  }
}

/** What a read by the driver lets one say about its answer. */
interface Answers {
  limit(count: number): Answers
  batchSize(size: number): Answers
  // biome-ignore lint/suspicious/noExplicitAny: see BatchCollection
  toArray(): Promise<any[]>
}

/** The part of the driver's collection that shared reads need. */
export interface FindCollection {
  // biome-ignore lint/suspicious/noExplicitAny: see BatchCollection
  find(filter: any): Answers
  // biome-ignore lint/suspicious/noExplicitAny: see BatchCollection
  findOne(filter: any): Promise<any>
}

/**
 * Reads by one field through shared calls: what is asked while one is under way is asked together in the next, so that each answer holds all that was
 * written before its question. Gives the documents whose `field` is the value and that `only` lets through, in no order, and no more than `most`.
 */
export const batchFinds = <T>(
  collection: FindCollection,
  field: keyof T & string,
  { only = {}, most = 0 }: { only?: Readonly<Record<string, unknown>>; most?: number } = {},
): ((value: string) => Promise<T[]>) => {
  const readSome = (condition: unknown, limit: number): Promise<T[]> =>
    collection
      .find({ ...only, [field]: condition })
      .limit(limit)
      .batchSize(1000)
      .toArray()
  const read = async (values: readonly string[]): Promise<T[]> => {
    if (values.length > 1) {
      const limit = most * values.length
      const found = await readSome({ $in: values }, limit)
      if (limit === 0 || found.length < limit) return found
      // One value may have taken the others' share.
      return (await Promise.all(values.map((value) => readSome(value, most)))).flat()
    }
    if (field !== '_id') return readSome(values[0], most)
    const one = (await collection.findOne({ ...only, [field]: values[0] })) as T | null
    return one ? [one] : []
  }
  const waiting: { value: string; resolve(found: T[]): void; reject(error: unknown): void }[] = []
  let isAsking = false
  const ask = async (): Promise<void> => {
    isAsking = true
    for (await turnOfLoop(); waiting.length > 0; await turnOfLoop()) {
      const batch = waiting.splice(0, LIMIT)
      const values = [...new Set(batch.map((one) => one.value))]
      try {
        const found = new Map<unknown, T[]>(values.map((value) => [value, []]))
        for (const one of await read(values)) found.get(one[field])?.push(one)
        for (const { value, resolve } of batch) resolve((found.get(value) ?? []).slice(0, most || undefined))
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    isAsking = false
  }
  return (value) =>
    new Promise((resolve, reject) => {
      waiting.push({ value, resolve, reject })
      if (!isAsking) void ask()
    })
}
