import type { IndexSpec } from '../../platform/db/indexes.ts'
import type { Platform } from '../../platform/room.ts'

/** One call that begins with a draft: the next one from a number to one of ours. */
interface Trial {
  _id: string
  /** Of the set with the draft in it. */
  version: string
  by: string
  until: Date
  /** The call it was for. The same arrival again is given the same answer. */
  callId: string | null
}

const LASTS_MS = 15 * 60_000

export const trialIndexes: IndexSpec[] = [{ collection: 'flow_trials', key: { until: 1 }, expireAfterSeconds: 0 }]

export const createTrials = ({ connection, clock }: Pick<Platform, 'connection' | 'clock'>) => {
  const stored = connection.collection<Trial>('flow_trials')
  const idOf = (ours: string, from: string): string => `${ours}/${from}`
  return {
    /** Resolves with when it is too late. */
    set: async ({ ours, from, version, by }: { ours: string; from: string; version: string; by: string }): Promise<Date> => {
      const until = new Date(clock.now() + LASTS_MS)
      const trial = { version, by, until, callId: null }
      await stored.replaceOne({ _id: idOf(ours, from) } as never, trial as never, { upsert: true })
      return until
    },
    /** The set that this call begins with instead of what runs; null: with what runs. */
    take: async ({ ours, from, callId }: { ours: string; from: string; callId: string }): Promise<string | null> => {
      const filter = { _id: idOf(ours, from), until: { $gt: new Date(clock.now()) }, callId: { $in: [null, callId] } }
      const found = (await stored.findOneAndUpdate(filter as never, { $set: { callId } } as never)) as Trial | null
      return found?.version ?? null
    },
  }
}
export type Trials = ReturnType<typeof createTrials>
