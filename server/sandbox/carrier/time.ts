import type { Clock } from '../../platform/clock.ts'

/** The carrier's seconds. Tests let them pass faster: rings, silences and prompts then take milliseconds, and durations still come out right. */
export interface CarrierTime {
  now(): Date
  /** Whole seconds between two instants. */
  between(from: Date, to: Date): number
  /** Runs once, after so many seconds. Gives what forgets it. */
  after(seconds: number, run: () => void): () => void
  /** Resolves after so many seconds, or at once when the signal aborts. */
  pass(seconds: number, signal: AbortSignal): Promise<void>
  stop(): void
}

export const createTime = (clock: Clock, secondMs = 1000): CarrierTime => {
  const timers = new Set<NodeJS.Timeout>()
  let isStopped = false
  const after = (seconds: number, run: () => void): (() => void) => {
    if (isStopped) return () => {}
    const timer = setTimeout(
      () => {
        timers.delete(timer)
        run()
      },
      Math.min(seconds * secondMs, 2 ** 31 - 1),
    )
    timers.add(timer)
    return () => {
      clearTimeout(timer)
      timers.delete(timer)
    }
  }
  return {
    now: () => new Date(clock.now()),
    between: (from, to) => Math.max(0, Math.round((to.getTime() - from.getTime()) / secondMs)),
    after,
    pass: (seconds, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve()
        const done = (): void => {
          forget()
          signal.removeEventListener('abort', done)
          resolve()
        }
        const forget = after(seconds, done)
        signal.addEventListener('abort', done, { once: true })
      }),
    stop: () => {
      isStopped = true
      for (const timer of timers) clearTimeout(timer)
      timers.clear()
    },
  }
}

/** As the REST API writes times. */
export const rfc2822 = (at: Date): string => at.toUTCString().replace('GMT', '+0000')
