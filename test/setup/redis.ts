import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { waitFor } from '../wait-for.ts'
import { findTool, missingTool } from './tools.ts'

export interface RunningRedis {
  /** `redis+unix://…`: a socket in a temp folder, so no port can be taken. */
  url: string
  path: string
  /** Ends it as a power cut would; `start` brings it back, empty, at the same address. */
  kill(): Promise<void>
  start(): Promise<void>
  stop(): Promise<void>
}

/** Why Redis tests must be skipped here, or undefined; `describeWith` does it. */
export const redisMissing = missingTool('redis-server')

/** A Redis of the test's own, that keeps nothing on disk. Stand in `describeWith('redis-server', …)`. */
export const startRedis = async (): Promise<RunningRedis> => {
  const program = findTool('redis-server')
  if (!program) throw new Error(redisMissing)
  const folder = mkdtempSync(join(tmpdir(), 'patchbay-redis-'))
  const path = join(folder, 'redis.sock')
  let child: ChildProcess | undefined

  const start = async (): Promise<void> => {
    child = spawn(program, ['--port', '0', '--unixsocket', path, '--save', '', '--appendonly', 'no', '--dir', folder], { stdio: 'ignore' })
    await waitFor(
      async () => {
        const redis = new Redis(path, { lazyConnect: true, retryStrategy: () => null })
        redis.on('error', () => undefined)
        try {
          await redis.connect()
          return await redis.ping()
        } finally {
          redis.disconnect()
        }
      },
      { what: 'Redis' },
    )
  }
  const end = (signal: NodeJS.Signals) => async (): Promise<void> => {
    const running = child
    child = undefined
    if (!running || running.exitCode !== null) return
    const ended = new Promise((resolve) => running.once('exit', resolve))
    running.kill(signal)
    await ended
  }
  await start()
  return {
    url: `redis+unix://${path}`,
    path,
    kill: end('SIGKILL'),
    start,
    stop: async () => {
      await end('SIGTERM')()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
