import type { FlowFacts, FlowState } from '../ivr/index.ts'
import { batchInserts, batchWrites } from '../platform/batch.ts'
import { isDuplicateKey } from '../platform/db/database-errors.ts'
import { early } from '../platform/db/early.ts'
import { createRecent } from '../platform/recent.ts'
import type { Platform } from '../platform/room.ts'
import type { CallChange } from './entries.ts'
import type { CallDocument } from './ports.ts'
import type { PathStep } from './wire.ts'

/** What a leg was given as its n-th document, and what that meant. Written before either counts, so that a crash between loses neither. */
export interface GivenStep {
  document: CallDocument
  place: 'flow' | 'conference'
  /** When the talk that may follow is over, the menu has more. Left out: as before. */
  goesOn?: boolean
  changes: CallChange[]
}

/** The erasable part of a call: numbers, names, what was keyed and said, notes. */
export interface CallContents {
  _id: string
  party: { address: string; name: string }
  /** Who it may be by the number, as the flow may ask. Claimed: never read out (SECURITY P5). */
  caller: FlowFacts['caller']
  /** By leg. */
  addresses: Record<string, string>
  flow: FlowState | null
  /** The answer that is waited for is secret: it is neither masked nor kept. */
  isSecret: boolean
  /** By its name in the flow. */
  voicemailQueue: string
  /** The document that a rule of a queue gave instead of waiting, by its step; null: none. */
  ruled: { at: string; what: 'voicemail' | 'callback' } | null
  /** Of a caller who waits for a person without a flow: the language they are spoken to in. */
  language: string
  path: PathStep[]
  /** `l1-3`: the third document of leg l1. */
  steps: Record<string, GivenStep>
  note: string
  /** For whoever makes the call that was arranged. */
  callbackNote?: string
  /** How loud each recording is over time, by its id; not of those of older versions. */
  peaks?: Record<string, number[]>
}

export const stepKey = (legId: string, step: number): string => `${legId}-${step}`

export const newContents = (id: string, party: CallContents['party'], caller: CallContents['caller']): CallContents => ({
  _id: id,
  party,
  caller,
  addresses: {},
  flow: null,
  isSecret: false,
  voicemailQueue: '',
  ruled: null,
  language: 'en',
  path: [],
  steps: {},
  note: '',
})

const REMEMBERED = 1_000

/** With one field changed by its path, as `$set` changes it. */
const withField = (from: unknown, [name = '', ...rest]: readonly string[], value: unknown): object => ({
  ...(from as object | null),
  [name]: rest.length === 0 ? value : withField((from as Record<string, unknown> | null)?.[name], rest, value),
})
const withFields = (contents: CallContents, fields: Record<string, unknown>): CallContents =>
  Object.entries(fields).reduce((before, [path, value]) => withField(before, path.split('.'), value) as CallContents, contents)

export const createContents = (platform: Pick<Platform, 'connection' | 'isOnlyProcess'>) => {
  const collection = platform.connection.collection<CallContents>('call_contents')
  const insert = batchInserts(collection as never, early(platform))
  const write = batchWrites(collection as never)
  const writeEarly = batchWrites(collection as never, early(platform))
  /** Of calls that came to this process, where no other writes: for as long as they are only prepared, one step after the other. */
  const known = createRecent<string, CallContents>(REMEMBERED)
  return {
    /** False when the call has its contents already. The call's first entry comes after. */
    add: async (contents: CallContents): Promise<boolean> => {
      try {
        await insert(contents as never)
        if (platform.isOnlyProcess) known.set(contents._id, contents)
        return true
      } catch (error) {
        if (isDuplicateKey(error)) return false
        throw error
      }
    },
    get: async (id: string): Promise<CallContents | null> =>
      known.get(id) ?? ((await collection.findOne({ _id: id })) as CallContents | null),
    getMany: async (ids: readonly string[]): Promise<Map<string, CallContents>> => {
      const held = ids.flatMap((id) => known.get(id) ?? [])
      const missing = ids.filter((id) => !held.some((one) => one._id === id))
      const found = missing.length === 0 ? [] : ((await collection.find({ _id: { $in: missing } }).toArray()) as CallContents[])
      return new Map([...held, ...found].map((one) => [one._id, one]))
    },
    /** Fields by their path, such as `addresses.l3`. */
    set: (id: string, fields: Record<string, unknown>): Promise<void> => {
      known.delete(id)
      return write({ updateOne: { filter: { _id: id }, update: { $set: fields } } })
    },
    /** Fields that are to be there no longer. */
    drop: (id: string, paths: readonly string[]): Promise<void> => {
      known.delete(id)
      return write({ updateOne: { filter: { _id: id }, update: { $unset: Object.fromEntries(paths.map((path) => [path, 1])) } } })
    },
    /** As `set`, just before the entry that makes them count; for one call one after the other. */
    prepare: async (id: string, fields: Record<string, unknown>): Promise<void> => {
      const before = known.get(id)
      if (before) known.set(id, withFields(before, fields))
      try {
        await writeEarly({ updateOne: { filter: { _id: id }, update: { $set: fields } } })
      } catch (error) {
        known.delete(id)
        throw error
      }
    },
    /** What is left of a call whose customer is forgotten: nothing. */
    erase: async (id: string): Promise<void> => {
      known.delete(id)
      await collection.deleteOne({ _id: id })
    },
  }
}
export type Contents = ReturnType<typeof createContents>
