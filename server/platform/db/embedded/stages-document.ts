import { asNumber, type Doc, isDocument } from './bson.ts'
import { badValue, failedToParse, StoreError } from './errors.ts'
import { compileExpression, type Evaluate, type ExpressionOptions } from './expression.ts'
import { field, setField } from './paths.ts'
import { excludePaths, includePaths } from './projection.ts'

export interface StageOptions extends ExpressionOptions {
  variables: Doc
}

export type DocumentStage = (doc: Doc) => Doc

/** Sets a path in a copy; inside arrays, in each of their documents, as $set does. */
const assign = (target: unknown, parts: readonly string[], value: unknown): unknown => {
  if (parts.length === 0) return value
  if (Array.isArray(target)) return target.map((item) => assign(item, parts, value))
  const copy: Doc = isDocument(target) ? { ...target } : {}
  const [name, ...rest] = parts as [string, ...string[]]
  setField(copy, name, assign(field(copy, name), rest, value))
  return copy
}

const flatten = (doc: Doc, prefix: string, into: [string, unknown][]): [string, unknown][] => {
  for (const [name, value] of Object.entries(doc)) {
    const path = prefix ? `${prefix}.${name}` : name
    if (isDocument(value) && Object.keys(value).length > 0 && !Object.keys(value)[0]!.startsWith('$')) flatten(value, path, into)
    else into.push([path, value])
  }
  return into
}

const requireDocument = (argument: unknown, stage: string): Doc => {
  if (!isDocument(argument) || Object.keys(argument).length === 0) throw badValue(`${stage} specification must be a non-empty object`)
  return argument
}

const addFields = (argument: unknown, options: StageOptions): DocumentStage => {
  const fields = flatten(requireDocument(argument, '$set'), '', []).map(([path, expression]) => ({
    parts: path.split('.'),
    evaluate: compileExpression(expression, options.variables, options),
  }))
  return (doc) => {
    let out = doc
    for (const { parts, evaluate } of fields) {
      const value = evaluate(doc)
      if (value !== undefined) out = assign(out, parts, value) as Doc
      else if (parts.length === 1 && Object.hasOwn(out, parts[0]!)) {
        const { [parts[0]!]: _removed, ...rest } = out
        out = rest
      }
    }
    return out
  }
}

const unset = (argument: unknown): DocumentStage => {
  const paths = Array.isArray(argument) ? argument : [argument]
  if (paths.some((path) => typeof path !== 'string' || path.startsWith('$')))
    throw badValue('$unset specification must be a string or an array of strings')
  return excludePaths(paths as string[])
}

const replace = (expression: unknown, options: StageOptions): DocumentStage => {
  const evaluate = compileExpression(expression, options.variables, options)
  return (doc) => {
    const next = evaluate(doc)
    if (!isDocument(next)) throw new StoreError(40228, 'Location40228', "'replacement document' must evaluate to an object")
    return next
  }
}

const project = (argument: unknown, options: StageOptions): DocumentStage => {
  const includes: string[] = []
  const excludes: string[] = []
  const computed: { parts: string[]; evaluate: Evaluate }[] = []
  let id = true
  for (const [path, value] of flatten(requireDocument(argument, '$project'), '', [])) {
    const flag = typeof value === 'boolean' ? value : asNumber(value) === undefined ? undefined : asNumber(value) !== 0
    if (path === '_id' && flag !== undefined) id = flag
    else if (flag === undefined) computed.push({ parts: path.split('.'), evaluate: compileExpression(value, options.variables, options) })
    else (flag ? includes : excludes).push(path)
  }
  if (excludes.length > 0 && (includes.length > 0 || computed.length > 0))
    throw new StoreError(31254, 'Location31254', 'Invalid $project: cannot mix inclusion and exclusion')
  if (excludes.length > 0 || (!id && includes.length === 0 && computed.length === 0))
    return excludePaths(id ? excludes : [...excludes, '_id'])
  const kept = includePaths(id && !computed.some(({ parts }) => parts[0] === '_id') ? ['_id', ...includes] : includes)
  return (doc) => {
    let out = kept(doc)
    for (const { parts, evaluate } of computed) {
      const value = evaluate(doc)
      if (value !== undefined) out = assign(out, parts, value) as Doc
    }
    return out
  }
}

/** Stages that turn one document into one; undefined for other names. */
export const perDocument = (name: string, argument: unknown, options: StageOptions): DocumentStage | undefined => {
  switch (name) {
    case '$set':
    case '$addFields':
      return addFields(argument, options)
    case '$unset':
      return unset(argument)
    case '$replaceWith':
      return replace(argument, options)
    case '$replaceRoot':
      if (!isDocument(argument) || !('newRoot' in argument)) throw failedToParse("$replaceRoot needs 'newRoot'")
      return replace(argument.newRoot, options)
    case '$project':
      return project(argument, options)
    default:
      return undefined
  }
}
