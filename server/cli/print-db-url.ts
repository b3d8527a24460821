import { existsSync } from 'node:fs'
import { loadConfig } from '../config.ts'
import { describeUrl } from '../platform/db/describe-url.ts'

/** `npm run db:url [-- --show]`: the address of the database, for mongosh, Compass and mongodump; passwords only with --show. */
if (existsSync('.env')) process.loadEnvFile('.env')
const { mongodbUrl, dataDir } = loadConfig(process.env)
console.log(describeUrl({ mongodbUrl, dataDir, show: process.argv.includes('--show') }))
if (!mongodbUrl) process.stderr.write('It answers while the desk runs.\n')
