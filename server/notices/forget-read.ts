import { newId } from '../platform/ids.ts'
import type { NoticeDeps } from './deps.ts'
import { openMentions } from './store.ts'

const TIMER = 'notices/forget-read'
const DAY_MS = 86_400_000
/** As long the list of mentions reaches back; the notes stay in their cases. */
const KEPT_MS = 180 * DAY_MS

/** Drops what was read long ago, once a day and whenever the desk starts. What nobody has read stays. */
export const forgetRead = ({ platform: { clock, connection, timers } }: NoticeDeps): (() => Promise<void>) => {
  const ring = (afterMs: number): Promise<void> =>
    timers.set({ name: TIMER, id: 'all', dueAt: new Date(clock.now() + afterMs), token: newId() })
  timers.on(TIMER, async () => {
    await openMentions(connection).deleteMany({ readAt: { $lt: new Date(clock.now() - KEPT_MS) } })
    await ring(DAY_MS)
  })
  return () => ring(0)
}
