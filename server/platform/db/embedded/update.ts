import { bson, type Doc, isDocument } from './bson.ts'
import { compareStrings, equal } from './compare.ts'
import { badValue, failedToParse, StoreError } from './errors.ts'
import { setAt, splitPath } from './paths.ts'
import { compileFilter, isOperators } from './predicate.ts'
import { pull, push } from './update-arrays.ts'
import { OPERATORS as SIMPLE, type UpdateOperator } from './update-operators.ts'
import { type PathContext, parseUpdatePath, placesOf } from './update-path.ts'
import { compileUpdatePipeline } from './update-pipeline.ts'

/** They put a value in the place of another. */
const SHALLOW = new Set(['$set', '$unset', '$setOnInsert', '$inc', '$max', '$min'])

const OPERATORS: Record<string, UpdateOperator> = { ...SIMPLE, $push: push, $pull: pull }

export interface UpdateState {
  element?: number | undefined
  inserting?: boolean
}

/** A compiled update; may change the document it is given and returns the new one. */
export interface Update {
  apply(doc: Doc, state?: UpdateState): Doc
  /** Uses the positional `$`, so the query must tell which element matched. */
  positional: boolean
  isReplacement: boolean
  /** Gives top fields other values and leaves what lies below them alone: a copy of the top is all it may change. */
  isShallow: boolean
}

export interface UpdateOptions {
  now: Date
  arrayFilters?: unknown
  let?: Doc
  multi?: boolean
}

const immutableId = () =>
  new StoreError(66, 'ImmutableField', "Performing an update on the path '_id' would modify the immutable field '_id'")

interface Action {
  parts: string[]
  run(doc: Doc, context: PathContext): void
  onlyOnInsert: boolean
}

const identifierOf = (filter: Doc): string | undefined => {
  const first = Object.keys(filter)[0]
  if (first === undefined) return undefined
  if (!first.startsWith('$')) return first.split('.')[0]
  const clauses = filter[first]
  return Array.isArray(clauses) && isDocument(clauses[0]) ? identifierOf(clauses[0]) : undefined
}

/** An array filter is a query on a document whose one field is the identifier and holds the array's item. */
const parseArrayFilters = (given: unknown): Map<string, (item: unknown) => boolean> => {
  const filters = new Map<string, (item: unknown) => boolean>()
  if (given === undefined || given === null) return filters
  if (!Array.isArray(given)) throw failedToParse('arrayFilters must be an array')
  for (const filter of given) {
    const name = isDocument(filter) ? identifierOf(filter) : undefined
    if (name === undefined || !/^[a-z][a-zA-Z0-9]*$/.test(name))
      throw badValue('Each array filter needs one identifier that begins with a lower-case letter.')
    if (filters.has(name)) throw failedToParse(`Found multiple array filters with the same top-level field name ${name}`)
    const predicate = compileFilter(filter as Doc)
    if (predicate.slow) throw badValue('An array filter takes no regular expression other than an anchored literal.')
    filters.set(name, (item) => predicate.test({ [name]: item }))
  }
  return filters
}

const rename = (from: string, to: unknown): Action[] => {
  if (typeof to !== 'string') throw badValue(`The 'to' field for $rename must be a string: ${from}`)
  const source = parseUpdatePath(from)
  const target = parseUpdatePath(to)
  if ([...source, ...target].some((part) => part.startsWith('$'))) throw badValue('$rename may not use positional operators')
  if (from === to || from.startsWith(`${to}.`) || to.startsWith(`${from}.`))
    throw badValue(`The source and target field for $rename must not be on the same path: ${from} and ${to}`)
  const run = (doc: Doc, context: PathContext): void => {
    const [place] = placesOf(doc, source, context, false)
    if (!place?.exists) return
    const [into] = placesOf(doc, target, context, true)
    place.unset()
    into!.set(place.value)
  }
  return [
    { parts: source, run, onlyOnInsert: false },
    { parts: target, run: () => undefined, onlyOnInsert: false },
  ]
}

const actionsOf = (operatorName: string, argument: unknown, options: UpdateOptions): Action[] => {
  if (!isDocument(argument)) throw failedToParse(`Modifiers operate on fields but we found another type instead: ${operatorName}`)
  if (operatorName === '$rename') return Object.entries(argument).flatMap(([from, to]) => rename(from, to))
  const operator = Object.hasOwn(OPERATORS, operatorName) ? OPERATORS[operatorName] : undefined
  if (!operator)
    throw failedToParse(
      `Unknown modifier: ${operatorName}. Expected a valid update modifier or pipeline-style update specified as an array`,
    )
  return Object.entries(argument).map(([path, value]) => {
    const parts = parseUpdatePath(path)
    const work = operator.prepare(value, path, { now: options.now })
    const run = (doc: Doc, context: PathContext): void => {
      for (const place of placesOf(doc, parts, context, operator.create)) work(place)
    }
    return { parts, run, onlyOnInsert: operatorName === '$setOnInsert' }
  })
}

