import { createHash } from 'node:crypto'
import type { Connection } from 'mongoose'
import { batchFinds, batchInserts, batchWrites, DuplicateKey } from './batch.ts'
import type { Bus, Change, Entry } from './bus.ts'
import type { Clock } from './clock.ts'
import { early } from './db/early.ts'
import type { IndexSpec } from './db/indexes.ts'
import { AppError } from './errors.ts'
import { createRecent } from './recent.ts'
import { createQueueByKey } from './stream-queue.ts'
import { batchTogether } from './write-together.ts'

/** What every projection holds: the number of the last entry folded into it. */
export interface Folded {
  seq: number
}

/** How one kind of stream becomes one kind of document. `start` and `fold` are pure. */
export interface StreamKind<S extends Folded, C extends Change> {
  /** The word before the colon of the stream's name: `case`. */
  kind: string
  /** Where the projections lie: one document a stream, `_id` = the stream's id. */
  collection: string
  start(id: string): S
  fold(state: S, entry: Entry<C>): S
  /**
   * Of `start` and `fold` together, 1 unless said. Raised whenever they make another document of the same entries, as with a new field: at the next start
   * all documents of the kind are made again (`refold.ts`).
   */
  version?: number
  /** An audit: each entry holds the hash of the one before (SECURITY R9). */
  chained?: boolean
}

export interface Settling {
  /**
   * The entry waits for no sync of its own where one comes with what follows. Only for a step that is made again from what is on disk already: by the
   * inbox, by a reaction, or by the same verb asked again, which ends with an entry that does wait.
   */
  isEarly?: boolean
  /** More entries of the stream follow at once: the projection is saved with the last of them. */
  hasMore?: boolean
}

/**
 * The streams of one kind.
 *
 * @example
 * const ledger = ledgers.open(queueStream)
 * await ledger.commit(queueId, `${actor.id}:rename:${commandId}`, actor.id, (now) =>
 *   now.name === name ? null : { type: 'queue.edited', name },
 * )
 */
export interface Ledger<S extends Folded, C extends Change> {
  /**
   * The only way to change a stream. Loads the state, lets `decide` (pure) say what happens, and inserts that as the next entry: the entry is
   * the commit. The projection is saved with it, or after it where others write as well; then it is published. `decide` gives null when there is
   * nothing to do, or throws AppError. A key that stands in the stream already: the same change finishes its work and returns; another throws
   * conflict. An entry number taken by another process: reloads and decides again, five times at most, then throws unavailable.
   */
  commit(id: string, key: string, by: string, decide: (now: S) => C | null, how?: Settling): Promise<S>
  /**
   * The same for steps of the desk itself that may be decided twice (a reaction that runs again, two sweepers): whatever stands under the key already
   * is the decision, and no conflict.
   */
  settle(id: string, key: string, by: string, decide: (now: S) => C | null, how?: Settling): Promise<S>
  /** `settle` for the first entry of a stream that is most likely new: it is looked for only when its place is taken. */
  begin(id: string, key: string, by: string, decide: (now: S) => C | null, how?: Settling): Promise<S>
  /** The projection with every later entry folded in. `seq` is 0 for a stream that has no entry. */
  load(id: string): Promise<S>
  /** Of many streams, as their projections stand; those without entry are left out. */
  states(ids: readonly string[]): Promise<S[]>
  entries(id: string, options?: { afterSeq?: number; limit?: number }): Promise<Entry<C>[]>
  /** The entry under a key; null when the command was not carried out in this stream. */
  entry(id: string, key: string): Promise<Entry<C> | null>
  readonly kind: StreamKind<S, C>
}

interface StoredEntry {
  _id: string
  stream: string
  seq: number
  at: Date
  by: string
  change: Change
  prev?: string
}

export const ledgerIndexes: IndexSpec[] = [
  { collection: 'entries', key: { stream: 1, seq: 1 }, unique: true },
  { collection: 'entries', key: { at: 1 } },
]

/** Keys in the order of the alphabet: equal changes read alike whatever order they were written in. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, inner) =>
    inner && typeof inner === 'object' && !Array.isArray(inner) && !(inner instanceof Date)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )

/** The hash a chained entry's successor holds. */
export const entryHash = (entry: Entry): string =>
  createHash('sha256')
    .update(
      canonical({ id: entry.id, seq: entry.seq, at: entry.at.toISOString(), by: entry.by, change: entry.change, prev: entry.prev ?? null }),
    )
    .digest('hex')

