import { decode, encode, type Raw } from './bson.ts'
import { digestOf } from './digest.ts'
import { StoreError } from './errors.ts'
import type { Candidate, CandidatePage } from './reader-task.ts'
import { HANDOVER } from './scan.ts'
import type { Store } from './store.ts'
import { changeOne, insertMissing, nothing, type WriteResult, type WriteSpec, writeNow } from './write.ts'

/** Documents changed in one transaction. */
const CHUNK = 500
const MOST_ATTEMPTS = 5

interface Changed {
  result: WriteResult
  /** Candidates that changed since the reader saw them. */
  stale: Uint8Array[]
}

const addTo = (total: WriteResult, part: WriteResult): void => {
  total.matched += part.matched
  total.modified += part.modified
  total.before = part.before ?? total.before
  total.after = part.after ?? total.after
}

/** A quick predicate is simply asked again; after a slow one the document must be what the reader saw. */
const isStill = (spec: WriteSpec, raw: Raw, { digest }: Candidate): boolean | undefined => {
  if (!spec.request.predicate.slow) return spec.request.predicate.test(decode(raw))
  return digestOf(raw).equals(digest) ? true : undefined
}

const changeCandidates = (store: Store, spec: WriteSpec, candidates: readonly Candidate[]): Changed => {
  const collection = store.catalog.find(spec.request.ns)
  const changed: Changed = { result: nothing(), stale: [] }
  for (const candidate of candidates) {
    const raw = collection && store.storage.get(Buffer.concat([collection.prefix, candidate.id]))
    if (!raw) continue
    const matches = isStill(spec, raw, candidate)
    if (matches) changeOne(store, spec, { id: Buffer.from(candidate.id), raw }, changed.result)
    else if (matches === undefined) changed.stale.push(candidate.id)
  }
  return changed
}

const changeAll = async (store: Store, spec: WriteSpec, candidates: readonly Candidate[], total: WriteResult): Promise<Uint8Array[]> => {
  const stale: Uint8Array[] = []
  for (let at = 0; at < candidates.length; at += CHUNK) {
    const chunk = candidates.slice(at, at + CHUNK)
    const changed = await store.commit.run(() => changeCandidates(store, spec, chunk))
    addTo(total, changed.result)
    stale.push(...changed.stale)
  }
  return stale
}

const conflict = () => new StoreError(112, 'WriteConflict', 'The documents kept changing while they were searched; please retry.')

/** One document: the first that matches, and again when it changed or went meanwhile. */
const changeFirst = async (store: Store, spec: WriteSpec, command: Raw, total: WriteResult): Promise<void> => {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const task = { kind: 'candidates', ns: spec.request.ns, command, ids: undefined, from: undefined } as const
    const { found } = await store.reader.run<'candidates'>(task, spec.maxTimeMs)
    await changeAll(store, spec, found, total)
    if (total.matched > 0 || found.length === 0) return
  }
  throw conflict()
}

/**
 * Many documents. What is more than one look can take in is gone through by `_id`, which updates do not move, one part after
 * the other; each part is bounded in time, the whole is not.
 */
const changeMany = async (store: Store, spec: WriteSpec, command: Raw, total: WriteResult): Promise<void> => {
  let stale: Uint8Array[] = []
  let from: CandidatePage['more'] | undefined
  do {
    const page: CandidatePage = await store.reader.run<'candidates'>(
      { kind: 'candidates', ns: spec.request.ns, command, ids: undefined, from },
      spec.maxTimeMs,
    )
    stale.push(...(await changeAll(store, spec, page.found, total)))
    from = page.more
  } while (from)
  for (let attempt = 0; stale.length > 0; attempt++) {
    if (attempt === MOST_ATTEMPTS) throw conflict()
    const { found } = await store.reader.run<'candidates'>(
      { kind: 'candidates', ns: spec.request.ns, command, ids: stale, from: undefined },
      spec.maxTimeMs,
    )
    stale = await changeAll(store, spec, found, total)
  }
}

/**
 * The way of a write whose query may take long: the reader finds the documents, the writer changes those that still match.
 * So a slow query never delays other writers.
 */
export const writeLater = async (store: Store, spec: WriteSpec): Promise<WriteResult> => {
  const command = encode(spec.query)
  const total = nothing()
  await (spec.request.limit === 1 ? changeFirst : changeMany)(store, spec, command, total)
  await store.commit.run(() => insertMissing(store, spec, total))
  return total
}

export const write = async (store: Store, spec: WriteSpec, isEarly: boolean): Promise<WriteResult> => {
  try {
    return await store.commit.run(() => writeNow(store, spec), isEarly)
  } catch (error) {
    if (error !== HANDOVER) throw error
    return writeLater(store, spec)
  }
}
