import { AppError } from '../../platform/errors.ts'
import type { CallState } from '../call.ts'
import { type CallDeps, phone } from '../deps.ts'

const DAY_MS = 86_400_000
const BATCH = 100

type Erase = (callId: string, recordingId: string, by: string, why: 'retention') => Promise<void>

/**
 * Removes what was kept for as long as its queue says: each term asks for its own calls, so that those of a queue that keeps longer, or for ever, never
 * stand before the others. One recording that cannot be removed is left for the next time; a carrier that does not answer ends the sweep.
 */
export const sweepRecordings =
  ({ platform, settings }: Pick<CallDeps, 'platform' | 'settings'>, erase: Erase) =>
  async (): Promise<void> => {
    const calls = platform.connection.collection<CallState & { _id: string }>('calls')
    const { keepRecordingDays, queues } = settings.now()
    const own = Object.entries(queues).flatMap(([id, { keepRecordingDays: days }]) => (days === undefined ? [] : [{ id, days }]))
    const terms = [
      { days: keepRecordingDays, queueId: { $nin: own.map((one) => one.id) } },
      ...own.map(({ id, days }) => ({ days, queueId: id })),
    ]
    const now = platform.clock.now()
    for (const { days, queueId } of terms.filter((one) => one.days > 0)) {
      const due = { 'recordings.file': 'kept', queueId, startedAt: { $lt: new Date(now - days * DAY_MS) } }
      let after = ''
      for (;;) {
        const found = await calls
          .find({ ...due, _id: { $gt: after } } as never, { projection: { recordings: 1 } })
          .sort({ _id: 1 })
          .limit(BATCH)
          .toArray()
        for (const { _id, recordings } of found)
          for (const one of recordings) if (one.file === 'kept') await eraseOne(platform, erase, _id, one.id)
        if (found.length < BATCH) break
        after = found.at(-1)?._id ?? ''
      }
    }
  }

const eraseOne = async ({ log }: CallDeps['platform'], erase: Erase, callId: string, recordingId: string): Promise<void> => {
  try {
    await erase(callId, recordingId, phone.id, 'retention')
  } catch (error) {
    if (!(error instanceof AppError) || error.kind === 'unavailable' || error.kind === 'rate-limited') throw error
    log.error({ err: error, callId, recordingId }, 'a recording whose time is over could not be removed, and will be tried again')
  }
}
