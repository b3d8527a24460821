import { chmodSync, mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { AppError } from '../errors.ts'
import { spawnWorker } from '../spawn-worker.ts'
import { diskFull, LEAST_FREE_BYTES } from './disk-room.ts'
import type { StoreToOpen, StoreWorkerMessage, StoreWorkerOrder } from './embedded/store-worker.ts'
import { socketPathFor } from './socket-path.ts'

export interface StoreLog {
  info(details: object, message: string): void
  warn(details: object, message: string): void
  error(details: object, message: string): void
}

export interface EmbeddedOptions {
  dataDir: string
  log: StoreLog
  /** Bytes that stay free on the disk; below, writes are refused. Default 200 MB. */
  minFreeBytes?: number
  /** After this a command that reads is ended. Default 2 s. */
  longestMs?: number
  /** How often expired documents are removed. Default 30 s. */
  upkeepMs?: number
}

export interface Embedded {
  socketPath: string
  isRunning(): boolean
  stop(): Promise<void>
}

/** The name of the database in the store. */
export const DATABASE = 'patchbay'

export const storeFolder = (dataDir: string): string => resolve(dataDir, 'store')

/** Threads whose store is closed. To start one takes longer than all the rest of opening a store, so the next store of the process gets one of them. */
const idle: Worker[] = []
const spawn = (): Worker => spawnWorker(import.meta.url, './embedded/store-worker')
/** One that ended while nobody looked is none. */
const takeIdle = (): Worker | undefined => {
  const worker = idle.pop()
  return worker && worker.threadId === -1 ? takeIdle() : worker
}

/** Begins to open the thread of a store that will be started soon. What fails here fails again, and is said, when it is started. */
export const prepareStore = (): void => {
  const worker = spawn()
  worker.unref()
  worker.on('error', () => {})
  idle.push(worker)
}

const tell = (worker: Worker, order: StoreWorkerOrder): void => worker.postMessage(order)

/** Starts the store in a thread of its own and waits until it listens. Throws `store-in-use` when another process has the folder, `disk-full`. */
export const startEmbedded = async (options: EmbeddedOptions): Promise<Embedded> => {
  const folder = storeFolder(options.dataDir)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  chmodSync(folder, 0o700)
  const socketPath = socketPathFor(folder)
  const store: StoreToOpen = {
    folder,
    socketPath,
    minFreeBytes: options.minFreeBytes ?? LEAST_FREE_BYTES,
    longestMs: options.longestMs ?? 2000,
    upkeepMs: options.upkeepMs ?? 30_000,
  }
  const worker = takeIdle() ?? spawn()
  worker.ref()
  let state: 'starting' | 'running' | 'lost' | 'stopping' | 'ended' = 'starting'
  let closed = (): void => undefined

  await new Promise<void>((ready, fail) => {
    worker.on('message', (message: StoreWorkerMessage) => {
      if (message.type === 'ready') ready()
      else if (message.type === 'closed') closed()
      else if (message.type === 'lost') {
        state = 'lost'
        options.log.error({ folder }, 'another process took over the data folder; nothing more is stored here')
      } else if (message.type === 'problem')
        options.log.error({ problem: message.message }, 'the embedded store had a problem in its upkeep')
      else if (message.why === 'in-use') fail(new AppError('store-in-use', 'unavailable', message.message))
      else if (message.why === 'disk-full') fail(diskFull(options.dataDir, message.message))
      else fail(new Error(`The embedded store does not start: ${message.message}`))
    })
    worker.once('error', fail)
    worker.once('exit', () => fail(new Error('The embedded store ended while it started.')))
    tell(worker, { open: store })
  }).catch(async (error) => {
    await worker.terminate()
    throw error
  })

  state = 'running'
  worker.on('error', (error) => options.log.error({ err: error }, 'the embedded store failed'))
  worker.on('exit', () => {
    if (state === 'running') options.log.error({ folder }, 'the embedded store ended unexpectedly; restart the desk')
    state = 'ended'
    closed()
  })
  return {
    socketPath,
    isRunning: () => state === 'running',
    stop: async () => {
      if (state !== 'running' && state !== 'lost') return
      state = 'stopping'
      await new Promise<void>((resolve) => {
        closed = resolve
        tell(worker, { close: true })
      })
      if ((state as string) === 'ended') return
      state = 'ended'
      for (const event of ['message', 'error', 'exit']) worker.removeAllListeners(event)
      worker.unref()
      idle.push(worker)
    },
  }
}
