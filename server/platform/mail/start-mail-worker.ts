import type { Worker } from 'node:worker_threads'
import { spawnWorker } from '../spawn-worker.ts'
import { mailLimits } from './limits.ts'

/** Starts a worker of this folder with the memory one mail may use. What libraries print in it goes nowhere. */
export const startMailWorker = (name: string): Worker => {
  const worker = spawnWorker(import.meta.url, name, {
    resourceLimits: { maxOldGenerationSizeMb: mailLimits.parseMemoryMb },
    stdout: true,
  })
  worker.stdout.resume()
  return worker
}
