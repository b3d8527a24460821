import { type Doc, isDocument } from './bson.ts'
import { StoreError } from './errors.ts'
import { EMPTY } from './keys.ts'
import { field } from './paths.ts'

/** A field of a compound index on its way down one document: the value reached and the path that is left. */
interface Reach {
  value: unknown
  parts: readonly string[]
  at: number
  done: boolean
}

const MISSING = Symbol('missing')

/** Follows documents until the path ends or an array begins. */
const descend = (reach: Reach): Reach => {
  let { value, at } = reach
  const { parts } = reach
  while (at < parts.length) {
    if (Array.isArray(value)) return { value, parts, at, done: false }
    value = isDocument(value) && Object.hasOwn(value, parts[at]!) ? field(value, parts[at]!) : MISSING
    at++
    if (value === MISSING) return { value, parts, at: parts.length, done: true }
  }
  return { value, parts, at, done: !Array.isArray(value) }
}

const ended = (value: unknown, { parts }: Reach): Reach => ({ value, parts, at: parts.length, done: true })

/** One array element takes the array's place. */
const enter = (reach: Reach, element: unknown): Reach =>
  reach.at === reach.parts.length ? ended(element, reach) : isDocument(element) ? { ...reach, value: element } : ended(MISSING, reach)

export interface Tuples {
  tuples: unknown[][]
  multikey: boolean
  /** Some field of the index is there, be it null. */
  present: boolean
}

/**
 * The values a document has in an index: one tuple, or one for each element of the array that its fields share.
 * Two different arrays in one index are refused, as MongoDB refuses them (CannotIndexParallelArrays).
 */
export const tuplesOf = (doc: Doc, paths: readonly (readonly string[])[]): Tuples => {
  const result: Tuples = { tuples: [], multikey: false, present: false }
  const expand = (reaches: Reach[]): void => {
    const at = reaches.map((reach) => (reach.done ? reach : descend(reach)))
    const open = at.filter((reach) => !reach.done)
    if (open.length === 0) {
      if (at.some((reach) => reach.value !== MISSING)) result.present = true
      result.tuples.push(at.map((reach) => (reach.value === MISSING ? null : reach.value)))
      return
    }
    const array = open[0]!.value as unknown[]
    if (open.some((reach) => reach.value !== array)) throw new StoreError(171, 'CannotIndexParallelArrays', 'cannot index parallel arrays')
    result.multikey = true
    if (array.length === 0)
      expand(at.map((reach) => (reach.done ? reach : ended(reach.at === reach.parts.length ? EMPTY : MISSING, reach))))
    else for (const element of array) expand(at.map((reach) => (reach.done ? reach : enter(reach, element))))
  }
  expand(paths.map((parts) => ({ value: doc, parts, at: 0, done: false })))
  return result
}
