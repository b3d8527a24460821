import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { Worker, type WorkerOptions } from 'node:worker_threads'

/**
 * A thread inherits no loader of TypeScript, and on Node 20 `--import tsx` registers none in it: this does. Named by its whole path, for the folder
 * one happens to be in need not know it.
 */
const loader = (): string[] => {
  // Resolved by require, which picks the CommonJS build; only the other one finds its own files.
  const api = new URL('./esm/api/index.mjs', pathToFileURL(createRequire(import.meta.url).resolve('tsx'))).href
  const code = `import { register } from ${JSON.stringify(api)}; register()`
  return ['--import', `data:text/javascript,${encodeURIComponent(code)}`]
}

/**
 * Starts a worker that lies beside its caller, from source (development, tests: through tsx) or from the build.
 * `name` has no extension: `spawnWorker(import.meta.url, './store-worker')`.
 */
export const spawnWorker = (callerUrl: string, name: string, options: WorkerOptions = {}): Worker => {
  const fromSource = callerUrl.endsWith('.ts')
  const url = new URL(`${name}${fromSource ? '.ts' : '.js'}`, callerUrl)
  return new Worker(url, { ...options, ...(fromSource ? { execArgv: loader() } : {}) })
}
