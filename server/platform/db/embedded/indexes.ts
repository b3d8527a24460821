import { asNumber, type Doc, isDocument, type Raw } from './bson.ts'
import { equal } from './compare.ts'
import { badValue, notSupported, StoreError } from './errors.ts'
import { tuplesOf } from './index-keys.ts'
import { encodeKey, prefixOf } from './keys.ts'
import { isIndex, setAt, splitPath } from './paths.ts'
import { compileFilter, type Predicate } from './predicate.ts'

/** Six components of at most 255 bytes and the id of the document fit in an lmdb key. */
const MOST_FIELDS = 6
const OPTIONS = new Set(['v', 'key', 'name', 'unique', 'sparse', 'partialFilterExpression', 'expireAfterSeconds', 'background', 'ns'])

/** The condition of a partial index, whole and by path: the planner asks whether a filter fulfils each. */
interface Partial {
  predicate: Predicate
  conditions: { path: string; condition: unknown; holds(value: unknown): boolean }[]
}

export interface Index {
  readonly id: number
  readonly name: string
  readonly prefix: Buffer
  readonly spec: Doc
  readonly fields: readonly string[]
  readonly paths: readonly (readonly string[])[]
  readonly directions: readonly number[]
  /** The fields of a document that its entries come of. */
  readonly decidedBy: readonly string[]
  readonly unique: boolean
  readonly sparse: boolean
  readonly partial: Partial | undefined
  readonly expireAfterSeconds: number | undefined
  /** Once an array or a truncated value was indexed, the index finds but no longer orders. Never turned off. */
  multikey: boolean
  truncated: boolean
}

/** The `_id` index has no entries of its own: documents lie under their id. */
export const ID_INDEX = 0

const defaultName = (key: Doc): string =>
  Object.entries(key)
    .map(([field, direction]) => `${field}_${direction}`)
    .join('_')

/** The fields of a document that a partial index asks about. */
const fieldsOf = (filter: Doc): string[] =>
  Object.entries(filter).flatMap(([path, condition]) => {
    if (!path.startsWith('$')) return [splitPath(path)[0]!]
    if (path !== '$and' && path !== '$or') throw notSupported(`'${path}' in a partialFilterExpression`)
    return (condition as Doc[]).flatMap(fieldsOf)
  })

/** Checks an index as a client asks for it; whatever is not supported is refused by name. */
export const validateSpec = (spec: Doc): Doc => {
  for (const option of Object.keys(spec)) if (!OPTIONS.has(option)) throw notSupported(`the index option '${option}'`)
  if (!isDocument(spec.key) || Object.keys(spec.key).length === 0) throw badValue('An index needs a key.')
  const key: Doc = {}
  for (const [path, given] of Object.entries(spec.key)) {
    const direction = asNumber(given)
    if (direction !== 1 && direction !== -1) throw notSupported(`an index of the kind '${String(given)}'`)
    // A number in a path means a place in an array or a field, whichever a document has; keys could not tell.
    if (splitPath(path).some((part) => part.startsWith('$') || isIndex(part))) throw notSupported(`an index on '${path}'`)
    key[path] = direction
  }
  if (Object.keys(key).length > MOST_FIELDS) throw notSupported(`an index of more than ${MOST_FIELDS} fields`)
  const seconds = spec.expireAfterSeconds === undefined ? undefined : asNumber(spec.expireAfterSeconds)
  if (spec.expireAfterSeconds !== undefined && (seconds === undefined || seconds < 0))
    throw badValue('expireAfterSeconds must be a number from 0')
  if (seconds !== undefined && Object.keys(key).length > 1) throw badValue('A TTL index has one field.')
  if (spec.partialFilterExpression !== undefined) {
    if (!isDocument(spec.partialFilterExpression)) throw badValue('partialFilterExpression must be a document')
    if (spec.sparse) throw badValue('An index is sparse or partial, not both.')
    fieldsOf(spec.partialFilterExpression)
    if (compileFilter(spec.partialFilterExpression).slow) throw badValue('A partialFilterExpression takes no regular expression.')
  }
  return {
    v: 2,
    key,
    name: typeof spec.name === 'string' && spec.name !== '' ? spec.name : defaultName(key),
    ...(spec.unique ? { unique: true } : {}),
    ...(spec.sparse ? { sparse: true } : {}),
    ...(spec.partialFilterExpression === undefined ? {} : { partialFilterExpression: spec.partialFilterExpression }),
    ...(seconds === undefined ? {} : { expireAfterSeconds: seconds }),
  }
}

