import type { Connection } from 'mongoose'
import { type Entry, idOfStream } from './bus.ts'
import type { Folded, Ledgers } from './ledger.ts'
import type { Log } from './log.ts'

/** Which version of its fold the documents of a kind were made by; no mark: the first. */
export interface FoldMark {
  _id: string
  version?: number
  /** Under way, and how far it has come. */
  doing?: { version: number; upTo: string }
}
export const foldMark = (kind: string): string => `platform/fold/${kind}`

type Stored = Omit<Entry, 'id'> & { _id: string }
type Document = Folded & { _id: string }

/** Each with all of its entries. */
const AT_ONCE = 200
const TELL_EVERY = 10_000
/** While another process adds to the same streams. */
const ATTEMPTS = 5

/**
 * Folds all documents of those kinds again whose fold is of another version than the one they were made by, so that what a newer fold adds is there in
 * old documents too. Before anything reads them: what is in memory is made of them. A crash costs one batch; what was done twice is the same. Only
 * documents that are there are made anew, of entries that are there: nothing that was forgotten comes back. Of several processes on one database all
 * must be of the same version.
 */
export const createRefold = ({ connection, ledgers, log }: { connection: Connection; ledgers: Pick<Ledgers, 'kinds'>; log: Log }) => {
  const entries = connection.collection<Stored>('entries')
  const marks = connection.collection<FoldMark>('watermarks')

  return async (): Promise<void> => {
    for (const kind of ledgers.kinds.values()) {
      const documents = connection.collection<Document>(kind.collection)
      const version = kind.version ?? 1
      const _id = foldMark(kind.kind)
      const mark = await marks.findOne({ _id })
      if ((mark?.version ?? 1) === version) {
        // A newer version began, and this one has written since: it must begin anew.
        if (mark?.doing) await marks.updateOne({ _id }, { $unset: { doing: 1 } })
        continue
      }

      /** True once each is the fold of all its entries: another process may have added one meanwhile. */
      const foldAgain = async (ids: readonly string[]): Promise<boolean> => {
        const states = new Map<string, Folded>()
        const prefix = `${kind.kind}:`
        const found = entries.find({ stream: { $in: ids.map((id) => prefix + id) } }).sort({ stream: 1, seq: 1 })
        for await (const { _id: entryId, ...rest } of found) {
          const id = idOfStream(rest.stream)
          states.set(id, kind.fold(states.get(id) ?? kind.start(id), { id: entryId, ...rest }))
        }
        if (states.size === 0) return true
        const { matchedCount } = await documents.bulkWrite(
          [...states].map(([id, state]) => ({
            replaceOne: { filter: { _id: id, seq: { $lte: state.seq } }, replacement: state },
          })),
          { ordered: false },
        )
        return matchedCount === states.size
      }

      let upTo = mark?.doing?.version === version ? mark.doing.upTo : ''
      let done = 0
      for (;;) {
        const ids = (
          await documents
            .find({ _id: { $gt: upTo } }, { projection: { _id: 1 } })
            .sort({ _id: 1 })
            .limit(AT_ONCE)
            .toArray()
        ).map((one) => one._id)
        const last = ids.at(-1)
        if (last === undefined) break
        if (done === 0) log.info({ kind: kind.kind, version, from: upTo }, 'documents made by another version are folded again')
        let isDone = await foldAgain(ids)
        for (let attempt = 1; !isDone && attempt < ATTEMPTS; attempt++) isDone = await foldAgain(ids)
        // Ahead of its entries, which nothing of ours leaves behind: `ledger:check` names it.
        if (!isDone)
          log.error({ kind: kind.kind, from: ids[0], to: last }, 'some documents are ahead of their entries, and stay as they are')
        upTo = last
        await marks.updateOne({ _id }, { $set: { doing: { version, upTo } } }, { upsert: true })
        if (Math.floor((done + ids.length) / TELL_EVERY) > Math.floor(done / TELL_EVERY))
          log.info({ kind: kind.kind, done: done + ids.length }, 'folding again')
        done += ids.length
      }
      await marks.updateOne({ _id }, { $set: { version }, $unset: { doing: 1 } }, { upsert: true })
      if (done > 0) log.info({ kind: kind.kind, version, done }, 'folded again')
    }
  }
}
