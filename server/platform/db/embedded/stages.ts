import { asNumber, type Doc, isDocument } from './bson.ts'
import { badValue, failedToParse, StoreError } from './errors.ts'
import { compileExpression } from './expression.ts'
import { parseFind, type Sight, sourceOf, toDocument } from './find.ts'
import { group } from './group.ts'
import { encodeKey } from './keys.ts'
import { setAt, valueAt } from './paths.ts'
import { compileFilter } from './predicate.ts'
import { parseSort, type Sort, sorter, topOf } from './sort.ts'
import { perDocument, type StageOptions } from './stages-document.ts'

export interface Stage {
  run(docs: Iterable<Doc>): Iterable<Doc>
  /** Each result comes from one document, so a cursor may work part by part. */
  streams: boolean
}

export interface PipelineOptions extends StageOptions {
  sight: Sight
  db: string
}

const whole = (argument: unknown, name: string): number => {
  const number = asNumber(argument)
  if (number === undefined || !Number.isInteger(number) || number < 0) throw badValue(`${name} takes a whole number from 0`)
  return number
}

const match = (argument: unknown, { variables, now }: PipelineOptions): Stage => {
  const { test } = compileFilter(toDocument(argument, '$match'), (expression) => compileExpression(expression, variables, { now }))
  return {
    streams: true,
    *run(docs) {
      for (const doc of docs) if (test(doc)) yield doc
    },
  }
}

const sort = (argument: unknown, limit = Number.POSITIVE_INFINITY): Stage => {
  const { keysOf, compare } = sorter(parseSort(argument) as Sort)
  return {
    streams: false,
    *run(docs) {
      const top = topOf<{ keys: unknown[]; doc: Doc }>(compare, limit, () => 500)
      for (const doc of docs) top.add({ keys: keysOf(doc), doc })
      for (const { doc } of top.done()) yield doc
    },
  }
}

const limit = (argument: unknown): Stage => {
  const most = whole(argument, '$limit')
  if (most === 0) throw badValue('the limit must be positive')
  return {
    streams: false,
    *run(docs) {
      let left = most
      for (const doc of docs) {
        yield doc
        if (--left === 0) return
      }
    },
  }
}

const skip = (argument: unknown): Stage => {
  const first = whole(argument, '$skip')
  return {
    streams: false,
    *run(docs) {
      let left = first
      for (const doc of docs) if (left-- <= 0) yield doc
    },
  }
}

const count = (argument: unknown): Stage => {
  if (typeof argument !== 'string' || argument === '' || /[.$]/.test(argument))
    throw badValue('the count field must be a non-empty string without . and $')
  return {
    streams: false,
    *run(docs) {
      let n = 0
      for (const _ of docs) n++
      if (n > 0) yield { [argument]: n }
    },
  }
}

const unwind = (argument: unknown): Stage => {
  const options: Doc = typeof argument === 'string' ? { path: argument } : toDocument(argument, '$unwind')
  for (const name of Object.keys(options))
    if (!['path', 'preserveNullAndEmptyArrays', 'includeArrayIndex'].includes(name))
      throw badValue(`unrecognized option to $unwind stage: ${name}`)
  const { path, includeArrayIndex: indexField } = options
  if (typeof path !== 'string' || !path.startsWith('$')) throw badValue('$unwind needs a path that begins with $')
  const name = path.slice(1)
  const withIndex = (doc: Doc, index: number | null): Doc => {
    if (typeof indexField === 'string') setAt(doc, indexField, index)
    return doc
  }
  return {
    streams: true,
    *run(docs) {
      for (const doc of docs) {
        const value = valueAt(doc, name)
        if (Array.isArray(value) && value.length > 0) {
          for (const [i, item] of value.entries()) {
            const copy = cloneTo(doc, name)
            setAt(copy, name, item)
            yield withIndex(copy, i)
          }
        } else if (value !== undefined && value !== null && !Array.isArray(value)) yield withIndex({ ...doc }, null)
        else if (options.preserveNullAndEmptyArrays === true) {
          const copy = cloneTo(doc, name)
          if (Array.isArray(value)) removeAt(copy, name)
          yield withIndex(copy, null)
        }
      }
    },
  }
}

/** Copies a document along one path, so that setting there leaves the original alone. */
const cloneTo = (doc: Doc, path: string): Doc => {
  const [name, ...rest] = path.split('.') as [string, ...string[]]
  const inner = doc[name]
  return rest.length > 0 && isDocument(inner) ? { ...doc, [name]: cloneTo(inner, rest.join('.')) } : { ...doc }
}

const removeAt = (doc: Doc, path: string): void => {
  const parts = path.split('.')
  const parent = parts.length > 1 ? valueAt(doc, parts.slice(0, -1).join('.')) : doc
  if (isDocument(parent)) delete parent[parts.at(-1)!]
}

