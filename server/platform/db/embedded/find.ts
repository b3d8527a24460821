import { asNumber, type Doc, decode, decodePromoted, encode, isDocument, type Raw } from './bson.ts'
import type { Catalog, Collection } from './catalog.ts'
import { badValue, StoreError } from './errors.ts'
import { compileExpression } from './expression.ts'
import { planQuery } from './planner.ts'
import { compileFilter, type Predicate } from './predicate.ts'
import { compileProjection, type Projection } from './projection.ts'
import { type Budget, type Found, HANDOVER, type ScanFrom, scan, UNLIMITED } from './scan.ts'
import { parseSort, type Sort, sorter, topOf } from './sort.ts'
import type { Reader } from './storage.ts'

/** A reply may be 16 MB and something; documents end it earlier. */
const BATCH_BYTES = 16 * 1024 * 1024
const FIRST_BATCH = 101
const CHUNK = 1000

export interface FindRequest {
  ns: string
  filter: Doc
  predicate: Predicate
  sort: Sort | undefined
  skip: number
  limit: number
  hint: unknown
  projection: Projection | undefined
}

/** Where a cursor stands: behind an index entry, or before the rest of a sorted list of ids. Plain data, so it may change threads. */
export type Position =
  | { kind: 'start' }
  | { kind: 'key'; index: number; range: number; key: Uint8Array; left: number }
  | { kind: 'ids'; ids: Uint8Array[] }

export interface Batch {
  docs: Raw[]
  position: Position | null
}

const count = (value: unknown, name: string): number => {
  const number = value === undefined || value === null ? 0 : asNumber(value)
  if (number === undefined || !Number.isInteger(number)) throw badValue(`${name} must be a whole number`)
  return number
}

export const toDocument = (value: unknown, name: string): Doc => {
  if (value === undefined || value === null) return {}
  if (!isDocument(value)) throw badValue(`${name} must be a document`)
  return value
}

/** Reads the fields that find, count, update and delete have in common. */
export const parseFind = (ns: string, command: Doc): FindRequest => {
  const filter = toDocument(command.filter, 'filter')
  const skip = count(command.skip, 'skip')
  if (skip < 0) throw badValue('skip must not be negative')
  return {
    ns,
    filter,
    predicate: compileFilter(filter, (expression) => compileExpression(expression, toDocument(command.let, 'let'))),
    sort: parseSort(command.sort),
    skip,
    limit: Math.abs(count(command.limit, 'limit')),
    hint: command.hint,
    projection: compileProjection(toDocument(command.projection, 'projection'), filter),
  }
}

export interface Sight {
  reader: Reader
  catalog: Catalog
}

export const matches = function* (sight: Sight, request: FindRequest, budget: Budget = UNLIMITED()): Generator<Found> {
  const collection = sight.catalog.find(request.ns)
  if (!collection) return
  yield* scan(sight.reader, collection, planQuery(collection, request.filter, undefined, request.hint), request.predicate, budget)
}

/** A document that matches, and how to read it once for all. */
export interface Matched {
  id: Buffer
  raw: Raw
  doc?(): Doc
}

/** The matches that a write is to change: in the order and number asked for. */
export function* sortedMatches(sight: Sight, request: FindRequest, budget: Budget = UNLIMITED()): Generator<Matched> {
  const collection = sight.catalog.find(request.ns)
  if (!collection) return
  const plan = planQuery(collection, request.filter, request.sort, request.hint)
  if (!plan.sorted) {
    for (const id of sortedIds(sight, collection, request, request.sort!, budget)) {
      yield { id, raw: sight.reader.get(Buffer.concat([collection.prefix, id]))! }
    }
    return
  }
  let left = request.limit || Number.POSITIVE_INFINITY
  for (const match of scan(sight.reader, collection, plan, request.predicate, budget)) {
    yield match
    if (--left === 0) return
  }
}

const sortedIds = (sight: Sight, collection: Collection, request: FindRequest, sort: Sort, budget: Budget): Buffer[] => {
  const { keysOf, compare } = sorter(sort)
  const wanted = request.limit > 0 ? request.skip + request.limit : Number.POSITIVE_INFINITY
  const top = topOf<{ keys: unknown[]; id: Buffer; bytes: number }>(compare, wanted, (item) => item.bytes)
  const plan = planQuery(collection, request.filter, undefined, request.hint)
  for (const found of scan(sight.reader, collection, plan, request.predicate, budget)) {
    const keys = keysOf(found.doc())
    top.add({
      keys,
      id: found.id,
      bytes: 100 + found.id.length + keys.reduce<number>((sum, key) => sum + (typeof key === 'string' ? key.length : 8), 0),
    })
  }
  return top
    .done()
    .slice(request.skip)
    .map((item) => item.id)
}

