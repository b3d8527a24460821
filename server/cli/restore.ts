import { existsSync } from 'node:fs'
import { loadConfig } from '../config.ts'
import { restoreBackup } from '../platform/db/backup/restore-backup.ts'
import { AppError } from '../platform/errors.ts'
import { createLog } from '../platform/log.ts'
import { endWith } from './end-with.ts'

/** `npm run db:restore -- FILE`: puts a backup in the place of what DATA_DIR holds, which is kept under another name. */
const main = async (): Promise<number> => {
  const [source, ...more] = process.argv.slice(2)
  if (!source || more.length > 0 || source.startsWith('-')) {
    process.stderr.write('usage: npm run db:restore -- FILE\n')
    return 2
  }
  if (existsSync('.env')) process.loadEnvFile('.env')
  const config = loadConfig(process.env)
  if (config.mongodbUrl)
    throw new AppError(
      'restore-elsewhere',
      'invalid',
      'With MONGODB_URL, restore that server with its own means (mongorestore, or snapshots).',
    )
  if (!existsSync(source)) throw new AppError('no-backup', 'not-found', `There is no file ${source}.`)
  const log = createLog({ level: 'error', secrets: config.secrets, to: process.stderr })
  const { files, kept } = await restoreBackup({ dataDir: config.dataDir, source, backupKey: config.backupKey, log })
  console.log(`Restored the database and ${files} files into ${config.dataDir}.`)
  if (kept) console.log(`What was there before is in ${kept}.`)
  console.log('Nothing leaves the desk by itself until an admin resumes sending, in the console or with: npm run db:confirm')
  return 0
}

await endWith(main)
