import type { WritableCatalog } from './catalog.ts'
import { isNoSpace, outOfDisk, StoreError } from './errors.ts'
import type { Owner } from './owner.ts'
import type { Storage, Transaction } from './storage.ts'

/** A transaction takes in what waits until this has passed; reads and replies get their turn in between. */
const LONGEST_GROUP_MS = 50
/** What was answered early is on disk at the latest after this, when no other write took it along before. */
const LONGEST_EARLY_MS = 50

type Outcome = { value: unknown } | { error: unknown }

interface Job {
  work(): unknown
  settle(outcome: Outcome): void
  /** Answered once it is carried out, not once it is on disk. */
  isEarly: boolean
}

interface Open {
  transaction: Transaction
  done: { job: Job; outcome: Outcome }[]
}

const translate = (error: unknown): unknown =>
  isNoSpace(error) ? outOfDisk(`The disk is full: ${error instanceof Error ? error.message : String(error)}`) : error

const isRefusal = (error: unknown): boolean => error instanceof StoreError || typeof error === 'symbol'

/**
 * Group commit: what waits goes into one transaction, and all are answered after its fsync, which holds up everything else on this thread. So a job
 * that asks for no more than to be carried out is answered at once, seen by every read from then on, and taken along by the next transaction: what is
 * on disk is always all that was carried out up to some moment, in that order. (lmdb's overlapping sync would not hold up the thread, but after a
 * killed process it takes pages for synced that may not be, and may overwrite those a power cut would fall back on.)
 *
 * A job may throw a StoreError only before its first put; anything else undoes the transaction, and the others run again without the culprit.
 */
export const openCommit = (storage: Storage, catalog: WritableCatalog, owner: Owner) => {
  const waiting: Job[] = []
  let scheduled = false
  let open: Open | undefined
  let timer: NodeJS.Timeout | undefined
  /** Early answers could not be kept: until a commit comes off again nothing is answered early. */
  let isBehind = false

  const begin = (): Open => {
    const transaction = storage.begin()
    try {
      owner.check()
    } catch (error) {
      transaction.abort()
      throw error
    }
    return { transaction, done: [] }
  }

  const carryOut = (job: Job): void => {
    let outcome: Outcome
    try {
      open ??= begin()
    } catch (error) {
      job.settle({ error: translate(error) })
      return
    }
    try {
      outcome = { value: job.work() }
    } catch (error) {
      if (!isRefusal(error)) {
        undo(job, error)
        return
      }
      outcome = { error }
    }
    open.done.push({ job, outcome })
    if (!job.isEarly) return
    job.settle(outcome)
    timer ??= setTimeout(commit, LONGEST_EARLY_MS)
  }

  const undo = (culprit: Job, error: unknown): void => {
    const { transaction, done } = open!
    open = undefined
    transaction.abort()
    catalog.reload(true)
    culprit.settle({ error: translate(error) })
    for (const { job } of done) carryOut(job)
  }

  /** Nothing of it was stored. What was answered early stays carried out, and is tried again with the next commit. */
  const failed = ({ done }: Open, error: unknown): void => {
    catalog.reload(true)
    isBehind = true
    const outcome = { error: translate(error) }
    for (const { job } of done) if (!job.isEarly) job.settle(outcome)
    for (const { job } of done) if (job.isEarly) carryOut(job)
  }

  const commit = (): void => {
    clearTimeout(timer)
    timer = undefined
    if (!open) return
    const ending = open
    open = undefined
    try {
      ending.transaction.commit()
    } catch (error) {
      failed(ending, error)
      return
    }
    isBehind = false
    for (const { job, outcome } of ending.done) job.settle(outcome)
  }

  const flush = (): void => {
    scheduled = false
    const until = performance.now() + LONGEST_GROUP_MS
    do {
      const job = waiting.shift()
      if (job) carryOut(job)
    } while (waiting.length > 0 && performance.now() <= until)
    commit()
    if (waiting.length > 0) schedule()
  }
  const schedule = (): void => {
    if (scheduled) return
    scheduled = true
    setImmediate(flush)
  }

  return {
    /** Resolves once what `work` did is on disk; when `isEarly`, once it is carried out. */
    run: <T>(work: () => T, isEarly = false): Promise<T> =>
      new Promise<T>((resolve, reject) => {
        const settle = (outcome: Outcome): void => ('error' in outcome ? reject(outcome.error) : resolve(outcome.value as T))
        if (isEarly && !isBehind) carryOut({ work, settle, isEarly })
        else {
          waiting.push({ work, settle, isEarly: false })
          schedule()
        }
      }),
    /** Lets other threads see what was carried out. */
    show: commit,
    /** Lets nothing more in and settles what waits. */
    stop: (): void => {
      do flush()
      while (waiting.length > 0)
      clearTimeout(timer)
      open?.transaction.abort()
      open = undefined
    },
  }
}

export type Commit = ReturnType<typeof openCommit>
