import { type Bound, type Bounds, boundsOf } from './bounds.ts'
import { asNumber, type Doc } from './bson.ts'
import type { Collection } from './catalog.ts'
import { equal } from './compare.ts'
import { badValue } from './errors.ts'
import { isExact } from './exact.ts'
import { ID_INDEX, type Index } from './indexes.ts'
import { isRange, rangesOf } from './ranges.ts'
import type { Range } from './storage.ts'

/** More combinations than this of `$in` lists are looked up by their first field alone. */
const MOST_COMBINATIONS = 20_000

export interface Plan {
  index: Index
  ranges: Range[]
  /** The order of the index is the order asked for. */
  sorted: boolean
  /** No condition narrows it: every document is looked at. */
  whole: boolean
  /** What the ranges hold is what the filter selects. */
  exact: boolean
}

interface Use {
  points: unknown[][]
  depth: number
  bound: Bound | undefined
}

const implied = (index: Index, filter: Doc, bounds: Bounds): boolean => {
  if (!index.partial) return true
  return index.partial.conditions.every(({ path, condition, holds }) => {
    if (Object.hasOwn(filter, path) && equal(filter[path], condition)) return true
    const points = bounds.get(path)?.points
    return points !== undefined && !path.startsWith('$') && points.every((point) => point !== null && holds(point))
  })
}

/** A sparse index lacks documents without any of its fields, so some condition must rule these out. */
const coversMissing = (index: Index, bounds: Bounds): boolean =>
  !index.sparse ||
  index.fields.some((field) => {
    const bound = bounds.get(field)
    return bound !== undefined && (isRange(bound) || bound.exists === true || bound.points?.every((point) => point !== null) === true)
  })

/**
 * A filter may be fulfilled by different elements of one array, an entry of an index comes of one: so only one of the fields that may share an array
 * narrows, as in MongoDB.
 */
const mayShareArray = (index: Index, at: number): boolean =>
  index.multikey && index.paths.slice(0, at).some((path) => path[0] === index.paths[at]![0])

const narrow = (index: Index, bounds: Bounds): Use => {
  let points: unknown[][] = [[]]
  let depth = 0
  const boundAt = (at: number) => (at < index.fields.length && !mayShareArray(index, at) ? bounds.get(index.fields[at]!) : undefined)
  for (;;) {
    const here = boundAt(depth)?.points
    if (!here || points.length * here.length > MOST_COMBINATIONS) break
    points = points.flatMap((before) => here.map((point) => [...before, point]))
    depth++
  }
  const bound = boundAt(depth)
  return { points, depth, bound: isRange(bound) ? bound : undefined }
}

type Order = 'forward' | 'backward' | undefined

/** Whether an index yields the order asked for, read from one end or the other. */
const orderOf = (index: Index, use: Use, sort: Record<string, number>, bounds: Bounds): Order => {
  if (index.multikey || index.truncated || use.points.length !== 1) return undefined
  const asked = Object.keys(sort).filter(
    (field) => !index.fields.slice(0, use.depth).includes(field) || bounds.get(field)?.points?.length !== 1,
  )
  let order: Order
  for (let i = 0; i < asked.length; i++) {
    const at = use.depth + i
    if (index.fields[at] !== asked[i]) return undefined
    const here: Order = index.directions[at] === sort[asked[i]!] ? 'forward' : 'backward'
    if (order && order !== here) return undefined
    order = here
  }
  return order ?? 'forward'
}

const backward = (ranges: Range[]): Range[] =>
  ranges
    .map((range) =>
      range.single ? range : { start: range.end, end: range.start, reverse: true, exclusiveStart: true, inclusiveEnd: true },
    )
    .reverse()

/** Chooses the index that narrows most; without one, the documents in the order of their ids. */
export const planQuery = (collection: Collection, filter: Doc, sort?: Record<string, number>, hint?: unknown): Plan => {
  const bounds = boundsOf(filter)
  let best: { index: Index; use: Use; order: Order; score: number } | undefined
  const hinted = hintedIndex(collection, hint)
  // Nothing narrows more than the ids themselves.
  const byId = !hinted && !sort && bounds.get('_id')?.points ? collection.indexes[0] : undefined
  for (const index of hinted ? [hinted] : byId ? [byId] : collection.indexes) {
    if (!hinted && (!implied(index, filter, bounds) || !coversMissing(index, bounds))) continue
    const use = narrow(index, bounds)
    const order = sort ? orderOf(index, use, sort, bounds) : undefined
    const complete = index.unique && use.depth === index.fields.length
    const score = (complete ? 1000 : 0) + use.depth * 20 + (use.bound ? 8 : 0) + (order ? 12 : 0)
    if (!best || score > best.score || (score === best.score && index.partial && score > 0)) best = { index, use, order, score }
  }
  const { index, use, order } = best!
  const prefix = index.id === ID_INDEX ? collection.prefix : index.prefix
  const found = rangesOf(prefix, use.points, index.directions, use.bound, index.multikey)
  // A unique key ends with its last field.
  const isWhole = index.unique && use.depth === index.fields.length
  const ranges = isWhole ? found.map((range) => ({ ...range, single: true })) : found
  return {
    index,
    ranges: order === 'backward' ? backward(ranges) : ranges,
    sorted: sort === undefined || order !== undefined,
    whole: use.depth === 0 && !use.bound,
    exact: isExact(index, filter, bounds, use.depth, use.bound !== undefined),
  }
}

const hintedIndex = (collection: Collection, hint: unknown): Index | undefined => {
  if (hint === undefined || hint === null) return undefined
  const same = (index: Index) =>
    typeof hint === 'string'
      ? index.name === hint
      : Object.entries(hint)
          .map(([k, v]) => `${k}:${asNumber(v)}`)
          .join() === index.fields.map((k, i) => `${k}:${index.directions[i]}`).join()
  const found = collection.indexes.find(same)
  if (!found) throw badValue('error processing query: hint provided does not correspond to an existing index')
  return found
}
