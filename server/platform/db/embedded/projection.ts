import { asNumber, type Doc, isDocument } from './bson.ts'
import { badValue, StoreError } from './errors.ts'
import { compileExpression } from './expression.ts'
import { setAt, setField, splitPath, valueAt } from './paths.ts'
import { compileFilter, type Match } from './predicate.ts'

export type Projection = (doc: Doc) => Doc

type Tree = { [name: string]: Tree | true }

const addPath = (tree: Tree, path: string): void => {
  const parts = splitPath(path)
  let at = tree
  for (const [i, part] of parts.entries()) {
    const here = Object.hasOwn(at, part) ? at[part] : undefined
    if (here === true || (i === parts.length - 1 && here !== undefined))
      throw new StoreError(31249, 'Location31249', `Path collision at ${path}`)
    if (i === parts.length - 1) setField(at, part, true)
    else {
      const next = here ?? {}
      setField(at, part, next)
      at = next
    }
  }
}

const include = (doc: Doc, tree: Tree): Doc => {
  const out: Doc = {}
  for (const [name, value] of Object.entries(doc)) {
    const node = Object.hasOwn(tree, name) ? tree[name] : undefined
    if (node === undefined) continue
    if (node === true) setField(out, name, value)
    else if (Array.isArray(value)) setField(out, name, includeItems(value, node))
    else if (isDocument(value)) setField(out, name, include(value, node))
  }
  return out
}

const includeItems = (items: unknown[], tree: Tree): unknown[] =>
  items.flatMap((item) => (Array.isArray(item) ? [includeItems(item, tree)] : isDocument(item) ? [include(item, tree)] : []))

const excludeItem = (value: unknown, tree: Tree): unknown =>
  Array.isArray(value) ? value.map((item) => excludeItem(item, tree)) : isDocument(value) ? exclude(value, tree) : value

const exclude = (doc: Doc, tree: Tree): Doc => {
  const out: Doc = {}
  for (const [name, value] of Object.entries(doc)) {
    const node = Object.hasOwn(tree, name) ? tree[name] : undefined
    if (node === undefined) setField(out, name, value)
    else if (node !== true) setField(out, name, excludeItem(value, node))
  }
  return out
}

type Step = (out: Doc, doc: Doc) => void

const slice = (path: string, argument: unknown): Step => {
  const numbers = (Array.isArray(argument) ? argument : [argument]).map(asNumber)
  const [first, second] = numbers
  if (first === undefined || (Array.isArray(argument) && (second === undefined || second <= 0)))
    throw badValue('$slice takes a number, or an array of a number and a positive number')
  return (out) => {
    const items = valueAt(out, path)
    if (!Array.isArray(items)) return
    const start =
      second === undefined ? (first < 0 ? Math.max(0, items.length + first) : 0) : first < 0 ? Math.max(0, items.length + first) : first
    setAt(out, path, items.slice(start, second === undefined ? (first < 0 ? undefined : first) : start + second))
  }
}

const firstMatching = (path: string, argument: unknown): Step => {
  const { test } = compileFilter({ [path]: { $elemMatch: argument } })
  return (out, doc) => {
    const match: Match = {}
    const items = valueAt(doc, path)
    if (Array.isArray(items) && test(doc, match)) setAt(out, path, [items[match.element!]])
  }
}

const positional = (path: string, filter: Doc): Step => {
  const { test } = compileFilter(filter)
  return (out, doc) => {
    const match: Match = {}
    const items = valueAt(doc, path)
    if (!Array.isArray(items)) return
    if (!test(doc, match) || match.element === undefined || match.element >= items.length) {
      throw new StoreError(51246, 'Location51246', `The positional operator did not find the match needed from the query at '${path}'`)
    }
    setAt(out, path, [items[match.element]])
  }
}

const computed = (path: string, expression: unknown): Step => {
  const evaluate = compileExpression(expression)
  return (out, doc) => {
    const value = evaluate(doc)
    if (value !== undefined) setAt(out, path, value)
  }
}

interface Parsed {
  includes: string[]
  excludes: string[]
  steps: Step[]
  id: boolean | undefined
  /** Steps that only make sense when the other fields are left out. */
  narrows: boolean
  slices: string[]
}

const parse = (projection: Doc, filter: Doc): Parsed => {
  const parsed: Parsed = { includes: [], excludes: [], steps: [], id: undefined, narrows: false, slices: [] }
  for (const [path, value] of Object.entries(projection)) {
    const flag = typeof value === 'boolean' ? value : asNumber(value) === undefined ? undefined : asNumber(value) !== 0
    if (flag !== undefined && path.endsWith('.$')) {
      parsed.steps.push(positional(path.slice(0, -2), filter))
      parsed.narrows = true
    } else if (flag !== undefined && path === '_id') parsed.id = flag
    else if (flag !== undefined) (flag ? parsed.includes : parsed.excludes).push(path)
    else if (isDocument(value) && '$slice' in value && !(Array.isArray(value.$slice) && Array.isArray(value.$slice[0]))) {
      parsed.steps.push(slice(path, value.$slice))
      parsed.slices.push(path)
    } else if (isDocument(value) && '$elemMatch' in value) {
      parsed.steps.push(firstMatching(path, value.$elemMatch))
      parsed.narrows = true
    } else {
      parsed.steps.push(computed(path, value))
      parsed.narrows = true
    }
  }
  if (parsed.includes.length > 0 && parsed.excludes.length > 0)
    throw new StoreError(31254, 'Location31254', 'Cannot do exclusion in inclusion projection')
  return parsed
}

/** Compiles a projection of find or findAndModify; `filter` is the query that `array.$` refers to. */
export const compileProjection = (projection: Doc, filter: Doc): Projection | undefined => {
  if (Object.keys(projection).length === 0) return undefined
  const { includes, excludes, steps, id, narrows, slices } = parse(projection, filter)
  const inclusive =
    includes.length > 0 || (narrows && excludes.length === 0) || (id === true && excludes.length === 0 && slices.length === 0)
  const tree: Tree = {}
  for (const path of inclusive ? [...includes, ...slices] : excludes) addPath(tree, path)
  if (inclusive && id !== false && !Object.hasOwn(tree, '_id')) tree._id = true
  if (!inclusive && id === false) tree._id = true
  return (doc) => {
    const out = inclusive ? include(doc, tree) : exclude(doc, tree)
    for (const step of steps) step(out, doc)
    return out
  }
}

/** The `$project` of an aggregation shares these two. */
export const includePaths = (paths: readonly string[]): Projection => {
  const tree: Tree = {}
  for (const path of paths) addPath(tree, path)
  return (doc) => include(doc, tree)
}

export const excludePaths = (paths: readonly string[]): Projection => {
  const tree: Tree = {}
  for (const path of paths) addPath(tree, path)
  return (doc) => exclude(doc, tree)
}
