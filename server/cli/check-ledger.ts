import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Connection } from 'mongoose'
import { createApp } from '../app.ts'
import { checkCases } from '../cases/index.ts'
import { loadConfig } from '../config.ts'
import { checkLedger } from '../platform/check-ledger.ts'
import { checkNeedsRoom, orDiskFull } from '../platform/db/disk-room.ts'
import { storeFolder } from '../platform/db/start-embedded.ts'
import { AppError } from '../platform/errors.ts'
import { createLog } from '../platform/log.ts'

/** More would scroll the first ones, which matter most, out of sight. */
const MOST_LINES = 200

/** Each message that says it is filed stands in the case it names; what was erased has no document and is left alone. */
const checkMessages = async (connection: Connection, casesOf: (messageId: string) => readonly string[]): Promise<string[]> => {
  const found: string[] = []
  const messages = connection.collection<{ _id: string; state: string; caseId: string }>('messages')
  for await (const { _id, caseId } of messages.find({ state: 'filed' }, { projection: { caseId: 1 } })) {
    const cases = casesOf(_id)
    if (cases.length === 0) found.push(`Message ${_id} says it is filed in case:${caseId}, but stands in no case.`)
    else if (!cases.includes(caseId))
      found.push(`Message ${_id} says it is filed in case:${caseId}, but stands in case:${cases.join(', case:')}.`)
  }
  return found
}

const main = async (): Promise<number> => {
  if (process.argv.length > 2) {
    process.stderr.write('usage: npm run ledger:check\n')
    return 2
  }
  if (existsSync('.env')) process.loadEnvFile('.env')
  const config = loadConfig(process.env)
  if (!config.mongodbUrl && !existsSync(storeFolder(config.dataDir)))
    throw new AppError('no-desk', 'not-found', `There is no desk in ${config.dataDir}. Set DATA_DIR to the folder of the one to check.`)
  const log = createLog({ level: 'error', secrets: config.secrets, to: process.stderr })
  // Never started: only its streams are wanted, all of them, whatever rooms there are. No other process is asked for anything.
  const settings = { ...config, redisUrl: undefined }
  const app = await createApp({ config: settings, log, version: '', dist: dirname(config.dataDir), isOnlyRead: true }).catch(
    (error: unknown) => {
      if (!(error instanceof AppError && error.code === 'store-in-use')) throw orDiskFull(error, checkNeedsRoom(config.dataDir))
      throw new AppError(
        'desk-runs',
        'conflict',
        `The desk is running, and its store takes one process only. Stop it, then check. ${error.message}`,
      )
    },
  )
  try {
    const { connection, ledgers } = app.inside.platform
    const cases = checkCases()
    const { streams, entries, differences } = await checkLedger({ connection, kinds: ledgers.kinds }, [cases])
    differences.push(...(await checkMessages(connection, cases.casesOf)))
    for (const line of differences.slice(0, MOST_LINES)) console.log(line)
    if (differences.length > MOST_LINES) console.log(`… and ${differences.length - MOST_LINES} more.`)
    const size = `${entries} entries in ${streams} streams`
    console.log(differences.length === 0 ? `${size}: no difference.` : `${size}: ${differences.length} differences.`)
    return differences.length === 0 ? 0 : 1
  } finally {
    await app.stop()
  }
}

/** `npm run ledger:check`: folds every stream of a stopped desk again. 0: all is well; 1: something differs; 2: nothing could be checked. */
main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof AppError ? error.message : error instanceof Error ? error.stack : String(error)}\n`)
    process.exit(2)
  },
)
