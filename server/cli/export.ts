import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { loadConfig } from '../config.ts'
import { exportDatabase } from '../platform/db/dump/export-database.ts'
import { createLog } from '../platform/log.ts'
import { endWith } from './end-with.ts'

/** `npm run db:export [-- DIR]`: the database in mongodump's layout and the files beside it, from the embedded store or a server. */
const main = async (): Promise<number> => {
  const [folder, ...more] = process.argv.slice(2)
  if (more.length > 0 || folder?.startsWith('-')) {
    process.stderr.write('usage: npm run db:export [-- DIR]\n')
    return 2
  }
  if (existsSync('.env')) process.loadEnvFile('.env')
  const config = loadConfig(process.env)
  const { dataDir, mongodbUrl, secrets } = config
  const target = folder ?? join(dataDir, 'exports', new Date().toISOString().replace(/[:.]/g, '-'))
  const log = createLog({ level: 'error', secrets, to: process.stderr })
  if (mongodbUrl) console.log('This export is of one moment only if no desk writes to that server meanwhile: stop them for it.')
  const { path, collections, documents, files } = await exportDatabase({ dataDir, mongodbUrl, target, log, say: console.log })
  console.log(`${path} (${documents} documents in ${collections} collections, ${files} files; not encrypted: keep it as you keep the desk)`)
  console.log(
    mongodbUrl
      ? 'It lacks SECRET_KEY, without which stored secrets cannot be read: the desk that gets it needs the same.'
      : `It lacks ${join(dataDir, 'secret.key')}, without which stored secrets cannot be read: the desk that gets it needs a copy of that file, or its content as SECRET_KEY.`,
  )
  return 0
}

await endWith(main)
