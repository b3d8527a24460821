import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { loadConfig } from '../config.ts'
import { makeBackup } from '../platform/db/backup/make-backup.ts'
import { AppError } from '../platform/errors.ts'
import { endWith } from './end-with.ts'

/** `npm run db:backup [-- FILE]`: a hot copy of a desk on the embedded store. */
const main = async (): Promise<number> => {
  const [file, ...more] = process.argv.slice(2)
  if (more.length > 0 || file?.startsWith('-')) {
    process.stderr.write('usage: npm run db:backup [-- FILE]\n')
    return 2
  }
  if (existsSync('.env')) process.loadEnvFile('.env')
  const { dataDir, mongodbUrl, backupKey } = loadConfig(process.env)
  if (mongodbUrl)
    throw new AppError('backup-elsewhere', 'invalid', 'With MONGODB_URL, back up that server with its own means (mongodump, or snapshots).')
  const target = file ?? join(dataDir, 'backups', `${new Date().toISOString().replace(/[:.]/g, '-')}.patchbay`)
  const { path, bytes } = await makeBackup({ dataDir, target, backupKey })
  console.log(
    `${path} (${(bytes / 1e6).toFixed(1)} MB, ${backupKey ? 'encrypted with BACKUP_KEY' : 'not encrypted: set BACKUP_KEY to encrypt'})`,
  )
  if (!backupKey)
    console.log(`It lacks ${join(dataDir, 'secret.key')}, without which stored secrets cannot be read: keep a copy of that file elsewhere.`)
  return 0
}

await endWith(main)
