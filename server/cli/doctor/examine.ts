import { checkMail } from '../../channels/email/index.ts'
import { type Config, loadConfig } from '../../config.ts'
import { AppError } from '../../platform/errors.ts'
import { askDesk } from '../../platform/operator-door.ts'
import { adviseOn } from './advise.ts'
import { checkFlows } from './check-flows.ts'
import { checkFolder } from './check-folder.ts'
import { checkDatabase, checkPort, checkRedis } from './check-reach.ts'
import { checkRestore } from './check-restore.ts'
import { blocker, type Finding, ok } from './finding.ts'

/** What the doctor may change instead of only saying it: nothing on this machine, but settings at a provider. */
export interface Treatment {
  isApplied?: boolean
  fallbackUrl?: string | undefined
  /** Phone numbers to be taken over from what they serve now. */
  taken?: readonly string[]
}

/** The SDK is loaded only where there is an account to look at. */
const checkCarrier = async (settings: NonNullable<Config['twilio']>, publicUrl: string, treatment: Treatment): Promise<Finding[]> => {
  const { checkTwilio } = await import('../../channels/twilio/index.ts')
  return checkTwilio({ settings, publicUrl, ...treatment })
}

/** What the channels of the running desk find: some of it lies in the store, which only the desk may open. None runs, or it cannot say: nothing. */
const checkRunning = async (dataDir: string): Promise<Finding[]> =>
  (await askDesk<Finding[]>(dataDir, 'check-channels').catch(() => null))?.answer ?? []

/** Looks at everything that can be looked at without starting the desk. What depends on a malformed setting is left for the next time. */
export const examine = async (env: Record<string, string | undefined>, treatment: Treatment = {}): Promise<Finding[]> => {
  let config: Config
  try {
    config = loadConfig(env)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return (error.details ?? [{ path: '', message: error.message }]).map(({ message }) =>
      blocker(`${message}\nChange it in .env or in the environment.`),
    )
  }
  const mode = { on: 'a sandbox on this machine', off: 'a real desk', exposed: 'a sandbox behind sign-in' }[config.sandbox]
  const looks = await Promise.all([
    checkFolder(config.dataDir, { isStoreHere: !config.mongodbUrl }),
    checkFlows(config.flowsDir),
    checkPort('HOST', 'PORT', config.host, config.port),
    // Without mailboxes a real desk opens no door for mail; a sandbox has mailboxes of its own.
    config.sandbox === 'off' && config.smtp.mailboxes.length === 0
      ? []
      : checkPort('SMTP_HOST', 'SMTP_PORT', config.smtp.host, config.smtp.port),
    config.mongodbUrl ? checkDatabase(config.mongodbUrl) : [ok('The embedded store is used (no MONGODB_URL).')],
    checkRestore(config),
    config.redisUrl ? checkRedis(config.redisUrl) : [],
    config.sandbox === 'off' ? checkMail({ ...config.smtp, isSandbox: false }) : [],
    config.twilio && config.publicUrl ? checkCarrier(config.twilio, config.publicUrl, treatment) : [],
  ])
  const said = new Set(looks.flat().map(({ text }) => text))
  const running = (await checkRunning(config.dataDir)).filter(({ text }) => !said.has(text))
  return [ok(`The settings are well formed; this is ${mode}.`), ...looks.flat(), ...running, ...adviseOn(config)]
}
