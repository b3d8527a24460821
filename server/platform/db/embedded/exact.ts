import { type Bounds, canLimit } from './bounds.ts'
import { asNumber, type Doc } from './bson.ts'
import { ORDER, typeOrder } from './compare.ts'
import type { Index } from './indexes.ts'
import { encodeBound } from './keys.ts'
import { isOperators } from './predicate.ts'

const LOW = ['$gt', '$gte']
const HIGH = ['$lt', '$lte']

/** Points that index keys tell apart as filters do: null also means missing, and documents are left to the predicate. */
const isPlain = (value: unknown): boolean => canLimit(value)

const isExactRange = (condition: Doc): boolean => {
  const names = Object.keys(condition)
  const low = names.filter((name) => LOW.includes(name))
  const high = names.filter((name) => HIGH.includes(name))
  if (names.length !== low.length + high.length || low.length > 1 || high.length > 1) return false
  const values = Object.values(condition)
  if (!values.every((value) => canLimit(value) && !encodeBound(value, 1).isCut) || new Set(values.map(typeOrder)).size !== 1) return false
  // Without a lower end a range of numbers would take in NaN, which is below every number and matches none.
  return low.length === 1 || typeOrder(values[0]) !== ORDER.number || asNumber(values[0]) === undefined
}

const isExactPoint = (condition: unknown): boolean => {
  if (!isOperators(condition)) return isPlain(condition)
  const names = Object.keys(condition)
  if (names.length !== 1) return false
  if (names[0] === '$eq') return isPlain(condition.$eq)
  return names[0] === '$in' && Array.isArray(condition.$in) && condition.$in.every(isPlain)
}

/**
 * Whether what lies in the ranges of an index is exactly what a filter selects, so that documents need not be looked at.
 * `depth` fields of the index are fixed to points and the next may be narrowed by a range.
 */
export const isExact = (index: Index, filter: Doc, bounds: Bounds, depth: number, ranged: boolean): boolean => {
  if (index.multikey || index.truncated) return false
  const used = index.fields.slice(0, depth + (ranged ? 1 : 0))
  return Object.entries(filter).every(([path, condition]) => {
    const at = used.indexOf(path)
    if (at < 0 || !bounds.has(path)) return false
    return at < depth ? isExactPoint(condition) : isOperators(condition) && isExactRange(condition)
  })
}
