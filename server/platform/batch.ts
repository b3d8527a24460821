import { AppError } from './errors.ts'

/** What a unique index said no to. */
export class DuplicateKey extends Error {
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
  insertMany(documents: any[], options: { ordered: false }): Promise<unknown>
  // biome-ignore lint/suspicious/noExplicitAny: see above
  bulkWrite(operations: any[], options: { ordered: false }): Promise<unknown>
}

interface WriteErrorLike {
  index: number
  code: number
  errmsg?: string
  keyPattern?: Record<string, unknown>
  err?: { keyPattern?: Record<string, unknown>; errmsg?: string; index?: number; code?: number }
}

const LIMIT = 256

/** Collects what arrives while one call to the store is under way and sends it in the next: the store syncs to disk once a call, not once a document. */
const batched = <T>(send: (items: T[]) => Promise<(Error | undefined)[]>) => {
  const waiting: { item: T; done: (error?: Error) => void }[] = []
  let sending = false
  const drain = async (): Promise<void> => {
    sending = true
    // Lets everything that is ready in this turn of the loop join the first batch.
    await Promise.resolve()
    while (waiting.length > 0) {
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
  for (const one of writeErrors) {
    const code = one.code ?? one.err?.code
    const index = one.index ?? one.err?.index ?? 0
    const text = one.errmsg ?? one.err?.errmsg ?? ''
    results[index] =
      code === 11000
        ? new DuplicateKey(one.keyPattern ?? one.err?.keyPattern ?? patternFrom(text))
        : new AppError('store', 'unavailable', 'The store refused a write.', { cause: new Error(text) })
  }
  return results
}

/** A bulk error carries the pattern only in its text on some servers: "… index: stream_1_seq_1 dup key: { stream: …, seq: … }". */
const patternFrom = (text: string): Record<string, unknown> => {
  const inside = /dup key: \{(.*)\}/.exec(text)?.[1] ?? ''
  return Object.fromEntries([...inside.matchAll(/(?:^|, )\s*([\w.]+):/g)].map((match) => [match[1], 1]))
}

/** Inserts through shared batches. Rejects with DuplicateKey when a unique index refuses the document. */
export const batchInserts = (collection: BatchCollection): ((document: { _id: string }) => Promise<void>) =>
  batched(async (documents) => {
    try {
      await collection.insertMany(documents, { ordered: false })
      return []
    } catch (error) {
      return errorsByIndex(error, documents.length)
    }
  })

/** Updates through shared batches; `operation` is one member of bulkWrite's list. Rejects with DuplicateKey as an upsert may. */
export const batchWrites = (collection: BatchCollection): ((operation: object) => Promise<void>) =>
  batched(async (operations) => {
    try {
      await collection.bulkWrite(operations, { ordered: false })
      return []
    } catch (error) {
      return errorsByIndex(error, operations.length)
    }
  })
