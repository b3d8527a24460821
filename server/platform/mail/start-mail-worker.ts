import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import type { Worker } from 'node:worker_threads'
import { spawnWorker } from '../spawn-worker.ts'
import { mailLimits } from './limits.ts'

const isSource = import.meta.url.endsWith('.ts')

/** From source a thread needs the loader of TypeScript registered within it; on Node 20 it inherits none. */
const loader = (): string[] => {
  const api = new URL('./esm/api/index.mjs', pathToFileURL(createRequire(import.meta.url).resolve('tsx'))).href
  return ['--import', `data:text/javascript,${encodeURIComponent(`import { register } from ${JSON.stringify(api)}; register()`)}`]
}

/** Starts a worker of this folder with the memory one mail may use. What libraries print in it goes nowhere. */
export const startMailWorker = (name: string): Worker => {
  const worker = spawnWorker(import.meta.url, name, {
    resourceLimits: { maxOldGenerationSizeMb: mailLimits.parseMemoryMb },
    stdout: true,
    ...(isSource ? { execArgv: loader() } : {}),
  })
  worker.stdout.resume()
  return worker
}
