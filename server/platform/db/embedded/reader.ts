import type { Worker } from 'node:worker_threads'
import { spawnWorker } from '../../spawn-worker.ts'
import { decode } from './bson.ts'
import { outOfTime, StoreError } from './errors.ts'
import type { ReaderAnswers, ReaderReply, ReaderTask } from './reader-task.ts'

interface Waiting {
  task: ReaderTask
  timeMs: number
  resolve(value: never): void
  reject(error: unknown): void
}

/**
 * The thread for work that may take long. It does one task at a time and is ended, without harm to anything else, when a task
 * takes more than its time; it starts with the first task.
 */
export const openReaderThread = (folder: string, longestMs: number) => {
  const waiting: Waiting[] = []
  let worker: Worker | undefined
  let ready = false
  let busy: { id: number; job: Waiting; timer: NodeJS.Timeout } | undefined
  let nextId = 1
  let stopped = false

  const settle = (finish: (job: Waiting) => void): void => {
    const done = busy
    if (!done) return
    clearTimeout(done.timer)
    busy = undefined
    finish(done.job)
    next()
  }

  const end = (reason: unknown): void => {
    const ending = worker
    worker = undefined
    ready = false
    ending?.removeAllListeners()
    ending?.on('error', () => undefined)
    void ending?.terminate()
    settle((job) => job.reject(reason))
  }

  const start = (): void => {
    const started = spawnWorker(import.meta.url, './reader-worker', { workerData: { folder } })
    worker = started
    started.on('message', (message: ReaderReply | { ready: true }) => {
      if ('ready' in message) {
        ready = true
        next()
        return
      }
      if (busy?.id !== message.id) return
      settle((job) => {
        if ('value' in message) job.resolve(message.value as never)
        else job.reject(new StoreError(message.code, message.codeName, message.message, decode(message.extra)))
      })
    })
    started.on('error', (error) => {
      if (!busy && !ready) waiting.shift()?.reject(error)
      end(error)
    })
    started.on('exit', () => {
      if (worker === started) end(new Error('The reader of the embedded store ended unexpectedly.'))
    })
  }

  const next = (): void => {
    if (busy || waiting.length === 0 || stopped) return
    if (!worker) start()
    if (!ready) return
    const job = waiting.shift()!
    const id = nextId++
    busy = { id, job, timer: setTimeout(() => end(outOfTime()), job.timeMs) }
    worker!.postMessage({ id, task: job.task, timeMs: job.timeMs })
  }

  return {
    run: <K extends ReaderTask['kind']>(task: Extract<ReaderTask, { kind: K }>, maxTimeMs?: number): Promise<ReaderAnswers[K]> =>
      new Promise((resolve, reject) => {
        waiting.push({ task, timeMs: Math.min(maxTimeMs || longestMs, longestMs), resolve: resolve as (value: never) => void, reject })
        next()
      }),
    stop: async (): Promise<void> => {
      stopped = true
      for (const job of waiting.splice(0)) job.reject(new Error('The embedded store is closing.'))
      const ending = worker
      worker = undefined
      if (busy) clearTimeout(busy.timer)
      busy?.job.reject(new Error('The embedded store is closing.'))
      busy = undefined
      await ending?.terminate()
    },
  }
}

export type ReaderThread = ReturnType<typeof openReaderThread>
