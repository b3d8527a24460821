import type { Connection } from 'mongoose'
import type { Clock } from './clock.ts'
import type { Ledgers } from './ledger.ts'
import type { Log } from './log.ts'

/** A slower process may still commit entries with an earlier time: the checkpoint stays behind them. */
const OVERLAP_MS = 10 * 60_000

/**
 * The second sweep: folds every stream that has entries since the checkpoint and whose projection is behind, as a crash between an entry and its
 * projection leaves it. The first pass of a process looks back over the whole overlap.
 */
export const createRepair = ({ connection, clock, ledgers, log }: { connection: Connection; clock: Clock; ledgers: Ledgers; log: Log }) => {
  const entries = connection.collection<{ _id: string; stream: string; seq: number; at: Date }>('entries')
  const marks = connection.collection<{ _id: string; at: Date }>('watermarks')
  const NAME = 'platform/repair'
  return async (): Promise<void> => {
    const from = (await marks.findOne({ _id: NAME }))?.at ?? new Date(0)
    const until = clock.now()
    const newest = new Map<string, number>()
    for await (const { stream, seq } of entries.find({ at: { $gte: from } }, { projection: { stream: 1, seq: 1 } }).sort({ at: 1 }))
      newest.set(stream, Math.max(newest.get(stream) ?? 0, seq))
    let mended = 0
    for (const [stream, seq] of newest) {
      const cut = stream.indexOf(':')
      const kind = ledgers.kinds.get(stream.slice(0, cut))
      if (!kind) continue
      const stored = await connection
        .collection<{ _id: string; seq: number }>(kind.collection)
        .findOne({ _id: stream.slice(cut + 1) }, { projection: { seq: 1 } })
      if (stored && stored.seq >= seq) continue
      await ledgers.reproject(stream)
      mended += 1
    }
    if (mended > 0) log.info({ mended }, 'projections behind their entries were folded')
    await marks.updateOne({ _id: NAME }, { $set: { at: new Date(until - OVERLAP_MS) } }, { upsert: true })
  }
}
