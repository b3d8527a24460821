import type { Log } from '../log.ts'
import { type AddOptions, checkJobId, DEFAULT_BACKOFF_MS, isWorthRetrying, type JobHandler, type Jobs } from './jobs.ts'
import { createRepeater } from './repeater.ts'

interface Job {
  data: object
  options: AddOptions
  attempt: number
  state: 'waiting' | 'running' | 'removed'
  timer?: NodeJS.Timeout
}

interface Named {
  handler?: JobHandler<object>
  concurrency: number
  running: number
  /** Due, in order of coming. */
  waiting: Job[]
  /** Waiting, delayed or running, by id. */
  byId: Map<string, Job>
}

/** Jobs inside this process. They die with it, which is safe because of the sweeps. */
export const createLocalJobs = ({ log }: { log: Pick<Log, 'error' | 'warn'> }): Jobs => {
  const names = new Map<string, Named>()
  const timers = new Set<NodeJS.Timeout>()
  const running = new Set<Promise<void>>()
  const repeater = createRepeater({ log })
  let stopped = false

  const named = (name: string): Named => {
    let found = names.get(name)
    if (!found) {
      found = { concurrency: 1, running: 0, waiting: [], byId: new Map() }
      names.set(name, found)
    }
    return found
  }
  const later = (delayMs: number, run: () => void): NodeJS.Timeout => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      run()
    }, delayMs)
    timers.add(timer)
    return timer
  }
  const cancel = (timer: NodeJS.Timeout): void => {
    clearTimeout(timer)
    timers.delete(timer)
  }
  const track = (work: Promise<void>): void => {
    running.add(work)
    void work.finally(() => running.delete(work))
  }
  const forget = (of: Named, job: Job): void => {
    const { id } = job.options
    if (id !== undefined && of.byId.get(id) === job) of.byId.delete(id)
  }
  const queue = (name: string, job: Job): void => {
    if (job.state === 'removed') return
    named(name).waiting.push(job)
    pump(name)
  }

  const run = async (name: string, of: Named, handler: JobHandler<object>, job: Job): Promise<void> => {
    job.attempt += 1
    job.state = 'running'
    of.running += 1
    try {
      await handler(job.data, { attempt: job.attempt })
      forget(of, job)
    } catch (error) {
      if (isWorthRetrying(error) && job.attempt < (job.options.attempts ?? 1) && !stopped) {
        job.state = 'waiting'
        job.timer = later((job.options.backoffMs ?? DEFAULT_BACKOFF_MS) * 2 ** (job.attempt - 1), () => queue(name, job))
      } else {
        forget(of, job)
        log.error({ err: error, job: name, attempt: job.attempt }, 'a job failed')
      }
    } finally {
      of.running -= 1
      pump(name)
    }
  }
  const pump = (name: string): void => {
    const of = named(name)
    const { handler } = of
    while (!stopped && handler && of.running < of.concurrency) {
      const job = of.waiting.shift()
      if (!job) return
      track(run(name, of, handler, job))
    }
  }

  return {
    add: async (name, data, options = {}) => {
      const of = named(name)
      if (options.id !== undefined && of.byId.has(checkJobId(options.id))) return
      if (stopped) return
      // A copy through JSON, as it would travel to another process.
      const job: Job = { data: JSON.parse(JSON.stringify(data)), options, attempt: 0, state: 'waiting' }
      if (options.id !== undefined) of.byId.set(options.id, job)
      if (options.delayMs) job.timer = later(options.delayMs, () => queue(name, job))
      // Never within the caller's own step: it has not finished what it was waking somebody for.
      else setImmediate(() => queue(name, job))
    },
    process: (name, handler, { concurrency = 1 } = {}) => {
      const of = named(name)
      if (of.handler) throw new Error(`The job ${name} has a handler already.`)
      of.handler = handler as JobHandler<object>
      of.concurrency = concurrency
      pump(name)
    },
    remove: async (name, id) => {
      const of = named(name)
      const job = of.byId.get(id)
      if (!job || job.state === 'running') return
      job.state = 'removed'
      if (job.timer) cancel(job.timer)
      of.waiting = of.waiting.filter((one) => one !== job)
      of.byId.delete(id)
    },
    repeat: repeater.repeat,
    stop: async () => {
      stopped = true
      const repeated = repeater.stop()
      for (const timer of timers) clearTimeout(timer)
      timers.clear()
      while (running.size > 0) await Promise.all(running)
      await repeated
    },
  }
}
