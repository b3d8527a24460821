import { type Doc, decode, type Raw } from './bson.ts'
import { type FindRequest, type Matched, sortedMatches } from './find.ts'
import type { Match } from './predicate.ts'
import { HANDOVER } from './scan.ts'
import type { Store } from './store.ts'
import { compileUpsert, type Update } from './update.ts'

/** Documents that a write may look at on the writer's thread; beyond that the reader finds them. */
const WRITER_BUDGET = 1000

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

/** `doc` is `raw` as it was read already, if it was. */
export const changeOne = (store: Store, spec: WriteSpec, { id, raw, doc }: Matched, result: WriteResult): void => {
  const collection = store.catalog.find(spec.request.ns)!
  result.matched++
  result.before = raw
  if (spec.change === 'remove') {
    store.documents.remove(collection, id, raw)
    result.modified++
    return
  }
  const match: Match = {}
  const before = doc?.() ?? decode(raw)
  // A slow predicate is not run here; its element is then unknown and `$` is refused.
  if (spec.change.positional && !spec.request.predicate.slow) spec.request.predicate.test(before, match)
  const next = spec.change.apply(spec.change.isShallow ? { ...before } : decode(raw), { element: match.element })
  const after = store.documents.replace(collection, id, raw, before, next)
  if (after) result.modified++
  result.after = after ?? raw
}

export const insertMissing = (store: Store, spec: WriteSpec, result: WriteResult): void => {
  if (!spec.upsert || spec.change === 'remove' || result.matched > 0) return
  const doc = compileUpsert(spec.query.filter as Doc, spec.change)
  const inserted = store.documents.insert(store.catalog.ensure(spec.request.ns), doc)
  result.upserted = { id: inserted.doc._id }
  result.after = inserted.raw
}

/** Finds and changes in the current transaction. Throws `HANDOVER`, before any put, where that would take too long. */
export const writeNow = (store: Store, spec: WriteSpec): WriteResult => {
  if (spec.request.predicate.slow) throw HANDOVER
  const found = [...sortedMatches(store.sight, spec.request, { left: WRITER_BUDGET })]
  const result = nothing()
  for (const one of found) changeOne(store, spec, one, result)
  insertMissing(store, spec, result)
  return result
}
