import type { WritableCatalog } from './catalog.ts'
import { outOfDisk, StoreError } from './errors.ts'
import type { Owner } from './owner.ts'
import type { Storage } from './storage.ts'

/** A transaction takes in what waits until this has passed; reads and replies get their turn in between. */
const LONGEST_GROUP_MS = 50

interface Job {
  work(): unknown
  settle(outcome: { value: unknown } | { error: unknown }): void
}

const translate = (error: unknown): unknown => {
  const text = error instanceof Error ? error.message : String(error)
  return /ENOSPC|No space left|MDB_MAP_FULL|mapsize limit/i.test(text) ? outOfDisk(`The disk is full: ${text}`) : error
}

/**
 * Group commit: what waits when a transaction begins goes into it, and all are answered after its fsync. A job may throw a
 * StoreError only before its first put; anything else undoes the transaction, and the others run again without the culprit.
 */
export const openCommit = (storage: Storage, catalog: WritableCatalog, owner: Owner) => {
  let waiting: Job[] = []
  let scheduled = false

  /** Returns the jobs that are still to be done. */
  const attempt = (jobs: readonly Job[]): readonly Job[] => {
    const until = performance.now() + LONGEST_GROUP_MS
    const outcomes: ({ value: unknown } | { error: unknown })[] = []
    let current: Job | undefined
    try {
      storage.transaction(() => {
        owner.check()
        for (const job of jobs) {
          if (performance.now() > until) break
          current = job
          try {
            outcomes.push({ value: job.work() })
          } catch (error) {
            if (!(error instanceof StoreError) && typeof error !== 'symbol') throw error
            outcomes.push({ error })
          }
        }
        current = undefined
      })
    } catch (error) {
      catalog.reload(true)
      const failed = { error: translate(error) }
      const culprits = current ? [current] : jobs
      for (const job of culprits) job.settle(failed)
      return jobs.filter((job) => !culprits.includes(job))
    }
    for (const [i, outcome] of outcomes.entries()) jobs[i]!.settle(outcome)
    return jobs.slice(outcomes.length)
  }

  const flush = (): void => {
    scheduled = false
    const jobs = waiting
    waiting = []
    if (jobs.length > 0) waiting.unshift(...attempt(jobs))
    if (waiting.length > 0) schedule()
  }
  const schedule = (): void => {
    if (scheduled) return
    scheduled = true
    setImmediate(flush)
  }

  return {
    /** Resolves once what `work` did is on disk. */
    run: <T>(work: () => T): Promise<T> =>
      new Promise<T>((resolve, reject) => {
        waiting.push({ work, settle: (outcome) => ('error' in outcome ? reject(outcome.error) : resolve(outcome.value as T)) })
        schedule()
      }),
    /** Lets nothing more in and settles what waits. */
    stop: (): void => {
      while (waiting.length > 0) flush()
    },
  }
}

export type Commit = ReturnType<typeof openCommit>
