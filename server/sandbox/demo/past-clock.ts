import { AsyncLocalStorage } from 'node:async_hooks'
import type { Clock } from '../../platform/clock.ts'

/** A clock that can be set back for one piece of work and everything it waits for, while the rest of the desk keeps its own time. */
export interface PastClock extends Clock {
  at<T>(time: number, run: () => Promise<T>): Promise<T>
  /** Ends every `at`: from here on it is the clock it was made from, at no cost. */
  toPresent(): void
}

export const createPastClock = (present: Clock): PastClock => {
  const past = new AsyncLocalStorage<number>()
  return {
    now: () => past.getStore() ?? present.now(),
    at: (time, run) => past.run(time, run),
    toPresent: () => past.disable(),
  }
}