const partialOf = (filter: Doc): Partial => ({
  predicate: compileFilter(filter),
  conditions: Object.entries(filter).map(([path, condition]) => {
    const { test } = compileFilter({ [path]: condition })
    return {
      path,
      condition,
      holds: (value) => {
        const doc: Doc = {}
        setAt(doc, path, value)
        return test(doc)
      },
    }
  }),
})

export const makeIndex = (id: number, spec: Doc, flags: { multikey?: boolean; truncated?: boolean } = {}): Index => {
  const key = spec.key as Record<string, number>
  const fields = Object.keys(key)
  const partial = spec.partialFilterExpression as Doc | undefined
  const paths = fields.map(splitPath)
  return {
    id,
    name: String(spec.name),
    prefix: prefixOf(id),
    spec,
    fields,
    paths,
    directions: fields.map((field) => Number(key[field])),
    decidedBy: [...new Set([...paths.map(([field]) => field!), ...(partial ? fieldsOf(partial) : [])])],
    unique: spec.unique === true || id === ID_INDEX,
    sparse: spec.sparse === true,
    partial: partial && partialOf(partial),
    expireAfterSeconds: asNumber(spec.expireAfterSeconds),
    multikey: flags.multikey ?? false,
    truncated: flags.truncated ?? false,
  }
}

export const sameSpec = (a: Doc, b: Doc): boolean => {
  const comparable = ({ name: _name, v: _v, ...rest }: Doc) => ({ ...rest })
  const left = comparable(a)
  const right = comparable(b)
  return (
    Object.keys(a.key as Doc).join() === Object.keys(b.key as Doc).join() &&
    [...new Set([...Object.keys(left), ...Object.keys(right)])].every((name) => equal(left[name], right[name]))
  )
}

export interface IndexKeys {
  /** Complete keys, prefix included; without the document's id for a unique index. */
  keys: Buffer[]
  multikey: boolean
  truncated: boolean
}

const NONE: IndexKeys = { keys: [], multikey: false, truncated: false }

/** Where a document stands in an index. `id` is its encoded `_id`, which makes keys of a non-unique index different. */
export const keysOf = (index: Index, doc: Doc, id: Raw): IndexKeys => {
  if (index.partial && !index.partial.predicate.test(doc)) return NONE
  const { tuples, multikey, present } = tuplesOf(doc, index.paths)
  if (index.sparse && !present) return NONE
  const keys = new Map<string, Buffer>()
  let truncated = false
  for (const tuple of tuples) {
    const encoded = encodeKey(tuple, index.directions)
    truncated ||= encoded.truncated
    const key = Buffer.concat(index.unique ? [index.prefix, encoded.key] : [index.prefix, encoded.key, id])
    keys.set(multikey ? key.toString('latin1') : '', key)
  }
  return { keys: [...keys.values()], multikey, truncated }
}

const show = (value: unknown): string => {
  if (value === undefined) return 'null'
  if (typeof value === 'object' && value !== null && 'toHexString' in value) return `ObjectId('${String(value)}')`
  return JSON.stringify(value) ?? String(value)
}

/** The duplicate error as MongoDB words it: callers tell two unique indexes apart by `keyPattern`. */
export const duplicateKey = (ns: string, index: Index, doc: Doc): StoreError => {
  const values =
    index.id === ID_INDEX
      ? [doc._id]
      : (tuplesOf(doc, index.paths).tuples[0] ?? []).map((value) => (typeof value === 'symbol' ? null : value))
  const keyValue = Object.fromEntries(index.fields.map((name, i) => [name, values[i] ?? null]))
  const shown = index.fields.map((name) => `${name}: ${show(keyValue[name])}`).join(', ')
  return new StoreError(11000, 'DuplicateKey', `E11000 duplicate key error collection: ${ns} index: ${index.name} dup key: { ${shown} }`, {
    keyPattern: index.spec.key,
    keyValue,
  })
}
