import { AppError } from '../errors.ts'

export interface AddOptions {
  /** While a job of this name and id waits or runs, adding it again changes nothing. No colons, not a bare whole number. */
  id?: string
  delayMs?: number
  /** How often it is tried in all; 1 unless told. Only unavailable and rate-limited are tried again. */
  attempts?: number
  /** The first pause between tries, doubled each time; 1,000 unless told. */
  backoffMs?: number
}

export type JobHandler<D> = (data: D, context: { attempt: number }) => Promise<void>

/**
 * Background work. A job is a wake-up call: the database is the truth, and a sweep finds what a lost job would have done (DESIGN section 6).
 * Data must survive JSON. Handlers run at least once and in no order.
 *
 * ```ts
 * jobs.process<{ messageId: string }>('send', ({ messageId }) => send(messageId), { concurrency: 8 })
 * await jobs.add('send', { messageId }, { id: messageId, attempts: 5 })
 * ```
 */
export interface Jobs {
  /** Throws AppError('job-id', 'invalid'). Resolves also when the broker is away: a sweep makes it good. */
  add<D extends object>(name: string, data: D, options?: AddOptions): Promise<void>
  /** Names the one handler of a job. Jobs added before that wait for it. */
  process<D extends object>(name: string, handler: JobHandler<D>, options?: { concurrency?: number }): void
  /** Forgets a job that has not begun. No error if there is none. */
  remove(name: string, id: string): Promise<void>
  /**
   * Runs `handler` in each process, `everyMs` after its last run ended, the first time after one period. It needs no broker, so sweeps go on
   * while Redis is away; what only one process should do takes a lease in the database.
   */
  repeat(name: string, everyMs: number, handler: () => Promise<void>): void
  /** No new job begins; resolves when the running ones have ended. */
  stop(): Promise<void>
}

export const checkJobId = (id: string): string => {
  if (id === '' || id.includes(':') || /^\d+$/.test(id))
    throw new AppError('job-id', 'invalid', `A job's id has no colon and is not a bare number: ${JSON.stringify(id)}.`)
  return id
}

/** The outside world may be well again later; a fault of ours will not. */
export const isWorthRetrying = (error: unknown): boolean =>
  error instanceof AppError && (error.kind === 'unavailable' || error.kind === 'rate-limited')

export const DEFAULT_BACKOFF_MS = 1_000
