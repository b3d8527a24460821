import type { Connection } from 'mongoose'
import type { IndexSpec } from '../../platform/db/indexes.ts'
import type { Log } from '../../platform/log.ts'
import type { Shapes } from './shapes.ts'

type Kind = keyof Shapes
interface Stored {
  _id: string
  kind: Kind
  at: Date
  record: unknown
}

/** How much of the past is at hand; older records are still on disk but no longer listed. */
const KEPT = 5_000

/** What the carrier knows: in memory, and on disk a moment later, so that calls outlive a restart of the desk they share a process with. */
export interface Records {
  load(): Promise<void>
  get<K extends Kind>(kind: K, id: string): Shapes[K] | undefined
  /** All there ever were, those on disk alone too. */
  stored<K extends Kind>(kind: K): Promise<Shapes[K][]>
  /** Newest first. */
  list<K extends Kind>(kind: K): Shapes[K][]
  /** Call it after each change: the record itself is what the carrier works on. */
  save<K extends Kind>(kind: K, id: string, record: Shapes[K]): void
  remove(kind: Kind, id: string): void
  /** Resolves when all that was saved is on disk. */
  flush(): Promise<void>
}

export const sandboxCarrierIndexes: IndexSpec[] = [{ collection: 'sandbox_carrier', key: { kind: 1, at: -1 } }]

export const createRecords = (connection: Connection, log: Pick<Log, 'error'>): Records => {
  const stored = connection.collection<Stored>('sandbox_carrier')
  const kinds = new Map<Kind, Map<string, { at: Date; record: unknown }>>()
  const dirty = new Map<string, { kind: Kind; id: string }>()
  let writing: Promise<void> | undefined
  const of = (kind: Kind) => {
    const found = kinds.get(kind) ?? new Map()
    kinds.set(kind, found)
    return found
  }
  const write = async (): Promise<void> => {
    while (dirty.size > 0) {
      const batch = [...dirty.values()]
      dirty.clear()
      const changes = batch.map(({ kind, id }) => {
        const held = of(kind).get(id)
        const _id = `${kind}:${id}`
        if (!held) return { deleteOne: { filter: { _id } } }
        return { replaceOne: { filter: { _id }, replacement: { kind, at: held.at, record: structuredClone(held.record) }, upsert: true } }
      })
      try {
        await stored.bulkWrite(changes as never, { ordered: false })
      } catch (error) {
        // What is in memory goes on; only a restart would miss it.
        log.error({ err: error }, 'the sandbox carrier could not keep its records')
      }
    }
    writing = undefined
  }
  const touch = (kind: Kind, id: string): void => {
    dirty.set(`${kind}:${id}`, { kind, id })
    writing ??= Promise.resolve().then(write)
  }
  const flush = async (): Promise<void> => {
    while (writing) await writing
  }
  return {
    load: async () => {
      for (const kind of ['call', 'conference', 'participant', 'recording', 'message', 'number', 'application', 'stop'] as const) {
        const found = await stored.find({ kind }).sort({ at: -1 }).limit(KEPT).toArray()
        for (const one of found.reverse()) of(kind).set((one._id as string).slice(kind.length + 1), { at: one.at, record: one.record })
      }
    },
    get: (kind, id) => of(kind).get(id)?.record as never,
    stored: async (kind) => {
      await flush()
      return (await stored.find({ kind }).toArray()).map((one) => one.record) as never
    },
    list: (kind) => [...of(kind).values()].map((one) => one.record).reverse() as never,
    save: (kind, id, record) => {
      const all = of(kind)
      const held = all.get(id)
      all.set(id, { at: held?.at ?? new Date(), record })
      touch(kind, id)
      // The oldest leave memory, unless something may still happen to them.
      if (!held && all.size > KEPT)
        for (const [old, { record: past }] of all) {
          if ((past as { endedAt?: unknown }).endedAt === null) continue
          all.delete(old)
          break
        }
    },
    remove: (kind, id) => {
      of(kind).delete(id)
      touch(kind, id)
    },
    flush,
  }
}
