import { asNumber, type Doc, isDocument } from './bson.ts'
import { compare } from './compare.ts'
import { badValue, StoreError } from './errors.ts'
import { splitPath, walk } from './paths.ts'

/** As mongod's limit for a sort in memory. */
const MOST_BYTES = 100 * 1024 * 1024

export type Sort = Record<string, number>

export const parseSort = (given: unknown): Sort | undefined => {
  if (given === undefined || given === null) return undefined
  if (!isDocument(given)) throw badValue('sort must be a document')
  const sort: Sort = {}
  for (const [path, value] of Object.entries(given)) {
    const direction = asNumber(value)
    if (direction !== 1 && direction !== -1) throw badValue(`$sort key ordering must be 1 or -1: ${path}`)
    if (path.startsWith('$')) throw badValue(`cannot sort by '${path}'`)
    sort[path] = direction
  }
  return Object.keys(sort).length > 0 ? sort : undefined
}

/** The value by which a document sorts: of an array its least element, or its greatest when descending. */
const pick = (doc: Doc, parts: readonly string[], direction: number): unknown => {
  let best: unknown
  let any = false
  const offer = (value: unknown): void => {
    if (!any || compare(value, best) * direction < 0) best = value
    any = true
  }
  walk(doc, parts, 0, (value) => {
    if (Array.isArray(value)) for (const item of value) offer(item)
    else offer(value)
    return false
  })
  return best
}

export interface Sortable {
  keys: unknown[]
}

export const sorter = (sort: Sort) => {
  const fields = Object.entries(sort).map(([path, direction]) => ({ parts: splitPath(path), direction }))
  return {
    keysOf: (doc: Doc): unknown[] => fields.map(({ parts, direction }) => pick(doc, parts, direction)),
    compare: (a: Sortable, b: Sortable): number => {
      for (let i = 0; i < fields.length; i++) {
        const order = compare(a.keys[i], b.keys[i]) * fields[i]!.direction
        if (order !== 0) return order
      }
      return 0
    },
  }
}

/** Keeps the first `limit` of what it is given, sorted; stable. */
export const topOf = <T extends Sortable>(order: (a: T, b: T) => number, limit: number, sizeOf: (item: T) => number) => {
  let kept: T[] = []
  let bytes = 0
  const cut = (): void => {
    kept = kept.sort(order).slice(0, limit)
    bytes = kept.reduce((sum, item) => sum + sizeOf(item), 0)
  }
  return {
    add: (item: T): void => {
      kept.push(item)
      bytes += sizeOf(item)
      if (kept.length >= limit * 2 + 100 || (bytes > MOST_BYTES && kept.length > limit)) cut()
      if (bytes > MOST_BYTES)
        throw new StoreError(292, 'QueryExceededMemoryLimitNoDiskUseAllowed', 'Sort exceeded memory limit of 104857600 bytes')
    },
    done: (): T[] => {
      cut()
      return kept
    },
  }
}
