import { asNumber, type Doc, decode, encode, isDocument, type Raw } from '../bson.ts'
import type { Source } from '../cursors.ts'
import { failedToParse } from '../errors.ts'
import { type FindRequest, type Position, parseFind, runCount } from '../find.ts'
import { HANDOVER } from '../scan.ts'
import type { Store } from '../store.ts'
import { type Command, maxTimeOf, namespaceOf, refuseCollation } from './command.ts'
import { READ_BUDGET } from './find.ts'

const BATCH_BYTES = 16 * 1024 * 1024
const FIRST_BATCH = 101

const countIn = (store: Store, request: FindRequest, command: Doc, maxTimeMs: number | undefined): number | Promise<number> => {
  if (!request.predicate.slow) {
    try {
      return runCount(store.sight, request, { left: READ_BUDGET })
    } catch (error) {
      if (error !== HANDOVER) throw error
    }
  }
  return store.reader.run<'count'>({ kind: 'count', ns: request.ns, command: encode(command) }, maxTimeMs)
}

/** What drivers send for countDocuments: `$match`, `$skip`, `$limit` and a group that counts. */
const asCount = (pipeline: Doc[]): { query: Doc; id: unknown } | undefined => {
  const last = pipeline.at(-1)?.$group
  if (
    !isDocument(last) ||
    !isDocument(last.n) ||
    Object.keys(last).length !== 2 ||
    asNumber(last.n.$sum) !== 1 ||
    Object.keys(last.n).length !== 1
  )
    return undefined
  if (last._id !== null && typeof last._id !== 'number') return undefined
  const query: Doc = {}
  for (const stage of pipeline.slice(0, -1)) {
    const name = Object.keys(stage)[0]!
    if (name === '$match' && !('filter' in query) && !('skip' in query) && !('limit' in query)) query.filter = stage.$match
    else if (name === '$skip' && !('skip' in query) && !('limit' in query)) query.skip = stage.$skip
    else if (name === '$limit' && !('limit' in query)) query.limit = stage.$limit
    else return undefined
  }
  return { query, id: last._id }
}

/** Gives out what the reader made in batches, and asks it for more when that is used up. */
const sourceOf = (store: Store, ns: string, command: Raw, now: number): Source => {
  let pending: Raw[] = []
  let position: Position | null = null
  let begun = false
  return async (batchSize, maxTimeMs) => {
    while (pending.length === 0 && (position || !begun)) {
      const part: { docs: Raw[]; position: Position | null } = await store.reader.run<'aggregate'>(
        { kind: 'aggregate', ns, command, position, now },
        maxTimeMs,
      )
      begun = true
      pending = part.docs
      position = part.position
    }
    let taken = 0
    for (let bytes = 0; taken < pending.length && taken < (batchSize ?? Number.POSITIVE_INFINITY); taken++) {
      bytes += pending[taken]!.length
      if (taken > 0 && bytes > BATCH_BYTES) break
    }
    const docs = pending.slice(0, taken)
    pending = pending.slice(taken)
    return { docs, done: pending.length === 0 && position === null }
  }
}

export const aggregate: Command = {
  fields: ['pipeline', 'cursor', 'hint', 'let', 'allowDiskUse', 'bypassDocumentValidation', 'collation'],
  run: async (store, call) => {
    const { command } = call
    refuseCollation(command.collation)
    const ns = namespaceOf(call)
    if (!Array.isArray(command.pipeline) || !command.pipeline.every(isDocument))
      throw failedToParse("'pipeline' must be an array of stages")
    if (!isDocument(command.cursor)) throw failedToParse("The 'cursor' option is required")
    const maxTimeMs = maxTimeOf(command)
    const counted = asCount(command.pipeline as Doc[])
    if (counted) {
      const query = { ...counted.query, let: command.let, hint: command.hint }
      const n = await countIn(store, parseFind(ns, query), query, maxTimeMs)
      return store.cursors.first(ns, n > 0 ? [encode({ _id: counted.id, n })] : [], null)
    }
    const source = sourceOf(store, ns, encode({ pipeline: command.pipeline, let: command.let, hint: command.hint }), Date.now())
    const batchSize = asNumber(command.cursor.batchSize) ?? FIRST_BATCH
    if (batchSize === 0) return store.cursors.first(ns, [], source)
    const { docs, done } = await source(batchSize, maxTimeMs)
    return store.cursors.first(ns, docs, done ? null : source)
  },
}

export const count: Command = {
  fields: ['query', 'limit', 'skip', 'hint', 'collation', 'fields'],
  run: async (store, call) => {
    const { command } = call
    refuseCollation(command.collation)
    const query = { filter: command.query, skip: command.skip, limit: command.limit, hint: command.hint }
    return { n: await countIn(store, parseFind(namespaceOf(call), query), query, maxTimeOf(command)), ok: 1 }
  },
}

export const distinct: Command = {
  fields: ['key', 'query', 'hint', 'collation'],
  run: async (store, call) => {
    const { command } = call
    refuseCollation(command.collation)
    if (typeof command.key !== 'string') throw failedToParse("'key' must be a string")
    const query = { filter: command.query, hint: command.hint }
    const raw = await store.reader.run<'distinct'>(
      { kind: 'distinct', ns: namespaceOf(call), command: encode(query), path: command.key },
      maxTimeOf(command),
    )
    return { ...decode(raw), ok: 1 }
  },
}
