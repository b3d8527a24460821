import { createHash } from 'node:crypto'
import { type bson, bsonType, type Doc } from './bson.ts'
import { binaryParts, ORDER, regexParts, typeOrder } from './compare.ts'
import { badValue } from './errors.ts'

/** The key of an empty array: below null, as in MongoDB, so that `{ a: null }` does not find `{ a: [] }`. */
export const EMPTY = Symbol('empty array')

/** A component longer than this keeps its first bytes and the hash of all of them; lmdb bounds a whole key at 1,978 bytes. */
const LONGEST = 255
export const KEPT = 200
const TRUNCATED_LENGTH = KEPT + 32

let scratch = Buffer.allocUnsafe(4096)
let used = 0

const reserve = (bytes: number): void => {
  if (used + bytes <= scratch.length) return
  const larger = Buffer.allocUnsafe((used + bytes) * 2)
  scratch.copy(larger, 0, 0, used)
  scratch = larger
}

const putByte = (byte: number): void => {
  reserve(1)
  scratch[used++] = byte
}

/** Zero bytes are escaped and two zeros end the string, so that a shorter string sorts before its continuation. */
const putEscaped = (bytes: Uint8Array): void => {
  reserve(bytes.length * 2 + 2)
  for (const byte of bytes) {
    scratch[used++] = byte
    if (byte === 0) scratch[used++] = 0xff
  }
  scratch[used++] = 0
  scratch[used++] = 0
}

const putString = (text: string): void => putEscaped(Buffer.from(text, 'utf8'))

const putDouble = (value: number): void => {
  reserve(8)
  scratch.writeDoubleBE(value === 0 ? 0 : value, used)
  if (scratch[used]! & 0x80) for (let i = used; i < used + 8; i++) scratch[i] = ~scratch[i]! & 0xff
  else scratch[used] = scratch[used]! | 0x80
  used += 8
}

/** The nearest double, then what it lacks: int64 beyond 2^53 stays exact and sorts among the doubles. */
const putNumber = (value: unknown): void => {
  if (bsonType(value) === 'Decimal128') throw badValue('The embedded store keeps decimal128 values but does not index or search them.')
  const exact = bsonType(value) === 'Long' ? (value as InstanceType<typeof bson.Long>).toBigInt() : typeof value === 'bigint' ? value : null
  const double = exact === null ? Number(String(value)) : Number(exact)
  reserve(10)
  if (Number.isNaN(double)) {
    scratch.fill(0, used, used + 10)
    used += 10
    return
  }
  putDouble(double)
  const rest = exact === null ? 0 : Number(exact - BigInt(double))
  used = scratch.writeUInt16BE(0x8000 + rest, used)
}

const putDocument = (doc: Doc): void => {
  for (const name of Object.keys(doc)) {
    putByte(typeOrder(doc[name]) + 1)
    putString(name)
    putValue(doc[name])
  }
  putByte(0)
}

const putBinary = (value: unknown): void => {
  const { type, bytes } = binaryParts(value)
  reserve(bytes.length + 5)
  used = scratch.writeUInt32BE(bytes.length, used)
  scratch[used++] = type
  scratch.set(bytes, used)
  used += bytes.length
}

const putRegex = (value: unknown): void => {
  const { pattern, options } = regexParts(value)
  putString(pattern)
  putString(options)
}

const putValue = (value: unknown): void => {
  if (value === EMPTY) {
    putByte(ORDER.empty)
    return
  }
  const type = typeOrder(value)
  putByte(type)
  if (type === ORDER.string) putString(String(value))
  else if (type === ORDER.number) putNumber(value)
  else if (type === ORDER.objectId) {
    reserve(12)
    scratch.set((value as { id: Uint8Array }).id, used)
    used += 12
  } else if (type === ORDER.date) putDouble(Number(value))
  else if (type === ORDER.boolean) putByte(value ? 1 : 0)
  else if (type === ORDER.document) putDocument(value as Doc)
  else if (type === ORDER.array) {
    for (const element of value as unknown[]) putValue(element)
    putByte(0)
  } else if (type === ORDER.binary) putBinary(value)
  else if (type === ORDER.regex) putRegex(value)
  else if (type === ORDER.timestamp) {
    reserve(8)
    used = scratch.writeBigUInt64BE(BigInt.asUintN(64, (value as InstanceType<typeof bson.Long>).toBigInt()), used)
  } else if (type !== ORDER.null && type !== ORDER.minKey && type !== ORDER.maxKey)
    throw badValue('The embedded store does not index values of this type.')
}

export interface EncodedKey {
  key: Buffer
  /** Some component was longer than its place: the key finds it, but does not order it. */
  truncated: boolean
}

/** Encodes values so that comparing bytes compares the values; descending components are complemented. */
export const encodeKey = (values: readonly unknown[], directions?: readonly number[]): EncodedKey => {
  used = 0
  let truncated = false
  for (let i = 0; i < values.length; i++) {
    const start = used
    putValue(values[i])
    if (used - start > LONGEST) {
      truncated = true
      createHash('sha256')
        .update(scratch.subarray(start, used))
        .digest()
        .copy(scratch, start + KEPT)
      used = start + TRUNCATED_LENGTH
    }
    if (directions?.[i] === -1) for (let at = start; at < used; at++) scratch[at] = ~scratch[at]! & 0xff
  }
  return { key: Buffer.from(scratch.subarray(0, used)), truncated }
}

/** Where a range over one component begins or ends: no more bytes than truncated components keep, because behind these nothing is in order. */
export const encodeBound = (value: unknown, direction: number): { key: Buffer; isCut: boolean } => {
  const { key } = encodeKey([value], [direction])
  return { key: key.subarray(0, KEPT), isCut: key.length > KEPT }
}

export const typeByte = (value: unknown, direction: number): number => (direction === -1 ? ~typeOrder(value) & 0xff : typeOrder(value))

/** Sorts after every key that continues `prefix`: no component begins with 0xff. */
export const after = (prefix: Uint8Array): Buffer => Buffer.concat([prefix, Buffer.from([0xff])])

export const prefixOf = (id: number): Buffer => {
  const prefix = Buffer.allocUnsafe(4)
  prefix.writeUInt32BE(id)
  return prefix
}
