import { createRequire } from 'node:module'
import type * as Bson from 'bson'

/** The one copy of bson in this folder: the package's ESM and CJS builds have different classes. */
export const bson = createRequire(import.meta.url)('bson') as typeof Bson

export type Doc = Record<string, unknown>
export type Raw = Uint8Array

/** Int64 stays a Long, so that a rewritten document keeps its type; regular expressions stay data until a filter compiles them. */
const KEEP = { promoteBuffers: false, promoteLongs: false, bsonRegExp: true, validation: { utf8: false } } as const
/** For expressions, which calculate with plain numbers. */
const PROMOTE = { ...KEEP, promoteLongs: true } as const

export const decode = (raw: Raw): Doc => bson.deserialize(raw, KEEP) as Doc
export const decodePromoted = (raw: Raw): Doc => bson.deserialize(raw, PROMOTE) as Doc
export const encode = (doc: Doc): Raw => bson.serialize(doc, { ignoreUndefined: true, serializeFunctions: false })

export const bsonType = (value: unknown): string | undefined =>
  typeof value === 'object' && value !== null ? (value as { _bsontype?: string })._bsontype : undefined

/** An embedded document: neither scalar, array, date nor one of BSON's own types. */
export const isDocument = (value: unknown): value is Doc =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof Date) &&
  !(value instanceof RegExp) &&
  !(value instanceof Uint8Array) &&
  (value as { _bsontype?: string })._bsontype === undefined

export const isNumeric = (value: unknown): boolean => {
  if (typeof value === 'number' || typeof value === 'bigint') return true
  const type = bsonType(value)
  return type === 'Long' || type === 'Int32' || type === 'Double'
}

/** Reads a command's number, in whichever numeric type the client sent it. */
export const asNumber = (value: unknown): number | undefined => {
  if (typeof value === 'number') return value
  return isNumeric(value) ? Number(String(value)) : undefined
}
