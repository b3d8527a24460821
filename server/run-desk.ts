import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createApp } from './app.ts'
import { loadConfig, unknownSettings } from './config.ts'
import { isDiskFull } from './platform/db/connect.ts'
import { diskFull } from './platform/db/disk-room.ts'
import { AppError } from './platform/errors.ts'
import { createLog } from './platform/log.ts'

const LAST_RESORT_MS = 5_000
const say = (line: string): void => void process.stdout.write(`${line}\n`)

/**
 * Runs the desk of the project in `root` with the settings of `environment`, some of which come from the file `dotEnv`, until it is told to end. Says
 * what is wrong where it cannot start.
 */
export const runDesk = async (
  root: string,
  environment: NodeJS.ProcessEnv,
  dotEnv: { file: string; names: readonly string[] },
): Promise<void> => {
  // What is not set for a slip of the pen stays unset without a fault: the desk runs, and not as it should.
  for (const slip of unknownSettings(dotEnv.file, dotEnv.names)) process.stderr.write(`patchbay: ${slip}\n`)
  const config = loadConfig(environment)
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

  const started = await app.start().catch((error: unknown) => (stopping ? undefined : sayFull(error)))
  // It was told to end meanwhile: what it was then refused is no fault, and it is not ready.
  if (!started || stopping) return
  const { ways, notes } = started
  const width = Math.max(...ways.map((one) => one.label.length))
  say(`\nPatchbay ${version} is ready.\n`)
  for (const { label, address } of ways) say(`  ${label.padEnd(width)}  ${address}`)
  say('')
  for (const note of notes) say(`${note.replaceAll(/^/gm, '  ')}\n`)
}
