import { decode, type Raw } from './bson.ts'
import { digestOf } from './digest.ts'
import { type FindRequest, type Sight, sortedMatches } from './find.ts'
import { planQuery } from './planner.ts'
import type { Candidate, CandidatePage, PageFrom } from './reader-task.ts'
import { type Budget, HANDOVER, scan } from './scan.ts'

/** What one part of a large write looks at: well within the time a command has. */
const PAGE = 20_000

const collect = (request: FindRequest, matches: Iterable<{ id: Buffer; raw: Raw }>): Candidate[] => {
  const found: Candidate[] = []
  // Only after a slow predicate must the writer know that the document is unchanged.
  for (const { id, raw } of matches) found.push({ id, digest: request.predicate.slow ? digestOf(raw) : new Uint8Array() })
  return found
}

const again = (sight: Sight, request: FindRequest, ids: readonly Uint8Array[]): Candidate[] => {
  const collection = sight.catalog.find(request.ns)
  if (!collection) return []
  const rows = ids.flatMap((id) => {
    const raw = sight.reader.get(Buffer.concat([collection.prefix, id]))
    return raw && request.predicate.test(decode(raw)) ? [{ id: Buffer.from(id), raw }] : []
  })
  return collect(request, rows)
}

const byId = (sight: Sight, request: FindRequest, from: PageFrom): CandidatePage => {
  const collection = sight.catalog.find(request.ns)
  if (!collection) return { found: [], more: null }
  const plan = planQuery(collection, request.filter, undefined, '_id_')
  const budget: Budget = { left: PAGE }
  const start = from === 'start' ? undefined : { range: from.range, key: Buffer.from(from.key) }
  const found: Candidate[] = []
  try {
    for (const { id, raw } of scan(sight.reader, collection, plan, request.predicate, budget, start))
      found.push(...collect(request, [{ id, raw }]))
    return { found, more: null }
  } catch (error) {
    if (error !== HANDOVER) throw error
    return { found, more: budget.at ?? null }
  }
}

/** The documents a write may be about: those with `ids`, a part of all by `_id`, or all at once where these are few enough. */
export const findCandidates = (
  sight: Sight,
  request: FindRequest,
  ids: readonly Uint8Array[] | undefined,
  from: PageFrom | null | undefined,
): CandidatePage => {
  if (ids) return { found: again(sight, request, ids), more: null }
  if (from) return byId(sight, request, from)
  if (request.limit === 1) return { found: collect(request, sortedMatches(sight, request)), more: null }
  try {
    return { found: collect(request, sortedMatches(sight, request, { left: PAGE })), more: null }
  } catch (error) {
    if (error !== HANDOVER) throw error
    return { found: [], more: 'start' }
  }
}
