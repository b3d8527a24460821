import { existsSync } from 'node:fs'
import { type Config, loadConfig } from '../config.ts'
import { createLimits, limits } from '../limits.ts'
import { systemClock } from '../platform/clock.ts'
import { AppError } from '../platform/errors.ts'
import { createLog } from '../platform/log.ts'
import { openPlatform } from '../platform/open-platform.ts'
import { askDeskForLink, createSignIn } from '../sign-in/index.ts'
import { createStaff } from '../staff/index.ts'

/** Where the stopped desk will be; with PORT=0 nobody knows yet. */
const addressOf = ({ publicUrl, host, port }: Config): string => {
  if (publicUrl) return publicUrl
  if (port === 0)
    throw new AppError('address', 'invalid', 'With PORT=0 and no PUBLIC_URL, start the desk first: its address is not known before.')
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** Without a running desk the link is put into its store directly; it is good once the desk runs. */
const makeWithoutDesk = async (config: Config, email: string): Promise<string> => {
  const log = createLog({ level: 'error', secrets: config.secrets, to: process.stderr })
  const url = addressOf(config)
  const machine = await openPlatform({ ...config, log, clock: systemClock, publicUrl: () => url, limit: () => createLimits(limits) })
  try {
    const staff = createStaff(machine.platform)
    const signIn = createSignIn(machine.platform, { staff, sandbox: config.sandbox, dataDir: config.dataDir })
    await machine.prepare([...(staff.parts.indexes ?? []), ...(signIn.parts.indexes ?? [])])
    await staff.load()
    return await signIn.linkForEmail(email)
  } finally {
    await machine.stop()
  }
}

const main = async (): Promise<number> => {
  const [email, ...more] = process.argv.slice(2)
  if (!email?.includes('@') || more.length > 0) {
    process.stderr.write('usage: npm run sign-in -- EMAIL\n')
    return 2
  }
  if (existsSync('.env')) process.loadEnvFile('.env')
  const config = loadConfig(process.env)
  console.log((await askDeskForLink(config.dataDir, email)) ?? (await makeWithoutDesk(config, email)))
  return 0
}

/** `npm run sign-in -- EMAIL`: a new single-use link for somebody on the staff, on the standard output alone. */
main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof AppError ? error.message : error instanceof Error ? error.stack : String(error)}\n`)
    process.exit(1)
  },
)