const refuseConflicts = (actions: readonly Action[]): void => {
  const paths = actions.map(({ parts }) => parts.join('.')).sort()
  for (let i = 1; i < paths.length; i++) {
    const before = paths.slice(0, i).find((path) => paths[i] === path || paths[i]!.startsWith(`${path}.`))
    if (before !== undefined)
      throw new StoreError(40, 'ConflictingUpdateOperators', `Updating the path '${paths[i]}' would create a conflict at '${before}'`)
  }
}

const refuseUnusedFilters = (actions: readonly Action[], filters: ReadonlyMap<string, unknown>): void => {
  for (const name of filters.keys()) {
    if (!actions.some(({ parts }) => parts.includes(`$[${name}]`)))
      throw failedToParse(`The array filter for identifier '${name}' was not used in the update`)
  }
}

const compileOperators = (update: Doc, options: UpdateOptions): Update => {
  const actions = Object.keys(update).flatMap((name) => actionsOf(name, update[name], options))
  refuseConflicts(actions)
  const filters = parseArrayFilters(options.arrayFilters)
  refuseUnusedFilters(actions, filters)
  actions.sort((a, b) => compareStrings(a.parts.join('.'), b.parts.join('.')))
  return {
    positional: actions.some(({ parts }) => parts.includes('$')),
    isReplacement: false,
    isShallow: Object.keys(update).every((name) => SHALLOW.has(name)) && actions.every(({ parts }) => parts.length === 1),
    apply: (doc, state = {}) => {
      const id = doc._id
      const context = { element: state.element, filters }
      for (const action of actions) if (state.inserting || !action.onlyOnInsert) action.run(doc, context)
      if (id !== undefined && !equal(id, doc._id)) throw immutableId()
      return doc
    },
  }
}

const compileReplacement = (replacement: Doc, options: UpdateOptions): Update => {
  if (options.multi) throw failedToParse('multi update is not supported for replacement-style update')
  if (options.arrayFilters !== undefined) throw failedToParse('arrayFilters may not be specified for replacement-style updates')
  for (const name of Object.keys(replacement))
    if (name.startsWith('$')) throw new StoreError(52, 'DollarPrefixedFieldName', `The dollar ($) prefixed field '${name}' is not allowed.`)
  const apply = (doc: Doc): Doc => {
    if (doc._id === undefined) return { ...replacement }
    const { _id: given, ...rest } = replacement
    if (given !== undefined && !equal(doc._id, given)) throw immutableId()
    return { _id: doc._id, ...rest }
  }
  return { apply, positional: false, isReplacement: true, isShallow: true }
}

/** Compiles an update document, replacement or pipeline; unknown operators are refused by name. */
export const compileUpdate = (update: unknown, options: UpdateOptions): Update => {
  if (Array.isArray(update)) {
    const run = compileUpdatePipeline(update, options)
    const apply = (doc: Doc): Doc => {
      const next = run(doc)
      if (doc._id !== undefined && !equal(doc._id, next._id)) throw immutableId()
      return next
    }
    return { apply, positional: false, isReplacement: false, isShallow: false }
  }
  if (!isDocument(update)) throw failedToParse('An update must be a document or a pipeline.')
  return Object.keys(update)[0]?.startsWith('$') ? compileOperators(update, options) : compileReplacement(update, options)
}

/** The document an upsert begins with: what the query says must be equal. */
export const seedOf = (filter: Doc, seed: Doc = {}): Doc => {
  for (const [path, condition] of Object.entries(filter)) {
    if (path === '$and' && Array.isArray(condition)) for (const clause of condition) seedOf(clause as Doc, seed)
    else if (path === '$or' && Array.isArray(condition) && condition.length === 1) seedOf(condition[0] as Doc, seed)
    if (path.startsWith('$')) continue
    splitPath(path)
    if (!isOperators(condition)) {
      if (!(condition instanceof RegExp) && !(condition instanceof bson.BSONRegExp)) setAt(seed, path, condition)
    } else if ('$eq' in condition) setAt(seed, path, condition.$eq)
    else if (Array.isArray(condition.$in) && condition.$in.length === 1) setAt(seed, path, condition.$in[0])
    else if (Array.isArray(condition.$all) && condition.$all.length === 1) setAt(seed, path, condition.$all[0])
  }
  return seed
}

export const compileUpsert = (filter: Doc, update: Update): Doc => {
  const seed = update.isReplacement ? (seedOf(filter)._id === undefined ? {} : { _id: seedOf(filter)._id }) : seedOf(filter)
  return update.apply(seed, { inserting: true })
}