const fromStored = <C extends Change>({ _id, ...rest }: StoredEntry): Entry<C> => ({ id: _id, ...rest }) as Entry<C>
const ATTEMPTS = 5
/** The passing fact that a write ended without an answer. */
export const ENTRY_UNSURE = 'ledger.entry-unsure'

export interface Ledgers {
  open<S extends Folded, C extends Change>(kind: StreamKind<S, C>): Ledger<S, C>
  /** The kinds opened so far, by their word. */
  kinds: ReadonlyMap<string, StreamKind<Folded, Change>>
  /** Folds what is stored and saves it: what the sweep and the reader of differences call for a stream. */
  reproject(stream: string): Promise<void>
}

export const createLedgers = ({
  connection,
  clock,
  bus,
  isOnlyProcess = false,
}: {
  connection: Connection
  clock: Clock
  bus: Bus
  /** Nobody else writes to this store: what was committed here last is what is stored. */
  isOnlyProcess?: boolean
}): Ledgers => {
  const entries = connection.collection<StoredEntry>('entries')
  const inPassing = early({ isOnlyProcess })
  const insertAlone = { synced: batchInserts(entries), early: batchInserts(entries, inPassing) }
  const insertWith = { synced: batchTogether(connection), early: batchTogether(connection, inPassing) }
  const findEntry = batchFinds<StoredEntry>(entries, '_id')
  const findStream = batchFinds<StoredEntry>(entries, 'stream')
  const kinds = new Map<string, StreamKind<Folded, Change>>()
  const reprojectors = new Map<string, (id: string) => Promise<void>>()

  const open = <S extends Folded, C extends Change>(kind: StreamKind<S, C>): Ledger<S, C> => {
    if (isOnlyProcess && kinds.has(kind.kind)) throw new Error(`Two memories of ${kind.kind} would not know of each other.`)
    const projections = connection.collection<S & { _id: string }>(kind.collection)
    // Behind its entry it is folded again at the next start.
    const write = batchWrites(projections as never, early({ isOnlyProcess }))
    const findState = batchFinds<{ _id: string }>(projections as never, '_id')
    const inTurn = createQueueByKey()
    const states = createRecent<string, { state: S; last?: Entry<C> }>(10_000)
    const streamOf = (id: string): string => `${kind.kind}:${id}`

    const readEntries = async (id: string, afterSeq: number, limit = 0): Promise<Entry<C>[]> => {
      const found = await entries
        .find({ stream: streamOf(id), seq: { $gt: afterSeq } } as never)
        .sort({ seq: 1 })
        .limit(limit)
        .toArray()
      return found.map((one) => fromStored<C>(one as StoredEntry))
    }

    /** Of a stream without projection: nearly always a new one. */
    const readWhole = async (id: string): Promise<Entry<C>[]> =>
      (await findStream(streamOf(id))).sort((a, b) => a.seq - b.seq).map((one) => fromStored<C>(one))

    const fromProjection = ({ _id, ...rest }: { _id: string }): S => ({ ...kind.start(_id), ...rest }) as S

    const readStored = async (id: string): Promise<{ state: S; last?: Entry<C> }> => {
      const [stored] = await findState(id)
      let state = stored ? fromProjection(stored) : kind.start(id)
      let last: Entry<C> | undefined
      for (const entry of stored ? await readEntries(id, state.seq) : await readWhole(id)) {
        state = kind.fold(state, entry)
        last = entry
      }
      return last ? { state, last } : { state }
    }

    /** An entry never changes, so what is in memory can at most be behind. */
    const goOnFrom = async (id: string, held: { state: S; last?: Entry<C> }): Promise<{ state: S; last?: Entry<C> }> => {
      const later = isOnlyProcess ? [] : await readEntries(id, held.state.seq)
      return later.reduce((before, entry) => ({ state: kind.fold(before.state, entry), last: entry }), held)
    }

    const loadWithLast = async (id: string): Promise<{ state: S; last?: Entry<C> }> => {
      const held = states.get(id)
      const loaded = held ? await goOnFrom(id, held) : await readStored(id)
      // Something may have been committed here meanwhile.
      if (loaded.state.seq > 0 && states.get(id) === held) states.set(id, loaded)
      return loaded
    }

    const save = async (id: string, state: S): Promise<void> => {
      try {
        await write({ replaceOne: { filter: { _id: id, seq: { $lt: state.seq } }, replacement: { ...state, _id: id }, upsert: true } })
      } catch (error) {
        // The upsert collides with a projection that is already as new or newer: nothing to do.
        if (!(error instanceof DuplicateKey)) throw error
      }
    }

    const previousHash = async (id: string, held: { state: S; last?: Entry<C> }): Promise<string> => {
      if (held.state.seq === 0) return ''
      const last = held.last ?? (await readEntries(id, held.state.seq - 1, 1))[0]
      return last ? entryHash(last) : ''
    }

    const commitOnce = async (
      id: string,
      key: string,
      by: string,
      decide: (now: S) => C | null,
      { firstStands = false, isNew = false, isEarly = false, hasMore = false } = {},
    ): Promise<S> => {
      const entryId = `${streamOf(id)}/${key}`
      // The embedded store takes both in one command; not every MongoDB does.
      const isSavedAlong = isOnlyProcess && !hasMore
      let fresh = !states.has(id) && !isNew
      let held = states.get(id) ?? (isNew ? { state: kind.start(id) } : await loadWithLast(id))
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        let change: C | null = null
        let refusal: unknown
        try {
          change = decide(held.state)
        } catch (error) {
          refusal = error
        }
        if (change === null) {
          if (!fresh) {
            // What is in memory may be behind another process: a refusal counts only against what is stored.
            held = await loadWithLast(id)
            fresh = true
            continue
          }
          if ((await findEntry(entryId)).length > 0) return held.state
          if (refusal) throw refusal
          return held.state
        }
        const entry: Entry<C> = { id: entryId, stream: streamOf(id), seq: held.state.seq + 1, at: new Date(clock.now()), by, change }
        if (kind.chained) entry.prev = await previousHash(id, held)
        const state = kind.fold(held.state, entry)
        try {
          const { id: _id, ...rest } = entry
          const stored = { _id, ...rest }
          if (isSavedAlong)
            await insertWith[isEarly ? 'early' : 'synced']({
              insert: { collection: 'entries', document: stored },
              replace: { collection: kind.collection, document: { ...state, _id: id } },
            })
          else await insertAlone[isEarly ? 'early' : 'synced'](stored)
        } catch (error) {
          states.delete(id)
          if (!(error instanceof DuplicateKey)) {
            // It may have been kept all the same: whoever runs what follows from entries looks for it.
            bus.tell({ name: ENTRY_UNSURE, data: { id: entryId } })
            throw error
          }
          const [there] = await findEntry(entryId)
          held = await loadWithLast(id)
          fresh = true
          if (!there) continue
          if (!firstStands && canonical(there.change) !== canonical(change))
            throw new AppError('command-reused', 'conflict', 'This command was already carried out with other values.')
          if (!hasMore) await save(id, held.state)
          return held.state
        }
        states.set(id, { state, last: entry })
        if (!hasMore && !isSavedAlong) await save(id, state)
        bus.publish(entry, state)
        return state
      }
      throw new AppError('busy', 'unavailable', 'Too many people changed this at the same moment. Try again.')
    }

    const ledger: Ledger<S, C> = {
      kind,
      commit: (id, key, by, decide, how) => inTurn(id, () => commitOnce(id, key, by, decide, how)),
      settle: (id, key, by, decide, how) => inTurn(id, () => commitOnce(id, key, by, decide, { ...how, firstStands: true })),
      begin: (id, key, by, decide, how) => inTurn(id, () => commitOnce(id, key, by, decide, { ...how, firstStands: true, isNew: true })),
      load: async (id) => (await loadWithLast(id)).state,
      states: async (ids) => {
        const read = async (id: string): Promise<S | undefined> => {
          const [stored] = await findState(id)
          return stored && fromProjection(stored)
        }
        const found = await Promise.all(ids.map((id) => (isOnlyProcess && states.get(id)?.state) || read(id)))
        return found.filter((one) => one !== undefined)
      },
      entries: (id, options = {}) => readEntries(id, options.afterSeq ?? 0, options.limit),
      entry: async (id, key) => {
        const [found] = await findEntry(`${streamOf(id)}/${key}`)
        return found ? fromStored<C>(found) : null
      },
    }
    kinds.set(kind.kind, kind as unknown as StreamKind<Folded, Change>)
    reprojectors.set(kind.kind, async (id) => {
      const { state } = await loadWithLast(id)
      if (state.seq > 0) await save(id, state)
    })
    return ledger
  }

  return {
    open,
    kinds,
    reproject: async (stream) => {
      const cut = stream.indexOf(':')
      await reprojectors.get(stream.slice(0, cut))?.(stream.slice(cut + 1))
    },
  }
}
