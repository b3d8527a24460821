import type { LiveTopic } from '../platform/live.ts'
import { QUEUE_KNOWN } from './deps.ts'

/**
 * What a topic hears whose rows go by who sees their queue: where one is another than before, at any process, everybody who watches here looks again
 * (SECURITY A1).
 */
export const seenAnew: NonNullable<LiveTopic['facts']> = {
  [QUEUE_KNOWN]: (_data, _isWatched, here) => [...here].map((id) => ({ id, rows: [], again: true, isHere: true })),
}
