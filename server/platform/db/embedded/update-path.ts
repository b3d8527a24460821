import { type Doc, isDocument } from './bson.ts'
import { badValue, notViable, StoreError } from './errors.ts'
import { field, isIndex, setField, splitPath } from './paths.ts'

/** As far as an array may be filled up with nulls to reach an index. */
const MOST_PADDING = 10_000

export interface PathContext {
  /** The array index that the query matched, for `$`. */
  element: number | undefined
  /** The tests of `arrayFilters`, by identifier. */
  filters: ReadonlyMap<string, (item: unknown) => boolean>
}

/** One place in the document that an operator works on. */
export interface Place {
  path: string
  exists: boolean
  value: unknown
  set(value: unknown): void
  unset(): void
}

const IDENTIFIER = /^\$\[([a-z][a-zA-Z0-9]*)?\]$/

/** Checks a path as written in an update. */
export const parseUpdatePath = (path: string): string[] => {
  if (path === '') throw new StoreError(56, 'EmptyFieldName', 'An empty update path is not valid.')
  const parts = splitPath(path)
  for (const [i, part] of parts.entries()) {
    if (part === '__proto__') throw badValue(`The field name '${part}' is not allowed.`)
    if (!part.startsWith('$')) continue
    if (part !== '$' && !IDENTIFIER.test(part))
      throw new StoreError(52, 'DollarPrefixedFieldName', `The dollar ($) prefixed field '${part}' in '${path}' is not allowed.`)
    if (i === 0) throw badValue(`Cannot have positional element in the first position of path '${path}'`)
  }
  return parts
}

const describe = (value: unknown): string => JSON.stringify(value)?.slice(0, 60) ?? 'null'

const indicesOf = (part: string, items: unknown[], path: string, context: PathContext): number[] => {
  if (part === '$') {
    if (context.element === undefined) throw badValue('The positional operator did not find the match needed from the query.')
    return [context.element]
  }
  const name = IDENTIFIER.exec(part)?.[1]
  if (name === undefined) return items.map((_, i) => i)
  const test = context.filters.get(name)
  if (!test) throw badValue(`No array filter found for identifier '${name}' in path '${path}'`)
  return items.flatMap((item, i) => (test(item) ? [i] : []))
}

/**
 * Finds the places a path means. With `create`, missing documents are made only when `set` is called on a place;
 * without, what is not there yields no place.
 */
export const placesOf = (doc: Doc, parts: readonly string[], context: PathContext, create: boolean): Place[] => {
  const places: Place[] = []
  const path = parts.join('.')

  const visit = (container: unknown, at: number, attach: () => Doc | unknown[], trail: string[]): void => {
    const part = parts[at]!
    if (part.startsWith('$')) {
      if (!Array.isArray(container)) {
        if (container === undefined && part !== '$')
          throw badValue(`The path '${trail.join('.')}' must exist in the document in order to apply array updates.`)
        throw badValue(`Cannot apply array updates to non-array element ${trail.at(-1)}: ${describe(container)}`)
      }
      for (const index of indicesOf(part, container, path, context)) step(container, String(index), at, attach, trail)
      return
    }
    if (container === undefined || isDocument(container)) step(container, part, at, attach, trail)
    else if (Array.isArray(container) && isIndex(part)) step(container, part, at, attach, trail)
    else if (create) throw notViable(`Cannot create field '${part}' in element {${trail.at(-1) ?? ''}: ${describe(container)}}`)
  }

  const step = (container: Doc | unknown[] | undefined, key: string, at: number, attach: () => Doc | unknown[], trail: string[]): void => {
    const items = Array.isArray(container) ? container : undefined
    const exists = items ? Number(key) < items.length : container !== undefined && Object.hasOwn(container, key)
    const value = !exists ? undefined : items ? items[Number(key)] : field(container as Doc, key)
    const set = (next: unknown): void => {
      const into = attach()
      if (!Array.isArray(into)) {
        setField(into, key, next)
        return
      }
      const index = Number(key)
      if (index - into.length > MOST_PADDING) throw badValue(`The index ${index} is too far beyond the end of the array.`)
      while (into.length < index) into.push(null)
      into[index] = next
    }
    const here = [...trail, key]
    if (at === parts.length - 1) {
      const unset = (): void => {
        if (!exists) return
        const from = attach()
        if (Array.isArray(from)) from[Number(key)] = null
        else delete from[key]
      }
      if (exists || create) places.push({ path: here.join('.'), exists, value, set, unset })
      return
    }
    if (!exists && !create) return
    const attachHere = (): Doc | unknown[] => {
      if (exists) return value as Doc
      const into = attach()
      const made = Array.isArray(into) ? into[Number(key)] : field(into, key)
      if (isDocument(made)) return made
      const fresh: Doc = {}
      set(fresh)
      return fresh
    }
    visit(value, at + 1, attachHere, here)
  }

  visit(doc, 0, () => doc, [])
  return places
}
