import { asNumber, bsonType, isDocument, isNumeric } from './bson.ts'
import { compare, equal, ORDER, regexParts, typeOrder } from './compare.ts'
import { badValue, failedToParse } from './errors.ts'
import { compileRegex } from './regex.ts'

/** Tests one value; arrays are spread by the caller. */
export interface ValueTest {
  test(value: unknown): boolean
  /** True for a regular expression that may take long: such a filter only runs where it can be stopped. */
  slow?: boolean
  /** The test looks at arrays as a whole, never at their elements. */
  whole?: boolean
}

const isRegex = (value: unknown): boolean => value instanceof RegExp || bsonType(value) === 'BSONRegExp'
const isNull = (value: unknown): boolean => value === null || value === undefined

export const regexTest = (value: unknown, options?: unknown): ValueTest => {
  const given = typeof value === 'string' ? { pattern: value, options: '' } : isRegex(value) ? regexParts(value) : undefined
  if (!given) throw badValue('$regex has to be a string')
  if (options !== undefined && typeof options !== 'string') throw badValue('$options has to be a string')
  const regex = compileRegex(given.pattern, options ?? given.options)
  return { test: (found) => typeof found === 'string' && regex.test(found), slow: regex.prefix === undefined }
}

const equalTo = (value: unknown): ValueTest => {
  if (value === undefined) throw badValue('cannot compare to undefined')
  if (isRegex(value)) return regexTest(value)
  if (typeof value === 'string' || typeof value === 'boolean') return { test: (found) => found === value }
  if (value === null) return { test: isNull }
  return { test: (found) => equal(found, value) }
}

const ordered =
  (accepts: (order: number) => boolean, name: string) =>
  (bound: unknown): ValueTest => {
    if (bound === undefined || isRegex(bound)) throw badValue(`Can't have this kind of value as argument of ${name}`)
    const type = typeOrder(bound)
    if (type === ORDER.minKey || type === ORDER.maxKey) return { test: (found) => accepts(compare(found, bound)) }
    if (Number.isNaN(bound)) return { test: (found) => Number.isNaN(found) && accepts(0) }
    return { test: (found) => typeOrder(found) === type && !Number.isNaN(found) && accepts(compare(found, bound)) }
  }

const listOf = (argument: unknown, name: string): unknown[] => {
  if (!Array.isArray(argument)) throw badValue(`${name} needs an array`)
  return argument
}

const oneOf = (argument: unknown): ValueTest => {
  const list = listOf(argument, '$in')
  if (list.some((item) => isDocument(item) && Object.keys(item)[0]?.startsWith('$'))) throw badValue('cannot nest $ under $in')
  if (list.length > 8 && list.every((item) => typeof item === 'string')) {
    const set = new Set<unknown>(list)
    return { test: (found) => set.has(found) }
  }
  const tests = list.map(equalTo)
  return { test: (found) => tests.some(({ test }) => test(found)), slow: tests.some((each) => each.slow) }
}

const TYPES: Record<string, (value: unknown) => boolean> = {
  double: (v) => typeof v === 'number' && !(Number.isInteger(v) && Math.abs(v) < 2 ** 31),
  int: (v) => Number.isInteger(v) && Math.abs(v as number) < 2 ** 31,
  long: (v) => bsonType(v) === 'Long',
  decimal: (v) => bsonType(v) === 'Decimal128',
  number: (v) => isNumeric(v) || bsonType(v) === 'Decimal128',
  string: (v) => typeof v === 'string',
  object: isDocument,
  array: Array.isArray,
  binData: (v) => typeOrder(v) === ORDER.binary,
  objectId: (v) => bsonType(v) === 'ObjectId',
  bool: (v) => typeof v === 'boolean',
  date: (v) => v instanceof Date,
  null: (v) => v === null,
  regex: isRegex,
  timestamp: (v) => bsonType(v) === 'Timestamp',
  minKey: (v) => bsonType(v) === 'MinKey',
  maxKey: (v) => bsonType(v) === 'MaxKey',
}
const TYPE_NUMBERS: Record<number, string> = {
  1: 'double',
  2: 'string',
  3: 'object',
  4: 'array',
  5: 'binData',
  7: 'objectId',
  8: 'bool',
  9: 'date',
  10: 'null',
  11: 'regex',
  16: 'int',
  17: 'timestamp',
  18: 'long',
  19: 'decimal',
  [-1]: 'minKey',
  127: 'maxKey',
}

const typeTest = (argument: unknown): ValueTest => {
  const names = (Array.isArray(argument) ? argument : [argument]).map((name) =>
    typeof name === 'string' ? name : TYPE_NUMBERS[asNumber(name) ?? 0],
  )
  const tests = names.map((name) => {
    const test = name === undefined || !Object.hasOwn(TYPES, name) ? undefined : TYPES[name]
    if (!test) throw badValue(`Unknown type name alias: ${String(argument)}`)
    return test
  })
  return { test: (found) => tests.some((test) => test(found)) }
}

const size = (argument: unknown): ValueTest => {
  const length = asNumber(argument)
  if (length === undefined || !Number.isInteger(length) || length < 0)
    throw failedToParse('Failed to parse $size. Expected a non-negative integer')
  return { test: (found) => Array.isArray(found) && found.length === length, whole: true }
}

const modulo = (argument: unknown): ValueTest => {
  const [divisor, rest] = listOf(argument, '$mod').map(asNumber)
  if (!divisor || rest === undefined) throw badValue('malformed mod, needs a non-zero divisor and a remainder')
  return {
    test: (found) => {
      const number = asNumber(found)
      return number !== undefined && Number.isFinite(number) && Math.trunc(number) % Math.trunc(divisor) === Math.trunc(rest)
    },
  }
}

/** Operators of one value. Those of several values ($not, $all, $elemMatch, $exists, …) are composed in predicate.ts. */
export const VALUE_OPERATORS: Record<string, (argument: unknown) => ValueTest> = {
  $eq: equalTo,
  $gt: ordered((order) => order > 0, '$gt'),
  $gte: ordered((order) => order >= 0, '$gte'),
  $lt: ordered((order) => order < 0, '$lt'),
  $lte: ordered((order) => order <= 0, '$lte'),
  $in: oneOf,
  $type: typeTest,
  $size: size,
  $mod: modulo,
}
