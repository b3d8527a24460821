import { type bson, bsonType, type Doc } from './bson.ts'

type Long = InstanceType<typeof bson.Long>

/** MongoDB's order of types (documentation: "Comparison/Sort Order"); a missing value sorts as null. */
export const ORDER = {
  minKey: 1,
  empty: 3,
  null: 5,
  number: 10,
  string: 15,
  document: 20,
  array: 25,
  binary: 30,
  objectId: 35,
  boolean: 40,
  date: 45,
  timestamp: 47,
  regex: 50,
  maxKey: 127,
} as const

const BSON_ORDER: Record<string, number> = {
  Long: ORDER.number,
  Int32: ORDER.number,
  Double: ORDER.number,
  Decimal128: ORDER.number,
  BSONSymbol: ORDER.string,
  Binary: ORDER.binary,
  ObjectId: ORDER.objectId,
  Timestamp: ORDER.timestamp,
  BSONRegExp: ORDER.regex,
  DBRef: 55,
  Code: 60,
  MinKey: ORDER.minKey,
  MaxKey: ORDER.maxKey,
}

export const typeOrder = (value: unknown): number => {
  switch (typeof value) {
    case 'number':
    case 'bigint':
      return ORDER.number
    case 'string':
      return ORDER.string
    case 'boolean':
      return ORDER.boolean
    case 'undefined':
      return ORDER.null
    default:
      if (value === null) return ORDER.null
      if (Array.isArray(value)) return ORDER.array
      if (value instanceof Date) return ORDER.date
      if (value instanceof Uint8Array) return ORDER.binary
      if (value instanceof RegExp) return ORDER.regex
      return BSON_ORDER[bsonType(value) ?? ''] ?? ORDER.document
  }
}

const sign = (a: number | bigint | string, b: number | bigint | string): number => (a < b ? -1 : a > b ? 1 : 0)

const plain = (value: unknown): number | bigint => {
  if (typeof value === 'number' || typeof value === 'bigint') return value
  return bsonType(value) === 'Long' ? (value as Long).toBigInt() : Number(String(value))
}

/** NaN sorts below every number and equals itself. JavaScript compares bigint with number exactly, so no precision is lost. */
const compareNumbers = (left: unknown, right: unknown): number => {
  const a = plain(left)
  const b = plain(right)
  const aNaN = Number.isNaN(a)
  const bNaN = Number.isNaN(b)
  if (aNaN || bNaN) return aNaN && bNaN ? 0 : aNaN ? -1 : 1
  return sign(a, b)
}

/** By bytes of UTF-8, as MongoDB does; UTF-16 order differs only where surrogates meet U+E000 and above. */
export const compareStrings = (a: string, b: string): number => {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x === y) continue
    const xHigh = x >= 0xd800 && x <= 0xdfff
    const yHigh = y >= 0xd800 && y <= 0xdfff
    return xHigh === yHigh ? sign(x, y) : xHigh ? 1 : -1
  }
  return sign(a.length, b.length)
}

const compareDocuments = (a: Doc, b: Doc): number => {
  const left = Object.keys(a)
  const right = Object.keys(b)
  for (let i = 0; i < left.length && i < right.length; i++) {
    const x = left[i]!
    const y = right[i]!
    const found = sign(typeOrder(a[x]), typeOrder(b[y])) || compareStrings(x, y) || compare(a[x], b[y])
    if (found) return found
  }
  return sign(left.length, right.length)
}

const compareArrays = (a: unknown[], b: unknown[]): number => {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const found = compare(a[i], b[i])
    if (found) return found
  }
  return sign(a.length, b.length)
}

export const binaryParts = (value: unknown): { type: number; bytes: Uint8Array } => {
  if (value instanceof Uint8Array) return { type: 0, bytes: value }
  const binary = value as InstanceType<typeof bson.Binary>
  return { type: binary.sub_type, bytes: binary.buffer.subarray(0, binary.position) }
}

const compareBinary = (left: unknown, right: unknown): number => {
  const a = binaryParts(left)
  const b = binaryParts(right)
  return sign(a.bytes.length, b.bytes.length) || sign(a.type, b.type) || Buffer.compare(a.bytes, b.bytes)
}

export const regexParts = (value: unknown): { pattern: string; options: string } => {
  if (value instanceof RegExp) return { pattern: value.source, options: value.flags }
  const { pattern, options } = value as InstanceType<typeof bson.BSONRegExp>
  return { pattern, options }
}

const compareRegex = (left: unknown, right: unknown): number => {
  const a = regexParts(left)
  const b = regexParts(right)
  return compareStrings(a.pattern, b.pattern) || compareStrings(a.options, b.options)
}

/** Total order of BSON values. */
export const compare = (a: unknown, b: unknown): number => {
  const type = typeOrder(a)
  const other = typeOrder(b)
  if (type !== other) return sign(type, other)
  switch (type) {
    case ORDER.number:
      return typeof a === 'number' && typeof b === 'number' && a === b ? 0 : compareNumbers(a, b)
    case ORDER.string:
      return compareStrings(String(a), String(b))
    case ORDER.document:
      return compareDocuments(a as Doc, b as Doc)
    case ORDER.array:
      return compareArrays(a as unknown[], b as unknown[])
    case ORDER.binary:
      return compareBinary(a, b)
    case ORDER.objectId:
      return Buffer.compare((a as { id: Uint8Array }).id, (b as { id: Uint8Array }).id)
    case ORDER.boolean:
      return sign(Number(a), Number(b))
    case ORDER.date:
      return sign(Number(a), Number(b))
    case ORDER.timestamp:
      return sign((a as Long).toBigInt(), (b as Long).toBigInt())
    case ORDER.regex:
      return compareRegex(a, b)
    default:
      return 0
  }
}

export const equal = (a: unknown, b: unknown): boolean => compare(a, b) === 0
