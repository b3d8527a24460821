import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createApp } from './app.ts'
import { loadConfig } from './config.ts'
import { isDiskFull } from './platform/db/connect.ts'
import { diskFull } from './platform/db/disk-room.ts'
import { AppError } from './platform/errors.ts'
import { createLog } from './platform/log.ts'

/** The folder with package.json: two up from dist/server, one up from server. */
const findRoot = (from: string): string => {
  try {
    readFileSync(join(from, 'package.json'))
    return from
  } catch {
    return findRoot(dirname(from))
  }
}

const LAST_RESORT_MS = 5_000
const say = (line: string): void => void process.stdout.write(`${line}\n`)

const main = async (): Promise<void> => {
  const root = findRoot(dirname(fileURLToPath(import.meta.url)))
  try {
    process.loadEnvFile(join(root, '.env'))
  } catch (error) {
    // No .env is the usual case: every setting has a default.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  const config = loadConfig(process.env)
  const log = createLog({ level: config.logLevel, secrets: config.secrets })
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  const sayFull = (error: unknown): never => {
    throw isDiskFull(error) && !(error instanceof AppError) ? diskFull(config.dataDir, error) : error
  }
  const app = await createApp({ config, log, version, dist: join(root, 'dist') }).catch(sayFull)

  let stopping = false
  const stop = (signal: string): void => {
    if (stopping) return
    stopping = true
    log.info({ signal }, 'stopping')
    setTimeout(() => process.exit(1), LAST_RESORT_MS).unref()
    app.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'stopping failed')
        process.exit(1)
      },
    )
  }
  process.once('SIGTERM', () => stop('SIGTERM'))
  process.once('SIGINT', () => stop('SIGINT'))

  const { ways, notes } = await app.start().catch(sayFull)
  const width = Math.max(...ways.map((one) => one.label.length))
  say(`\nPatchbay ${version} is ready.\n`)
  for (const { label, address } of ways) say(`  ${label.padEnd(width)}  ${address}`)
  say('')
  for (const note of notes) say(`${note.replaceAll(/^/gm, '  ')}\n`)
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof AppError ? error.message : error instanceof Error ? error.stack : String(error)}\n`)
  process.exit(1)
})
