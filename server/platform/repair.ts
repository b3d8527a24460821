import type { Connection } from 'mongoose'
import type { Clock } from './clock.ts'
import type { Ledgers } from './ledger.ts'
import type { Log } from './log.ts'

/** A slower process may still commit entries with an earlier time: the checkpoint stays behind them. */
const OVERLAP_MS = 10 * 60_000
/** Of a process that is alone: only what it has under way itself. */
const ALONE_OVERLAP_MS = 60_000
const AT_ONCE = 500
/** What is read at once keeps whoever else reads waiting. */
const PAGE = 2_000

interface Options {
  connection: Connection
  clock: Clock
  ledgers: Ledgers
  log: Log
  /** No other process writes to this store. */
  isOnlyProcess?: boolean
}

/**
 * The second sweep: folds every stream that has entries since the checkpoint and whose projection is behind, as a crash between an entry and its
 * projection leaves it. The first pass of a process looks back over the whole overlap.
 */
export const createRepair = ({ connection, clock, ledgers, log, isOnlyProcess = false }: Options) => {
  const entries = connection.collection<{ _id: string; stream: string; seq: number; at: Date }>('entries')
  const marks = connection.collection<{ _id: string; at: Date }>('watermarks')
  const NAME = 'platform/repair'

  /** Of some streams of one kind: those whose projection lacks their newest entry. */
  const behind = async (collection: string, newest: ReadonlyMap<string, number>): Promise<string[]> => {
    const stored = await connection
      .collection<{ _id: string; seq: number }>(collection)
      .find({ _id: { $in: [...newest.keys()] } }, { projection: { seq: 1 } })
      .toArray()
    const seqOf = new Map(stored.map((one) => [one._id, one.seq]))
    return [...newest].filter(([id, seq]) => (seqOf.get(id) ?? 0) < seq).map(([id]) => id)
  }

  return async (): Promise<void> => {
    const from = (await marks.findOne({ _id: NAME }))?.at ?? new Date(0)
    const until = clock.now()
    const newest = new Map<string, Map<string, number>>()
    const cursor = entries
      .find({ at: { $gte: from } }, { projection: { stream: 1, seq: 1 } })
      .sort({ at: 1 })
      .batchSize(PAGE)
    for await (const { stream, seq } of cursor) {
      const cut = stream.indexOf(':')
      const [kind, id] = [stream.slice(0, cut), stream.slice(cut + 1)]
      const ofKind = newest.get(kind) ?? new Map<string, number>()
      newest.set(kind, ofKind.set(id, Math.max(ofKind.get(id) ?? 0, seq)))
    }
    let mended = 0
    for (const [word, all] of newest) {
      const kind = ledgers.kinds.get(word)
      if (!kind) continue
      const streams = [...all]
      for (let at = 0; at < streams.length; at += AT_ONCE)
        for (const id of await behind(kind.collection, new Map(streams.slice(at, at + AT_ONCE)))) {
          await ledgers.reproject(`${word}:${id}`)
          mended += 1
        }
    }
    if (mended > 0) log.info({ mended }, 'projections behind their entries were folded')
    const overlapMs = isOnlyProcess ? ALONE_OVERLAP_MS : OVERLAP_MS
    await marks.updateOne({ _id: NAME }, { $set: { at: new Date(until - overlapMs) } }, { upsert: true })
  }
}
