import { parentPort, workerData } from 'node:worker_threads'
import { openExecutor } from './execute.ts'
import { StoreInUse } from './owner.ts'
import { serve } from './server.ts'
import { openStore, type StoreOptions } from './store.ts'
import { startUpkeep } from './upkeep.ts'

export interface StoreWorkerData extends StoreOptions {
  socketPath: string
  /** How often expired documents are looked for. */
  upkeepMs: number
}

export type StoreWorkerMessage =
  | { type: 'ready' }
  | { type: 'failed'; inUse: boolean; message: string }
  | { type: 'problem'; message: string }
  /** Another process took the folder: this one can write no more. */
  | { type: 'lost' }

const post = (message: StoreWorkerMessage): void => parentPort!.postMessage(message)

const main = async ({ socketPath, upkeepMs, ...options }: StoreWorkerData): Promise<void> => {
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
  parentPort!.once('message', async () => {
    stopUpkeep()
    await server.close()
    await store.close()
    process.exit(0)
  })
  post({ type: 'ready' })
}

main(workerData as StoreWorkerData).catch((error) => {
  post({ type: 'failed', inUse: error instanceof StoreInUse, message: error instanceof Error ? error.message : String(error) })
})
