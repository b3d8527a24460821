export interface Countdown {
  /** Whole seconds that are left, never below 0. */
  seconds: number
  /** Share of the time that is left, 0 to 1. */
  share: number
  /** The last five seconds: the figure grows heavier. */
  isClosing: boolean
  isOver: boolean
}

/** Where an offer's countdown stands. `totalMs` is how long it stood when it was first seen. */
export const countdown = (endsAtMs: number, totalMs: number, nowMs: number): Countdown => {
  const left = Math.max(0, endsAtMs - nowMs)
  const seconds = Math.ceil(left / 1000)
  return { seconds, share: totalMs > 0 ? Math.min(1, left / totalMs) : 0, isClosing: seconds <= 5, isOver: left === 0 }
}

const spokenAt = [20, 10, 5]

/** What a screen reader hears of a countdown: at 20, 10 and 5 seconds only. */
export const announcement = (seconds: number): string => (spokenAt.includes(seconds) ? `${seconds} seconds left` : '')
