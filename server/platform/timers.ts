import type { Connection } from 'mongoose'
import type { Clock } from './clock.ts'
import type { WriteOptions } from './db/early.ts'
import type { IndexSpec } from './db/indexes.ts'
import type { Log } from './log.ts'
import { oneAtATime } from './one-at-a-time.ts'

/** An alarm that survives a restart. `token` tells a live alarm from one that was set again: a handler drops what it does not know. */
export interface Timer {
  name: string
  id: string
  dueAt: Date
  token: string
}

export interface Timers {
  /** Sets or moves the alarm `name`/`id`. */
  set(timer: Timer, options?: WriteOptions): Promise<void>
  cancel(name: string, id: string): Promise<void>
  /** `handler` runs at least once at or after dueAt; when it throws, again after 30 s. */
  on(name: string, handler: (timer: Timer) => Promise<void>): void
  start(): void
  /** Runs what is due now; the sweep calls it, and tests. */
  sweep(): Promise<void>
  stop(): Promise<void>
}

export const timerIndexes: IndexSpec[] = [{ collection: 'timers', key: { dueAt: 1 } }]

const EVERY_MS = 500
const CLAIM_MS = 30_000

export const createTimers = ({ connection, clock, log }: { connection: Connection; clock: Clock; log: Log }): Timers => {
  const timers = connection.collection<{ _id: string; name: string; id: string; dueAt: Date; token: string }>('timers')
  const handlers = new Map<string, (timer: Timer) => Promise<void>>()
  let tick: NodeJS.Timeout | undefined

  const sweepOnce = async (): Promise<void> => {
    for (;;) {
      const now = clock.now()
      const due = await timers.findOneAndUpdate(
        { dueAt: { $lte: new Date(now) }, name: { $in: [...handlers.keys()] } },
        { $set: { dueAt: new Date(now + CLAIM_MS) } },
        { sort: { dueAt: 1 }, returnDocument: 'after' },
      )
      if (!due) return
      try {
        await handlers.get(due.name)?.({ name: due.name, id: due.id, dueAt: due.dueAt, token: due.token })
        // Set again meanwhile: then token or dueAt differ, and the new alarm stays.
        await timers.deleteOne({ _id: due._id, token: due.token, dueAt: due.dueAt })
      } catch (error) {
        log.warn({ err: error, timer: due._id }, 'a timer failed and will run again')
      }
    }
  }
  const { run: sweep, settled } = oneAtATime(() =>
    sweepOnce().catch((error) => log.warn({ err: error }, 'the sweep of timers stopped and will go on')),
  )
  return {
    set: async ({ name, id, dueAt, token }, options) => {
      await timers.updateOne({ _id: `${name}/${id}` }, { $set: { name, id, dueAt, token } }, { ...options, upsert: true })
    },
    cancel: async (name, id) => {
      await timers.deleteOne({ _id: `${name}/${id}` })
    },
    on: (name, handler) => {
      handlers.set(name, handler)
    },
    start: () => {
      tick = setInterval(() => void sweep(), EVERY_MS)
      tick.unref()
    },
    sweep,
    stop: async () => {
      clearInterval(tick)
      await settled()
    },
  }
}
