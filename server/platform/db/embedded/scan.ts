import { type Doc, decode, type Raw } from './bson.ts'
import type { Collection } from './catalog.ts'
import { ID_INDEX, keysOf } from './indexes.ts'
import type { Plan } from './planner.ts'
import type { Predicate } from './predicate.ts'
import type { Range, Reader, StoredEntry } from './storage.ts'

/** Thrown where a command looks at more than it may on the writer's thread; the reader then does it from the start. */
export const HANDOVER = Symbol('handover')

const COUNTED_BYTES = 8192

export interface ScanFrom {
  range: number
  key: Buffer
}

export interface Budget {
  /** Documents that may still be looked at; a large one counts for several. */
  left: number
  /** The entry that was looked at last, where another scan may go on. */
  at?: ScanFrom
}

export const UNLIMITED = (): Budget => ({ left: Number.POSITIVE_INFINITY })

export interface Found {
  id: Buffer
  raw: Raw
  /** The index entry by which it was found: where a cursor goes on. */
  key: Buffer
  range: number
  doc(): Doc
}

const inside = (key: Buffer, { start, end, reverse }: Range): boolean => {
  const [low, high] = reverse ? [end, start] : [start, end]
  return key.compare(low) >= 0 && key.compare(high) < 0
}

/** A document with several keys is taken at the first the scan meets; no set of what was seen is needed, also after a pause. */
const isFirstKey = (plan: Plan, found: Found, doc: Doc): boolean => {
  const { keys } = keysOf(plan.index, doc, found.id)
  for (let at = 0; at <= found.range; at++) {
    const range = plan.ranges[at]!
    for (const key of keys) {
      if (!inside(key, range)) continue
      if (at < found.range) return false
      const order = key.compare(found.key)
      if (range.reverse ? order > 0 : order < 0) return false
    }
  }
  return true
}

/** A look-up costs a tenth of a cursor. */
const onlyEntry = (reader: Reader, { start, exclusiveStart }: Range): StoredEntry[] => {
  const value = exclusiveStart ? undefined : reader.get(start)
  return value === undefined ? [] : [{ key: start, value }]
}

/** Documents that match, in the order of the plan, from a position on. */
export function* scan(
  reader: Reader,
  collection: Collection,
  plan: Plan,
  predicate: Predicate,
  budget: Budget,
  from?: ScanFrom,
): Generator<Found> {
  const isId = plan.index.id === ID_INDEX
  for (let range = from?.range ?? 0; range < plan.ranges.length; range++) {
    const bounds = plan.ranges[range]!
    const resumed = from && range === from.range ? { ...bounds, start: from.key, exclusiveStart: true } : bounds
    for (const entry of bounds.single ? onlyEntry(reader, resumed) : reader.range(resumed)) {
      const key = bounds.single ? entry.key : Buffer.from(entry.key)
      const id = isId ? key.subarray(4) : Buffer.from(entry.value)
      const raw = isId ? entry.value : reader.get(Buffer.concat([collection.prefix, id]))
      if (budget.left <= 0) throw HANDOVER
      budget.left -= 1 + (raw ? raw.length / COUNTED_BYTES : 0)
      budget.at = { range, key }
      if (!raw) continue
      let decoded: Doc | undefined
      const doc = (): Doc => {
        decoded ??= decode(raw)
        return decoded
      }
      if (!plan.exact && !predicate.test(doc())) continue
      const found: Found = { id, raw, key, range, doc }
      if (plan.index.multikey && !isFirstKey(plan, found, doc())) continue
      yield found
    }
  }
}
