import { asNumber, bsonType, type Doc, isDocument } from '../bson.ts'
import { badValue, notSupported, StoreError } from '../errors.ts'
import type { Store } from '../store.ts'
import type { Arrived, Reply } from '../wire.ts'

export interface Call {
  db: string
  command: Doc
  /** The command's first field: usually the collection. */
  subject: unknown
  sequences: Map<string, Arrived[]>
}

export interface Command {
  /** Fields it understands besides those that every command has; any other is refused by name. */
  fields: readonly string[]
  run(store: Store, call: Call): Reply | Promise<Reply>
}

/** What drivers add to any command. Concerns are fulfilled by being the only server: every acknowledged write is on disk, but for `j: false`. */
const COMMON = new Set([
  '$db',
  'lsid',
  '$clusterTime',
  '$readPreference',
  'readConcern',
  'writeConcern',
  'comment',
  'maxTimeMS',
  'apiVersion',
  'apiStrict',
  'apiDeprecationErrors',
])

export const refuseUnknown = (name: string, given: Doc, fields: readonly string[]): void => {
  for (const field of Object.keys(given)) {
    if (field === name || COMMON.has(field) || fields.includes(field)) continue
    if (field === 'txnNumber' || field === 'autocommit' || field === 'startTransaction') {
      throw new StoreError(20, 'IllegalOperation', 'Transaction numbers are only allowed on a replica set member or mongos')
    }
    throw notSupported(`the field '${field}' of ${name}`)
  }
}

/** Statements inside a command are checked alike; the simple collation is what the store does anyway. */
export const refuseUnknownIn = (what: string, given: Doc, fields: readonly string[]): void => {
  for (const field of Object.keys(given)) if (!fields.includes(field)) throw notSupported(`the field '${field}' of ${what}`)
  refuseCollation(given.collation)
}

export const refuseCollation = (collation: unknown): void => {
  if (collation === undefined || (isDocument(collation) && collation.locale === 'simple' && Object.keys(collation).length === 1)) return
  throw notSupported('collations')
}

export const namespaceOf = ({ db, subject }: Call): string => {
  if (typeof subject !== 'string' || subject === '' || subject.includes('\0') || subject.includes('$'))
    throw new StoreError(73, 'InvalidNamespace', `Invalid collection name: '${String(subject)}'`)
  const ns = `${db}.${subject}`
  if (Buffer.byteLength(ns) > 255) throw new StoreError(73, 'InvalidNamespace', `The name '${ns}' is too long.`)
  return ns
}

/** The documents of a write command, whether they came in the command or beside it. */
export const documentsOf = ({ command, sequences }: Call, field: string): { doc: Doc; raw?: Uint8Array }[] => {
  const beside = sequences.get(field)
  if (beside) return beside
  const inside = command[field]
  if (!Array.isArray(inside) || !inside.every(isDocument)) throw badValue(`'${field}' must be an array of documents`)
  return inside.map((doc) => ({ doc }))
}

/** The client wants no more than that a write is carried out (`j: false`), as MongoDB has it: it reaches the disk with what comes after. */
export const isEarly = (command: Doc): boolean => isDocument(command.writeConcern) && command.writeConcern.j === false

export const maxTimeOf = (command: Doc): number | undefined => asNumber(command.maxTimeMS) || undefined

export const toBigInt = (value: unknown): bigint => (bsonType(value) === 'Long' ? BigInt(String(value)) : BigInt(asNumber(value) ?? 0))
