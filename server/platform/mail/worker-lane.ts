import type { Worker } from 'node:worker_threads'
import { AppError } from '../errors.ts'

/** What goes to a worker: a piece of work, or the answer to what it asked. */
export type ToWorker<I> = { id: number; input: I } | { answerTo: number; value?: unknown; error?: string }
/** What comes back. `ask`: something only the main thread can find out. */
export type FromWorker<O> = { ready: true } | { id: number; output: O } | { id: number; fault: string } | { ask: number; question: unknown }

export interface Lane<I, O> {
  /**
   * Throws AppError invalid (`mail-fault`, the worker's own word in the message) or unavailable (`worker-lost`: too slow, out of memory;
   * `worker-start`: no fault of the input). */
  run(input: I): Promise<O>
  stop(): Promise<void>
}

interface LaneOptions {
  start(): Worker
  timeoutMs: number
  concurrency: number
  /** A worker with nothing to do for so long is ended: it is a tenth of the memory an idle desk may use. */
  idleMs?: number
  answer?(question: unknown): Promise<unknown>
}

interface Task<I, O> {
  input: I
  resolve(output: O): void
  reject(error: unknown): void
  timer?: NodeJS.Timeout
}

/**
 * A pool of one worker that begins with the first work, is replaced when a piece of work takes too long or kills it, and ends when idle.
 * With a concurrency above one those beside the culprit fail with it: they may be run again.
 */
export const createLane = <I, O>({ start, timeoutMs, concurrency, idleMs = 60_000, answer }: LaneOptions): Lane<I, O> => {
  const waiting: Task<I, O>[] = []
  const running = new Map<number, Task<I, O>>()
  let worker: Worker | null = null
  let isReady = false
  let isStopped = false
  let counter = 0
  let idle: NodeJS.Timeout | undefined

  const lose = (lost: Worker, why: string) => {
    if (worker !== lost) return
    const hadBegun = isReady
    worker = null
    isReady = false
    const tasks = [...running.values()]
    running.clear()
    void lost.terminate()
    for (const task of tasks) {
      clearTimeout(task.timer)
      task.reject(new AppError('worker-lost', 'unavailable', why))
    }
    // One that never came up would not the next time either: those who wait are told instead of waiting for ever.
    if (!hadBegun) for (const task of waiting.splice(0)) task.reject(new AppError('worker-start', 'unavailable', why))
    pump()
  }
  const begin = (): Worker => {
    const made = start()
    made.on('message', (message: FromWorker<O>) => {
      if (worker !== made) return
      if ('ready' in message) {
        isReady = true
        pump()
      } else if ('ask' in message) void reply(made, message)
      else settle(message)
    })
    made.on('error', (error: Error & { code?: string }) =>
      lose(made, error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? 'out of memory' : 'broken'),
    )
    made.on('exit', () => lose(made, 'ended'))
    return made
  }
  const reply = async (to: Worker, { ask, question }: { ask: number; question: unknown }) => {
    try {
      to.postMessage({ answerTo: ask, value: await answer?.(question) })
    } catch (error) {
      to.postMessage({ answerTo: ask, error: (error as { code?: string }).code ?? 'ESERVFAIL' })
    }
  }
  const settle = (message: { id: number } & ({ output: O } | { fault: string })) => {
    const task = running.get(message.id)
    if (!task) return
    running.delete(message.id)
    clearTimeout(task.timer)
    if ('output' in message) task.resolve(message.output)
    else task.reject(new AppError('mail-fault', 'invalid', message.fault))
    pump()
  }
  const pump = () => {
    clearTimeout(idle)
    if (isStopped) return
    if (waiting.length === 0 && running.size === 0) {
      worker?.unref()
      const resting = worker
      idle = setTimeout(() => {
        if (resting && worker === resting && running.size === 0) lose(resting, 'idle')
      }, idleMs).unref()
      return
    }
    if (!worker && waiting.length > 0) worker = begin()
    worker?.ref()
    while (worker && isReady && running.size < concurrency && waiting.length > 0) {
      const task = waiting.shift() as Task<I, O>
      const id = ++counter
      const current = worker
      running.set(id, task)
      task.timer = setTimeout(() => lose(current, 'too slow'), timeoutMs)
      current.postMessage({ id, input: task.input } satisfies ToWorker<I>)
    }
  }
  return {
    run: (input) =>
      new Promise((resolve, reject) => {
        if (isStopped) return reject(new AppError('stopping', 'unavailable', 'The desk is stopping.'))
        waiting.push({ input, resolve, reject })
        pump()
      }),
    stop: async () => {
      isStopped = true
      clearTimeout(idle)
      for (const task of waiting.splice(0)) task.reject(new AppError('stopping', 'unavailable', 'The desk is stopping.'))
      const last = worker
      if (last) lose(last, 'stopping')
      await last?.terminate()
    },
  }
}
