import { type Doc, decode, encode, type Raw } from './bson.ts'
import { digestOf } from './digest.ts'
import { StoreError } from './errors.ts'
import { type FindRequest, sortedMatches } from './find.ts'
import type { Match } from './predicate.ts'
import type { Candidate } from './reader-task.ts'
import { HANDOVER } from './scan.ts'
import type { Store } from './store.ts'
import { compileUpsert, type Update } from './update.ts'

/** Documents that a write may look at on the writer's thread; beyond that the reader finds them. */
const WRITER_BUDGET = 1000
/** Documents changed in one transaction. */
const CHUNK = 500
const MOST_ATTEMPTS = 5

/** One update, replacement or removal. */
export interface WriteSpec {
  request: FindRequest
  /** The query as it came, for the reader. */
  query: Doc
  change: Update | 'remove'
  upsert: boolean
  maxTimeMs?: number | undefined
}

export interface WriteResult {
  matched: number
  modified: number
  upserted: { id: unknown } | undefined
  /** The last document concerned, as it was and as it became. */
  before: Raw | undefined
  after: Raw | undefined
}

export const nothing = (): WriteResult => ({ matched: 0, modified: 0, upserted: undefined, before: undefined, after: undefined })

const changeOne = (store: Store, spec: WriteSpec, id: Buffer, raw: Raw, result: WriteResult): void => {
  const collection = store.catalog.find(spec.request.ns)!
  result.matched++
  result.before = raw
  if (spec.change === 'remove') {
    store.documents.remove(collection, id, raw)
    result.modified++
    return
  }
  const match: Match = {}
  // A slow predicate is not run here; its element is then unknown and `$` is refused.
  if (spec.change.positional && !spec.request.predicate.slow) spec.request.predicate.test(decode(raw), match)
  const next = spec.change.apply(decode(raw), { element: match.element })
  if (store.documents.replace(collection, id, raw, next)) {
    result.modified++
    result.after = encode(next)
  } else result.after = raw
}

const insertMissing = (store: Store, spec: WriteSpec, result: WriteResult): void => {
  if (!spec.upsert || spec.change === 'remove' || result.matched > 0) return
  const doc = compileUpsert(spec.query.filter as Doc, spec.change)
  const inserted = store.documents.insert(store.catalog.ensure(spec.request.ns), doc)
  result.upserted = { id: inserted._id }
  result.after = encode(inserted)
}

/** Finds and changes in the current transaction. Throws `HANDOVER`, before any put, where that would take too long. */
export const writeNow = (store: Store, spec: WriteSpec): WriteResult => {
  if (spec.request.predicate.slow) throw HANDOVER
  const found = [...sortedMatches(store.sight, spec.request, { left: WRITER_BUDGET })]
  const result = nothing()
  for (const { id, raw } of found) changeOne(store, spec, id, raw, result)
  insertMissing(store, spec, result)
  return result
}

/** Changes those candidates that are still what the reader saw; returns the ids of the others. */
const changeCandidates = (store: Store, spec: WriteSpec, candidates: readonly Candidate[], result: WriteResult): Uint8Array[] => {
  const collection = store.catalog.find(spec.request.ns)
  const stale: Uint8Array[] = []
  for (const { id, digest } of candidates) {
    const raw = collection && store.storage.get(Buffer.concat([collection.prefix, id]))
    if (!raw) continue
    if (digestOf(raw).equals(digest)) changeOne(store, spec, Buffer.from(id), raw, result)
    else stale.push(id)
  }
  return stale
}

/**
 * The way of a write whose query may take long: the reader finds the documents, the writer changes those that are unchanged
 * since; the rest is looked at again. So a slow query never delays other writers.
 */
export const writeLater = async (store: Store, spec: WriteSpec): Promise<WriteResult> => {
  const command = encode(spec.query)
  const result = nothing()
  let again: Uint8Array[] | undefined
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const candidates = await store.reader.run<'candidates'>(
      { kind: 'candidates', ns: spec.request.ns, command, ids: again },
      spec.maxTimeMs,
    )
    again = []
    for (let at = 0; at < candidates.length; at += CHUNK) {
      const chunk = candidates.slice(at, at + CHUNK)
      again.push(...(await store.commit.run(() => changeCandidates(store, spec, chunk, result))))
    }
    const single = spec.request.limit === 1
    if (again.length === 0 && !(single && result.matched === 0 && candidates.length > 0)) {
      await store.commit.run(() => insertMissing(store, spec, result))
      return result
    }
    if (single) again = undefined
  }
  throw new StoreError(112, 'WriteConflict', 'The documents kept changing while they were searched; please retry.')
}

export const write = async (store: Store, spec: WriteSpec): Promise<WriteResult> => {
  try {
    return await store.commit.run(() => writeNow(store, spec))
  } catch (error) {
    if (error !== HANDOVER) throw error
    return writeLater(store, spec)
  }
}
