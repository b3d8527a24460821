// Loaded before the built desk by NODE_OPTIONS: at SIGUSR2 its main thread collects all garbage and writes down what is left.
import { renameSync, writeFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { isMainThread } from 'node:worker_threads'

if (isMainThread && process.env.HEAP_PROBE) {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc')
  const to = process.env.HEAP_PROBE
  process.on('SIGUSR2', () => {
    collect()
    collect()
    const { heapUsed, external, arrayBuffers } = process.memoryUsage()
    const resources = {}
    for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1
    writeFileSync(`${to}.new`, JSON.stringify({ bytes: heapUsed + external, arrayBuffers, resources }))
    renameSync(`${to}.new`, to)
  })
}
