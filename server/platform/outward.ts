import type { Connection } from 'mongoose'
import { confirmRestore, restoredAt } from './db/restored.ts'

/** Whether anything may leave the desk by itself: not after a restore, until somebody has looked at it (SECURITY R6). */
export interface Outward {
  /** The moment of a restore that nobody has confirmed; null when everything may go. Whoever sends asks first, and keeps what it has to send. */
  pausedSince(): Promise<Date | null>
  resume(): Promise<void>
}

export const createOutward = (connection: Connection): Outward => {
  // Only a stopped desk is restored: what may go once may go as long as this process lives.
  let isOpen = false
  return {
    pausedSince: async () => {
      if (isOpen) return null
      const since = await restoredAt(connection)
      isOpen = since === null
      return since
    },
    resume: async () => {
      await confirmRestore(connection)
      isOpen = true
    },
  }
}

/** Said to whoever would send or call by hand. */
export const PAUSED_REFUSAL =
  'This desk was restored from a backup, so nothing goes out of it yet. An admin can look at it and let things go out again.'

/** What stands beside everything that waits. */
export const PAUSED_WORDS = 'Sending is paused since this desk was restored from a backup. It goes out once an admin resumes sending.'
