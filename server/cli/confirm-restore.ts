import { existsSync } from 'node:fs'
import { type Config, loadConfig } from '../config.ts'
import { createLimits, limits } from '../limits.ts'
import { systemClock } from '../platform/clock.ts'
import { storeFolder } from '../platform/db/start-embedded.ts'
import { AppError } from '../platform/errors.ts'
import { createLog } from '../platform/log.ts'
import { openPlatform } from '../platform/open-platform.ts'
import { askDeskToConfirm, createRestore } from '../restore/index.ts'
import { system } from '../staff/index.ts'

const confirmWithoutDesk = async (config: Config): Promise<void> => {
  if (!config.mongodbUrl && !existsSync(storeFolder(config.dataDir)))
    throw new AppError(
      'no-desk',
      'not-found',
      `There is no desk in ${config.dataDir}. Set DATA_DIR to the folder of the one that was restored.`,
    )
  const log = createLog({ level: 'error', secrets: config.secrets, to: process.stderr })
  const machine = await openPlatform({ ...config, log, clock: systemClock, publicUrl: () => '', limit: () => createLimits(limits) })
  try {
    const restore = createRestore(machine.platform)
    await machine.prepare([])
    await restore.confirm(system('operator'))
  } finally {
    await machine.stop()
  }
}

const main = async (): Promise<number> => {
  if (process.argv.length > 2) {
    process.stderr.write('usage: npm run db:confirm\n')
    return 2
  }
  if (existsSync('.env')) process.loadEnvFile('.env')
  const config = loadConfig(process.env)
  const isRunning = await askDeskToConfirm(config.dataDir)
  if (!isRunning) await confirmWithoutDesk(config)
  console.log(isRunning ? 'Sending goes on: what waited goes out now.' : 'Sending goes on once the desk runs.')
  return 0
}

/** `npm run db:confirm`: lets a restored desk send again. */
main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof AppError ? error.message : error instanceof Error ? error.stack : String(error)}\n`)
    process.exit(1)
  },
)
