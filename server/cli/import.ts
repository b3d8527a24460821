import { existsSync } from 'node:fs'
import { loadConfig } from '../config.ts'
import { importDatabase } from '../platform/db/dump/import-database.ts'
import { createLog } from '../platform/log.ts'
import { endWith } from './end-with.ts'

/** `npm run db:import -- DIR [--drop]`: puts an export, or what mongodump wrote of a desk, into the store that the settings name. */
const main = async (): Promise<number> => {
  const args = process.argv.slice(2)
  const [source, ...more] = args.filter((one) => one !== '--drop')
  if (!source || more.length > 0 || source.startsWith('-')) {
    process.stderr.write('usage: npm run db:import -- DIR [--drop]\n')
    return 2
  }
  if (existsSync('.env')) process.loadEnvFile('.env')
  const { dataDir, mongodbUrl, secrets } = loadConfig(process.env)
  const log = createLog({ level: 'error', secrets, to: process.stderr })
  const replace = args.includes('--drop')
  if (mongodbUrl) console.log('No desk may run on that server until this is done.')
  const imported = await importDatabase({ dataDir, mongodbUrl, source, replace, log, say: console.log })
  console.log(`Imported ${imported.documents} documents and ${imported.files} files.`)
  if (imported.kept) console.log(`What was there before is in ${imported.kept}.`)
  if (imported.unnamed > 0) console.log(`${imported.unnamed} files that no document names were left out.`)
  console.log('Stored secrets open only with the secret.key, or the SECRET_KEY, of the desk that was exported.')
  console.log('Nothing leaves the desk by itself until an admin resumes sending, in the console or with: npm run db:confirm')
  return 0
}

await endWith(main)
