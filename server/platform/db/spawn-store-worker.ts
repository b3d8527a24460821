import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import type { Worker } from 'node:worker_threads'
import { spawnWorker } from '../spawn-worker.ts'

/** A thread does not inherit the loader of TypeScript, and on Node 20 `--import tsx` registers none in a thread: this does. */
const registerLoader = (): string[] => {
  // Resolved by require, which picks the CommonJS build; only the other one finds its own files.
  const api = new URL('./esm/api/index.mjs', pathToFileURL(createRequire(import.meta.url).resolve('tsx'))).href
  const code = `import { register } from ${JSON.stringify(api)}; register()`
  return ['--import', `data:text/javascript,${encodeURIComponent(code)}`]
}

/** Starts a worker of the store, from source or from the build. */
export const spawnStoreWorker = (callerUrl: string, name: string, workerData: unknown): Worker =>
  spawnWorker(callerUrl, name, { workerData, ...(callerUrl.endsWith('.ts') ? { execArgv: registerLoader() } : {}) })
