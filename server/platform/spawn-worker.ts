import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { Worker, type WorkerOptions } from 'node:worker_threads'

/** By its whole path: the folder one happens to be in need not know it. */
const tsx = (): string => pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href

/**
 * Starts a worker that lies beside its caller, from source (development, tests: through tsx) or from the build.
 * `name` has no extension: `spawnWorker(import.meta.url, './store-worker')`.
 */
export const spawnWorker = (callerUrl: string, name: string, options: WorkerOptions = {}): Worker => {
  const fromSource = callerUrl.endsWith('.ts')
  const url = new URL(`${name}${fromSource ? '.ts' : '.js'}`, callerUrl)
  return new Worker(url, { ...options, ...(fromSource ? { execArgv: ['--import', tsx(), ...(options.execArgv ?? [])] } : {}) })
}
