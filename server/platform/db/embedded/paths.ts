import { type Doc, isDocument } from './bson.ts'
import { badValue } from './errors.ts'

const INDEX = /^(0|[1-9]\d{0,8})$/

export const isIndex = (part: string): boolean => INDEX.test(part)

/** Own fields only: a path named `constructor` must not reach into JavaScript. */
export const field = (doc: Doc, name: string): unknown => (Object.hasOwn(doc, name) ? doc[name] : undefined)

/** Defines rather than assigns, so that a field named `__proto__` stays a field. */
export const setField = (doc: Doc, name: string, value: unknown): void => {
  if (name === '__proto__') Object.defineProperty(doc, name, { value, enumerable: true, configurable: true, writable: true })
  else doc[name] = value
}

export const splitPath = (path: string): string[] => {
  const parts = path.split('.')
  if (parts.some((part) => part === '')) throw badValue(`The path '${path}' has an empty field name.`)
  return parts
}

/** `element` is the index within the outermost array that was walked through, for the positional operator. */
export type Visit = (value: unknown, element: number | undefined) => boolean

/**
 * Visits what a query path means in a document: through arrays of documents as well as by index; a missing value is visited
 * as undefined. Stops and returns true when `visit` does.
 */
export const walk = (value: unknown, parts: readonly string[], at: number, visit: Visit, element?: number): boolean => {
  if (at === parts.length) return visit(value, element)
  const part = parts[at]!
  if (Array.isArray(value)) {
    if (isIndex(part) && Number(part) < value.length && walk(value[Number(part)], parts, at + 1, visit, element ?? Number(part)))
      return true
    for (let i = 0; i < value.length; i++) if (isDocument(value[i]) && walk(value[i], parts, at, visit, element ?? i)) return true
    return false
  }
  if (isDocument(value)) return walk(field(value, part), parts, at + 1, visit, element)
  return visit(undefined, element)
}

/** The value at a path without looking into arrays, as upserts and shallow projections read it. */
export const valueAt = (doc: Doc, path: string): unknown => {
  let value: unknown = doc
  for (const part of path.split('.')) {
    if (Array.isArray(value) && isIndex(part)) value = value[Number(part)]
    else if (isDocument(value)) value = field(value, part)
    else return undefined
  }
  return value
}

/** Sets a dotted path, making documents on the way; what is no document on the way is replaced. */
export const setAt = (doc: Doc, path: string, value: unknown): void => {
  const parts = path.split('.')
  let at = doc
  for (const part of parts.slice(0, -1)) {
    const next = field(at, part)
    if (isDocument(next)) at = next
    else {
      const made: Doc = {}
      setField(at, part, made)
      at = made
    }
  }
  setField(at, parts.at(-1)!, value)
}