const facet = (argument: unknown, options: PipelineOptions): Stage => {
  const branches = Object.entries(toDocument(argument, '$facet')).map(([name, pipeline]) => {
    if (!Array.isArray(pipeline)) throw badValue(`arguments to $facet must be arrays, ${name} is not`)
    return { name, stages: compileStages(pipeline, options) }
  })
  return {
    streams: false,
    *run(docs) {
      const all = [...docs]
      yield Object.fromEntries(branches.map(({ name, stages }) => [name, [...through(stages, all)]]))
    },
  }
}

const lookup = (argument: unknown, options: PipelineOptions): Stage => {
  const given = toDocument(argument, '$lookup')
  for (const name of Object.keys(given))
    if (!['from', 'localField', 'foreignField', 'let', 'pipeline', 'as'].includes(name))
      throw failedToParse(`unknown argument to $lookup: ${name}`)
  const { from, localField, foreignField, as } = given
  if (typeof from !== 'string' || typeof as !== 'string') throw failedToParse("$lookup needs 'from' and 'as'")
  if ((localField === undefined) !== (foreignField === undefined))
    throw failedToParse("$lookup needs 'localField' and 'foreignField' together")
  const pipeline = given.pipeline as Doc[] | undefined
  if (localField === undefined && !Array.isArray(pipeline)) throw failedToParse("$lookup needs 'pipeline' or both fields")
  const variables = Object.entries(toDocument(given.let, 'let')).map(([name, expression]) => ({
    name,
    evaluate: compileExpression(expression, options.variables, options),
  }))
  const ns = `${options.db}.${from}`
  const foreign = (doc: Doc): Doc => {
    if (localField === undefined) return {}
    const value = valueAt(doc, String(localField))
    return { [String(foreignField)]: Array.isArray(value) ? { $in: value } : { $eq: value ?? null } }
  }
  return {
    streams: true,
    *run(docs) {
      const seen = new Map<string, Doc[]>()
      for (const doc of docs) {
        const filter = foreign(doc)
        const bound: Doc = {
          ...options.variables,
          ...Object.fromEntries(variables.map(({ name, evaluate }) => [name, evaluate(doc) ?? null])),
        }
        const key = encodeKeySafely([Object.values(filter)[0] ?? null, bound])
        let found = key === undefined ? undefined : seen.get(key)
        if (!found) {
          const rows = sourceOf(options.sight, parseFind(ns, { filter }))
          found = [...through(compileStages(pipeline ?? [], { ...options, variables: bound }), rows)]
          if (key !== undefined && seen.size < 10_000) seen.set(key, found)
        }
        const copy = cloneTo(doc, as)
        setAt(copy, as, found)
        yield copy
      }
    },
  }
}

const encodeKeySafely = (values: unknown[]): string | undefined => {
  try {
    return encodeKey(values).key.toString('latin1')
  } catch {
    // A value without a key (a decimal, say) is looked up each time.
    return undefined
  }
}

const sortByCount = (argument: unknown, options: PipelineOptions): Stage => {
  const groups = group({ _id: argument, count: { $sum: 1 } }, options)
  const order = sort({ count: -1 })
  return { streams: false, run: (docs) => order.run(groups(docs)) }
}

const STAGES: Record<string, (argument: unknown, options: PipelineOptions) => Stage> = {
  $match: match,
  $sort: (argument) => sort(argument),
  $limit: limit,
  $skip: skip,
  $count: count,
  $unwind: unwind,
  $facet: facet,
  $lookup: lookup,
  $sortByCount: sortByCount,
  $group: (argument, options) => ({ streams: false, run: group(argument, options) }),
}

/** Compiles one stage; a stage that is not known is refused by name. */
export const compileStage = (name: string, argument: unknown, options: PipelineOptions): Stage => {
  if (Object.hasOwn(STAGES, name)) return STAGES[name]!(argument, options)
  const each = perDocument(name, argument, options)
  if (!each) throw new StoreError(40324, 'Location40324', `Unrecognized pipeline stage name: '${name}'`)
  return {
    streams: true,
    *run(docs) {
      for (const doc of docs) yield each(doc)
    },
  }
}

const compileStages = (pipeline: Doc[], options: PipelineOptions): Stage[] =>
  pipeline.map((stage) => {
    const name = isDocument(stage) ? Object.keys(stage)[0] : undefined
    if (name === undefined) throw failedToParse('A pipeline stage must be a document with one field.')
    return compileStage(name, stage[name], options)
  })

const through = (stages: readonly Stage[], docs: Iterable<Doc>): Iterable<Doc> => {
  let out = docs
  for (const stage of stages) out = stage.run(out)
  return out
}
