import { bsonType, type Doc, isDocument } from './bson.ts'
import { ORDER, regexParts, typeOrder } from './compare.ts'
import { isOperators } from './predicate.ts'
import { compileRegex } from './regex.ts'

export interface Limit {
  value: unknown
  inclusive: boolean
}

/** What a filter says about one path, as far as an index can use it. */
export interface Bound {
  points?: unknown[]
  low?: Limit
  high?: Limit
  /** Strings beginning so. */
  prefix?: string
  /** Stands for `$exists: true`, which only tells that a partial or sparse index may be used. */
  exists?: true
}

export type Bounds = Map<string, Bound>

const canPoint = (value: unknown): boolean =>
  value !== undefined &&
  !Array.isArray(value) &&
  !(value instanceof RegExp) &&
  bsonType(value) !== 'BSONRegExp' &&
  bsonType(value) !== 'Decimal128' &&
  !isOperators(value)

export const canLimit = (value: unknown): boolean => {
  const type = typeOrder(value)
  return (
    canPoint(value) && !isDocument(value) && type !== ORDER.null && type !== ORDER.minKey && type !== ORDER.maxKey && !Number.isNaN(value)
  )
}

const prefixOfRegex = (value: unknown, options?: unknown): string | undefined => {
  const isText = typeof value === 'string'
  if (!isText && !(value instanceof RegExp) && bsonType(value) !== 'BSONRegExp') return undefined
  const { pattern, options: own } = isText ? { pattern: value, options: '' } : regexParts(value)
  return compileRegex(pattern, typeof options === 'string' ? options : own).prefix
}

const readOperator = (bound: Bound, name: string, value: unknown, siblings: Doc): void => {
  if (name === '$eq' && canPoint(value)) bound.points ??= [value]
  else if (name === '$in' && Array.isArray(value) && value.every(canPoint)) bound.points ??= value
  else if ((name === '$gt' || name === '$gte') && canLimit(value)) bound.low ??= { value, inclusive: name === '$gte' }
  else if ((name === '$lt' || name === '$lte') && canLimit(value)) bound.high ??= { value, inclusive: name === '$lte' }
  else if (name === '$exists' && value === true) bound.exists = true
  else if (name === '$regex') {
    const prefix = prefixOfRegex(value, siblings.$options)
    if (prefix !== undefined) bound.prefix ??= prefix
  }
}

/** Reads the conditions that every match fulfils. Each only narrows, so leaving one out is never wrong. */
export const boundsOf = (filter: Doc, bounds: Bounds = new Map()): Bounds => {
  for (const [name, value] of Object.entries(filter)) {
    if (name === '$and' && Array.isArray(value)) for (const clause of value) boundsOf(clause as Doc, bounds)
    if (name.startsWith('$')) continue
    const bound = bounds.get(name) ?? {}
    if (isOperators(value)) for (const [operator, argument] of Object.entries(value)) readOperator(bound, operator, argument, value)
    else if (canPoint(value)) bound.points ??= [value]
    else {
      const prefix = prefixOfRegex(value)
      if (prefix !== undefined && typeof value !== 'string') bound.prefix ??= prefix
    }
    if (Object.keys(bound).length > 0) bounds.set(name, bound)
  }
  return bounds
}
