import { fileURLToPath } from 'node:url'
import { Worker, type WorkerOptions } from 'node:worker_threads'
import { workerFromSource } from './bundle-workers.ts'

/**
 * Starts a worker that lies beside its caller, from the build or from source (development, tests: made into JavaScript first, since a thread inherits
 * no loader of TypeScript). `name` has no extension: `spawnWorker(import.meta.url, './store-worker')`.
 */
export const spawnWorker = (callerUrl: string, name: string, options?: WorkerOptions): Worker => {
  const beside = (extension: string): string => fileURLToPath(new URL(`${name}${extension}`, callerUrl))
  return new Worker(callerUrl.endsWith('.ts') ? workerFromSource(beside('.ts')) : beside('.js'), options)
}
