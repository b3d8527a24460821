import { asNumber, bsonType, type Doc, isDocument } from './bson.ts'
import { badValue, StoreError } from './errors.ts'
import { splitPath, walk } from './paths.ts'
import { regexTest, VALUE_OPERATORS, type ValueTest } from './predicate-operators.ts'

/** Filled with the array index that matched, for `$` in updates and projections. */
export interface Match {
  element?: number | undefined
}

export interface Predicate {
  test(doc: Doc, match?: Match): boolean
  /** May take long on one document (regular expressions, $expr): only runs in the reader, which can be ended. */
  slow: boolean
}

type PathTest = (value: unknown, parts: readonly string[], match?: Match) => boolean
interface Compiled {
  test: PathTest
  slow: boolean
}

/** How `$expr` is evaluated; given by whoever allows expressions. */
export type CompileExpression = (expression: unknown) => (doc: Doc) => unknown

const unknownOperator = (name: string) => badValue(`unknown operator: ${name}`)

export const isOperators = (value: unknown): value is Doc =>
  isDocument(value) && Object.keys(value)[0]?.startsWith('$') === true && !('$ref' in value)

/** A value matches by itself or, when it is an array, by one of its elements. */
const ofValue = ({ test, slow, whole }: ValueTest): Compiled => ({
  slow: slow === true,
  test: (value, parts, match) =>
    walk(value, parts, 0, (found, element) => {
      if (Array.isArray(found) && !whole) {
        const at = found.findIndex((item) => test(item))
        if (at >= 0) {
          if (match) match.element = element ?? at
          return true
        }
      }
      if (!test(found)) return false
      if (match && element !== undefined) match.element = element
      return true
    }),
})

const negate = ({ test, slow }: Compiled): Compiled => ({ slow, test: (value, parts) => !test(value, parts) })

const all = (list: readonly Compiled[]): Compiled => ({
  slow: list.some((each) => each.slow),
  test: (value, parts, match) => list.every(({ test }) => test(value, parts, match)),
})

const exists = (wanted: boolean): Compiled => {
  const present: Compiled = { slow: false, test: (value, parts) => walk(value, parts, 0, (found) => found !== undefined) }
  return wanted ? present : negate(present)
}

const elemMatch = (argument: unknown, expression?: CompileExpression): Compiled => {
  if (!isDocument(argument)) throw badValue('$elemMatch needs an Object')
  const first = Object.keys(argument)[0]
  const byValue = first?.startsWith('$') && !['$and', '$or', '$nor'].includes(first)
  const inner = byValue ? compileOperators(argument, expression) : undefined
  const filter = byValue ? undefined : compileFilter(argument, expression)
  const accepts = (item: unknown) => (inner ? inner.test(item, []) : (isDocument(item) || Array.isArray(item)) && filter!.test(item as Doc))
  return {
    slow: inner?.slow ?? filter!.slow,
    test: (value, parts, match) =>
      walk(value, parts, 0, (found, element) => {
        if (!Array.isArray(found)) return false
        const at = found.findIndex(accepts)
        if (at >= 0 && match) match.element = element ?? at
        return at >= 0
      }),
  }
}

const compileAll = (argument: unknown, expression?: CompileExpression): Compiled => {
  if (!Array.isArray(argument)) throw badValue('$all needs an array')
  if (argument.length === 0) return { slow: false, test: () => false }
  return all(
    argument.map((item) =>
      isOperators(item) && '$elemMatch' in item ? elemMatch(item.$elemMatch, expression) : ofValue(VALUE_OPERATORS.$eq!(item)),
    ),
  )
}

const compileNot = (argument: unknown, expression?: CompileExpression): Compiled => {
  if (isOperators(argument)) return negate(compileOperators(argument, expression))
  if (bsonType(argument) === 'BSONRegExp' || argument instanceof RegExp) return negate(ofValue(regexTest(argument)))
  throw badValue('$not needs a regex or a document of operators')
}

const compileOperator = (name: string, argument: unknown, siblings: Doc, expression?: CompileExpression): Compiled | undefined => {
  if (Object.hasOwn(VALUE_OPERATORS, name)) return ofValue(VALUE_OPERATORS[name]!(argument))
  switch (name) {
    case '$ne':
      return negate(ofValue(VALUE_OPERATORS.$eq!(argument)))
    case '$nin':
      return negate(ofValue(VALUE_OPERATORS.$in!(argument)))
    case '$not':
      return compileNot(argument, expression)
    case '$exists':
      return exists(Boolean(asNumber(argument) ?? argument))
    case '$all':
      return compileAll(argument, expression)
    case '$elemMatch':
      return elemMatch(argument, expression)
    case '$regex':
      return ofValue(regexTest(argument, siblings.$options))
    case '$options':
      if (!('$regex' in siblings)) throw badValue('$options needs a $regex')
      return undefined
    default:
      throw unknownOperator(name)
  }
}

const compileOperators = (operators: Doc, expression?: CompileExpression): Compiled => {
  const list: Compiled[] = []
  for (const name of Object.keys(operators)) {
    if (!name.startsWith('$')) throw unknownOperator(name)
    const compiled = compileOperator(name, operators[name], operators, expression)
    if (compiled) list.push(compiled)
  }
  return list.length === 1 ? list[0]! : all(list)
}

const clauses = (name: string, argument: unknown, expression?: CompileExpression): Predicate[] => {
  if (!Array.isArray(argument) || argument.length === 0) throw badValue(`${name} must be a nonempty array`)
  return argument.map((clause) => {
    if (!isDocument(clause)) throw badValue(`${name} argument's entries must be objects`)
    return compileFilter(clause, expression)
  })
}

const logical = (name: string, argument: unknown, expression?: CompileExpression): Predicate | undefined => {
  if (name === '$comment') return undefined
  if (name === '$expr') {
    if (!expression) throw new StoreError(224, 'QueryFeatureNotAllowed', '$expr is not allowed here')
    const evaluate = expression(argument)
    return { slow: true, test: (doc) => Boolean(evaluate(doc)) }
  }
  if (name !== '$and' && name !== '$or' && name !== '$nor') throw badValue(`unknown top level operator: ${name}`)
  const list = clauses(name, argument, expression)
  const slow = list.some((each) => each.slow)
  if (name === '$and') return { slow, test: (doc, match) => list.every(({ test }) => test(doc, match)) }
  if (name === '$or') return { slow, test: (doc, match) => list.some(({ test }) => test(doc, match)) }
  return { slow, test: (doc) => !list.some(({ test }) => test(doc)) }
}

/** Compiles a query; an operator that is not known is refused by name. */
export const compileFilter = (filter: Doc, expression?: CompileExpression): Predicate => {
  const list: Predicate[] = []
  for (const name of Object.keys(filter)) {
    const argument = filter[name]
    if (name.startsWith('$')) {
      const compiled = logical(name, argument, expression)
      if (compiled) list.push(compiled)
      continue
    }
    const parts = splitPath(name)
    const { test, slow } = isOperators(argument) ? compileOperators(argument, expression) : ofValue(VALUE_OPERATORS.$eq!(argument))
    list.push({ slow, test: (doc, match) => test(doc, parts, match) })
  }
  if (list.length === 1) return list[0]!
  return { slow: list.some((each) => each.slow), test: (doc, match) => list.every(({ test }) => test(doc, match)) }
}
