import { loadConfig } from '../../config.ts'
import { AppError } from '../../platform/errors.ts'
import { adviseOn } from './advise.ts'
import { checkFolder } from './check-folder.ts'
import { checkDatabase, checkMailServer, checkPort, checkRedis } from './check-reach.ts'
import { type Finding, fault, ok } from './finding.ts'

/** Looks at everything that can be looked at without starting the desk. What depends on a malformed setting is left for the next time. */
export const examine = async (env: Record<string, string | undefined>): Promise<Finding[]> => {
  let config: ReturnType<typeof loadConfig>
  try {
    config = loadConfig(env)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return (error.details ?? [{ path: '', message: error.message }]).map(({ message }) =>
      fault(`${message}\nChange it in .env or in the environment.`),
    )
  }
  const mode = { on: 'a sandbox on this machine', off: 'a real desk', exposed: 'a sandbox behind sign-in' }[config.sandbox]
  const looks = await Promise.all([
    checkFolder(config.dataDir),
    checkPort('PORT', config.host, config.port),
    checkPort('SMTP_PORT', config.smtp.host, config.smtp.port),
    config.mongodbUrl ? checkDatabase(config.mongodbUrl) : [ok('The embedded store is used (no MONGODB_URL).')],
    config.redisUrl ? checkRedis(config.redisUrl) : [],
    config.smtp.url ? checkMailServer(config.smtp.url) : [],
  ])
  return [ok(`The settings are well formed; this is ${mode}.`), ...looks.flat(), ...adviseOn(config)]
}
