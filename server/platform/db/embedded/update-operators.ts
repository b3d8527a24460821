import { bson, bsonType, type Doc, isDocument, isNumeric } from './bson.ts'
import { compare, equal } from './compare.ts'
import { badValue, failedToParse, typeMismatch } from './errors.ts'
import type { Place } from './update-path.ts'

export interface OperatorContext {
  now: Date
}

/** Works on one place. `create: false` operators are not called for what is missing. */
export interface UpdateOperator {
  create: boolean
  /** Checks the argument once and gives what to do at each place. */
  prepare(argument: unknown, path: string, context: OperatorContext): (place: Place) => void
}

const describe = (value: unknown): string => JSON.stringify(value) ?? 'undefined'

const toInteger = (value: unknown): bigint | undefined => {
  if (typeof value === 'bigint') return value
  if (bsonType(value) === 'Long') return (value as InstanceType<typeof bson.Long>).toBigInt()
  return Number.isSafeInteger(value) ? BigInt(value as number) : undefined
}

/** Stays a Long where one side is a Long and the other whole; overflow is an error, as in MongoDB. */
const calculate = (
  left: unknown,
  right: unknown,
  whole: (a: bigint, b: bigint) => bigint,
  plain: (a: number, b: number) => number,
): unknown => {
  const isLong = bsonType(left) === 'Long' || bsonType(right) === 'Long'
  const a = toInteger(left)
  const b = toInteger(right)
  if (!isLong || a === undefined || b === undefined) return plain(Number(String(left)), Number(String(right)))
  const result = whole(a, b)
  if (BigInt.asIntN(64, result) !== result) throw badValue('Failed to apply the operation: the result does not fit into 64 bits')
  return bson.Long.fromBigInt(result)
}

const arithmetic = (
  name: string,
  whole: (a: bigint, b: bigint) => bigint,
  plain: (a: number, b: number) => number,
  missing: (by: unknown) => unknown,
): UpdateOperator => ({
  create: true,
  prepare: (by, path) => {
    if (!isNumeric(by))
      throw typeMismatch(`Cannot ${name === '$inc' ? 'increment' : 'multiply'} with non-numeric argument: {${path}: ${describe(by)}}`)
    return (place) => {
      if (place.exists && !isNumeric(place.value))
        throw typeMismatch(`Cannot apply ${name} to a value of non-numeric type: the field '${place.path}' is ${describe(place.value)}`)
      place.set(place.exists ? calculate(place.value, by, whole, plain) : missing(by))
    }
  },
})

const keepIf = (better: (order: number) => boolean): UpdateOperator => ({
  create: true,
  prepare: (value) => (place) => {
    if (!place.exists || better(compare(value, place.value))) place.set(value)
  },
})

const currentDate: UpdateOperator = {
  create: true,
  prepare: (argument, path, { now }) => {
    const type = isDocument(argument) ? argument.$type : argument === true || argument === false ? 'date' : undefined
    if (isDocument(argument) && Object.keys(argument).some((name) => name !== '$type'))
      throw badValue(`Unrecognized $currentDate option for '${path}'`)
    if (type === 'date') return (place) => place.set(new Date(now))
    if (type === 'timestamp') return (place) => place.set(new bson.Timestamp({ t: Math.floor(now.getTime() / 1000), i: 1 }))
    throw badValue(`$currentDate takes true or { $type: 'date' | 'timestamp' } for '${path}'`)
  },
}

const set: UpdateOperator = { create: true, prepare: (value) => (place) => place.set(value) }
const unset: UpdateOperator = { create: false, prepare: () => (place) => place.unset() }

const pop: UpdateOperator = {
  create: false,
  prepare: (argument, path) => {
    const end = isNumeric(argument) ? Number(String(argument)) : undefined
    if (end !== 1 && end !== -1) throw failedToParse(`$pop expects 1 or -1, found: ${describe(argument)} at '${path}'`)
    return (place) => {
      if (!Array.isArray(place.value))
        throw typeMismatch(`Path '${place.path}' contains an element of non-array type ${describe(place.value)}`)
      place.set(end === 1 ? place.value.slice(0, -1) : place.value.slice(1))
    }
  },
}

const pullAll: UpdateOperator = {
  create: false,
  prepare: (argument, path) => {
    if (!Array.isArray(argument)) throw badValue(`$pullAll requires an array argument at '${path}'`)
    return (place) => {
      if (!Array.isArray(place.value)) throw badValue('Cannot apply $pull to a non-array value')
      place.set(place.value.filter((item) => !argument.some((other) => equal(item, other))))
    }
  },
}

const addToSet: UpdateOperator = {
  create: true,
  prepare: (argument) => {
    const each = isDocument(argument) && '$each' in argument ? eachOf('$addToSet', argument, ['$each']) : [argument]
    return (place) => {
      if (place.exists && !Array.isArray(place.value))
        throw badValue(`Cannot apply $addToSet to non-array field. Field named '${place.path}' has non-array type`)
      const items = [...((place.value as unknown[] | undefined) ?? [])]
      for (const item of each) if (!items.some((other) => equal(other, item))) items.push(item)
      place.set(items)
    }
  },
}

/** The `$each` of $push and $addToSet; other modifiers than the named ones are refused. */
export const eachOf = (operator: string, argument: Doc, modifiers: readonly string[]): unknown[] => {
  for (const name of Object.keys(argument)) if (!modifiers.includes(name)) throw badValue(`Unrecognized clause in ${operator}: ${name}`)
  if (!Array.isArray(argument.$each)) throw badValue(`The argument to $each in ${operator} must be an array`)
  return argument.$each
}

export const OPERATORS: Record<string, UpdateOperator> = {
  $set: set,
  $setOnInsert: set,
  $unset: unset,
  $inc: arithmetic(
    '$inc',
    (a, b) => a + b,
    (a, b) => a + b,
    (by) => by,
  ),
  $mul: arithmetic(
    '$mul',
    (a, b) => a * b,
    (a, b) => a * b,
    (by) => (bsonType(by) === 'Long' ? bson.Long.ZERO : 0),
  ),
  $min: keepIf((order) => order < 0),
  $max: keepIf((order) => order > 0),
  $currentDate: currentDate,
  $pop: pop,
  $pullAll: pullAll,
  $addToSet: addToSet,
}
