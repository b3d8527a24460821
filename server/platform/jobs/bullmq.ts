import { setTimeout as wait } from 'node:timers/promises'
import { type ConnectionOptions, Queue, UnrecoverableError, Worker } from 'bullmq'
import type { Log } from '../log.ts'
import { connectRedis } from '../redis.ts'
import { checkJobId, DEFAULT_BACKOFF_MS, isWorthRetrying, type JobHandler, type Jobs } from './jobs.ts'
import { createLocalJobs } from './local.ts'
import { createRepeater } from './repeater.ts'

const ANSWER_MS = 1_000
const CLOSE_MS = 3_000

/** Gives undefined if the broker takes longer than anyone should wait for a wake-up call. */
const within = async <T>(ms: number, work: Promise<T>): Promise<T | undefined> => {
  const clock = new AbortController()
  try {
    return await Promise.race([work, wait(ms, undefined, { signal: clock.signal })])
  } finally {
    clock.abort()
  }
}

/**
 * Jobs shared by several processes over Redis. While Redis is away, a job added here runs here: nobody waits for the broker, and a job that by
 * this is run twice is no harm.
 */
export const createBullJobs = ({
  redisUrl,
  log,
  prefix = 'patchbay',
}: {
  redisUrl: string
  log: Pick<Log, 'error' | 'warn'>
  prefix?: string
}): Jobs => {
  const adding = connectRedis(redisUrl)
  const working = connectRedis(redisUrl, { maxRetriesPerRequest: null })
  const local = createLocalJobs({ log })
  const repeater = createRepeater({ log })
  const queues = new Map<string, Queue>()
  const workers = new Map<string, Worker>()
  let isAway = false

  const noteAway = (error: unknown): void => {
    if (!isAway) log.warn({ err: error }, 'Redis is away: jobs run in the process that adds them')
    isAway = true
  }
  adding.on('error', noteAway)
  adding.on('ready', () => {
    isAway = false
  })
  working.on('error', noteAway)

  const queueOf = (name: string): Queue => {
    let queue = queues.get(name)
    if (!queue) {
      queue = new Queue(name, {
        connection: adding as ConnectionOptions,
        prefix,
        // Otherwise a finished job's id would make its re-adding a silent nothing.
        defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
      })
      queue.on('error', noteAway)
      queues.set(name, queue)
    }
    return queue
  }

  const runJob =
    <D>(handler: JobHandler<D>) =>
    async (job: { data: D; attemptsMade: number }): Promise<void> => {
      try {
        await handler(job.data, { attempt: job.attemptsMade + 1 })
      } catch (error) {
        if (isWorthRetrying(error)) throw error
        throw Object.assign(new UnrecoverableError(error instanceof Error ? error.message : String(error)), { cause: error })
      }
    }

  return {
    add: async (name, data, { id, delayMs, attempts = 1, backoffMs = DEFAULT_BACKOFF_MS } = {}) => {
      if (id !== undefined) checkJobId(id)
      const added = queueOf(name).add(name, data, {
        attempts,
        backoff: { type: 'exponential', delay: backoffMs },
        ...(id === undefined ? {} : { jobId: id }),
        ...(delayMs === undefined ? {} : { delay: delayMs }),
      })
      const answer = await within(
        ANSWER_MS,
        added.catch((error: unknown) => {
          noteAway(error)
        }),
      )
      if (answer === undefined) await local.add(name, data, { ...(id && { id }), ...(delayMs && { delayMs }), attempts, backoffMs })
    },
    process: (name, handler, { concurrency = 1 } = {}) => {
      if (workers.has(name)) throw new Error(`The job ${name} has a handler already.`)
      const worker = new Worker(name, runJob(handler as JobHandler<unknown>), {
        connection: working as ConnectionOptions,
        prefix,
        concurrency,
      })
      worker.on('error', noteAway)
      worker.on('failed', (job, error) => {
        const isLast = !job || error instanceof UnrecoverableError || job.attemptsMade >= (job.opts.attempts ?? 1)
        if (isLast) log.error({ err: error.cause ?? error, job: name, attempt: job?.attemptsMade }, 'a job failed')
      })
      workers.set(name, worker)
      local.process(name, handler, { concurrency })
    },
    remove: async (name, id) => {
      await local.remove(name, id)
      await within(ANSWER_MS, queueOf(name).remove(id).catch(noteAway))
    },
    repeat: repeater.repeat,
    stop: async () => {
      const repeated = repeater.stop()
      const closing = Promise.all([...workers.values()].map((worker) => worker.close()))
      // Without Redis a worker has nothing to say goodbye to.
      await (working.status === 'ready' ? closing : within(CLOSE_MS, closing))
      await Promise.all([local.stop(), repeated])
      await within(CLOSE_MS, Promise.all([...queues.values()].map((queue) => queue.close())))
      adding.disconnect()
      working.disconnect()
    },
  }
}