const collector = (batchSize: number, projection: Projection | undefined) => {
  const docs: Raw[] = []
  let bytes = 0
  return {
    docs,
    /** Returns false when the batch is full; the document then belongs to the next. */
    add: (raw: Raw, doc: () => Doc): boolean => {
      const out = projection ? encode(projection(doc())) : raw
      if (docs.length >= batchSize || (docs.length > 0 && bytes + out.length > BATCH_BYTES)) return false
      docs.push(out)
      bytes += out.length
      return true
    },
  }
}

const fromIds = (sight: Sight, collection: Collection, ids: readonly Uint8Array[], request: FindRequest, batchSize: number): Batch => {
  const batch = collector(batchSize, request.projection)
  for (let i = 0; i < ids.length; i++) {
    if (batch.docs.length >= batchSize) return { docs: batch.docs, position: { kind: 'ids', ids: ids.slice(i) } }
    const raw = sight.reader.get(Buffer.concat([collection.prefix, ids[i]!]))
    if (raw && !batch.add(raw, () => decode(raw))) return { docs: batch.docs, position: { kind: 'ids', ids: ids.slice(i) } }
  }
  return { docs: batch.docs, position: null }
}

/**
 * One batch of a find, from the start or from where the last batch ended. After `batchMs` milliseconds it ends with what was found, so that a long list is
 * read to its end however long that takes.
 */
export const runFind = (
  sight: Sight,
  request: FindRequest,
  from: Position | null,
  given: { batchSize?: number | undefined; budget?: Budget; batchMs?: number } = {},
): Batch => {
  const budget = given.budget ?? UNLIMITED()
  const collection = sight.catalog.find(request.ns)
  if (!collection) return { docs: [], position: null }
  const position = from?.kind === 'start' ? null : from
  const batchSize = given.batchSize ?? (position ? Number.POSITIVE_INFINITY : FIRST_BATCH)
  if (position?.kind === 'ids') return fromIds(sight, collection, position.ids, request, batchSize)

  if (batchSize === 0) return { docs: [], position: from ?? { kind: 'start' } }

  const plan = planQuery(collection, request.filter, request.sort, request.hint)
  if (position && plan.index.id !== position.index) throw new StoreError(175, 'QueryPlanKilled', 'the indexes of the collection changed')
  if (!plan.sorted) return fromIds(sight, collection, sortedIds(sight, collection, request, request.sort!, budget), request, batchSize)

  let skip = position ? 0 : request.skip
  let left = position ? position.left : request.limit || Number.POSITIVE_INFINITY
  const batch = collector(batchSize, request.projection)
  const endsAt = performance.now() + (given.batchMs ?? Number.POSITIVE_INFINITY)
  let last: ScanFrom | undefined = position ? { range: position.range, key: Buffer.from(position.key) } : undefined
  for (const found of scan(sight.reader, collection, plan, request.predicate, budget, last)) {
    if (skip > 0) {
      skip--
      continue
    }
    const isOutOfTime = batch.docs.length > 0 && performance.now() > endsAt
    if (isOutOfTime || !batch.add(found.raw, found.doc))
      return { docs: batch.docs, position: { kind: 'key', index: plan.index.id, range: last!.range, key: last!.key, left } }
    last = { range: found.range, key: found.key }
    left--
    if (left === 0) return { docs: batch.docs, position: null }
  }
  return { docs: batch.docs, position: null }
}

/** All matches as plain documents, a part at a time. */
export function* sourceOf(sight: Sight, request: FindRequest): Generator<Doc> {
  let position: Position | null = null
  do {
    const batch = runFind(sight, request, position, { batchSize: CHUNK })
    for (const raw of batch.docs) yield decodePromoted(raw)
    position = batch.position
  } while (position)
}

/** How many match. Throws `HANDOVER` where the budget ends. */
export const runCount = (sight: Sight, request: FindRequest, budget: Budget = UNLIMITED()): number => {
  const collection = sight.catalog.find(request.ns)
  if (!collection) return 0
  const window = (all: number) => Math.max(0, Math.min(all - request.skip, request.limit || Number.POSITIVE_INFINITY))
  const wanted = request.limit > 0 ? request.skip + request.limit : Number.POSITIVE_INFINITY
  const plan = planQuery(collection, request.filter, undefined, request.hint)
  let n = 0
  if (plan.exact) {
    // A whole collection may be long even to count.
    if (plan.whole && budget.left < Number.POSITIVE_INFINITY) throw HANDOVER
    for (const range of plan.ranges) n += sight.reader.count(range)
    return window(n)
  }
  for (const _ of matches(sight, request, budget)) if (++n >= wanted) break
  return window(n)
}
