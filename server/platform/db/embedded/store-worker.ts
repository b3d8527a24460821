import { parentPort } from 'node:worker_threads'
import { isNoSpace } from './errors.ts'
import { openExecutor } from './execute.ts'
import { StoreInUse } from './owner.ts'
import { serve } from './server.ts'
import { openStore, type StoreOptions } from './store.ts'
import { startUpkeep } from './upkeep.ts'

export interface StoreToOpen extends StoreOptions {
  socketPath: string
  /** How often expired documents are looked for. */
  upkeepMs: number
}

/** What the thread is told: a store to open, or to close the one it has, and it can be given another. */
export type StoreWorkerOrder = { open: StoreToOpen } | { close: true }

export type StoreWorkerMessage =
  | { type: 'ready' }
  | { type: 'failed'; why: 'in-use' | 'disk-full' | 'fault'; message: string }
  | { type: 'problem'; message: string }
  /** Another process took the folder: this one can write no more. */
  | { type: 'lost' }
  | { type: 'closed' }

const post = (message: StoreWorkerMessage): void => parentPort!.postMessage(message)

/** Resolves with what closes it. */
const open = async ({ socketPath, upkeepMs, ...options }: StoreToOpen): Promise<() => Promise<void>> => {
  let isLost = false
  const store = openStore(options, () => {
    if (!isLost) post({ type: 'lost' })
    isLost = true
  })
  const server = await serve(socketPath, openExecutor(store)).catch(async (error) => {
    await store.close()
    throw error
  })
  const stopUpkeep = startUpkeep(store, upkeepMs, (error) =>
    post({ type: 'problem', message: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  )
  return async () => {
    stopUpkeep()
    await server.close()
    await store.close()
  }
}

let close = async (): Promise<void> => undefined

parentPort!.on('message', async (order: StoreWorkerOrder) => {
  if ('close' in order) {
    await close()
    post({ type: 'closed' })
    return
  }
  try {
    close = await open(order.open)
    post({ type: 'ready' })
  } catch (error) {
    const why = error instanceof StoreInUse ? 'in-use' : isNoSpace(error) ? 'disk-full' : 'fault'
    post({ type: 'failed', why, message: error instanceof Error ? error.message : String(error) })
  }
})
