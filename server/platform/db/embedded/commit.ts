import type { WritableCatalog } from './catalog.ts'
import { outOfDisk, StoreError } from './errors.ts'
import type { Owner } from './owner.ts'
import type { Storage } from './storage.ts'

/** As many commands as share one transaction and its fsync. */
const LARGEST_GROUP = 512

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

  const attempt = (jobs: readonly Job[]): Job | undefined => {
    const outcomes: ({ value: unknown } | { error: unknown })[] = []
    let current: Job | undefined
    try {
      storage.transaction(() => {
        owner.check()
        for (const job of jobs) {
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
      if (!current) for (const job of jobs) job.settle(failed)
      else current.settle(failed)
      return current
    }
    for (const [i, job] of jobs.entries()) job.settle(outcomes[i]!)
    return undefined
  }

  const flush = (): void => {
    scheduled = false
    let jobs = waiting.splice(0, LARGEST_GROUP)
    while (jobs.length > 0) {
      const culprit = attempt(jobs)
      if (!culprit) break
      jobs = jobs.filter((job) => job !== culprit)
    }
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
      waiting = []
    },
  }
}

export type Commit = ReturnType<typeof openCommit>
