import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { AppError, type FieldError } from './platform/errors.ts'
import { strictAddress } from './platform/mail/address.ts'
import { nearestOf } from './platform/nearest.ts'

/** One setting: how its text becomes a value, and what the message says is accepted when it does not. */
interface Setting<T> {
  accepts: string
  /** Gives undefined when the text is not acceptable. */
  read(text: string): T | undefined
  fallback: T
  secret?: boolean
}

const text = <T extends string | undefined>(fallback: T, secret = false): Setting<T> => ({
  accepts: 'any text',
  read: (value) => value as T,
  fallback,
  secret,
})
const port = (fallback: number): Setting<number> => ({
  accepts: 'a whole number from 0 to 65535 (0: any free port)',
  read: (value) => (/^\d{1,5}$/.test(value) && Number(value) <= 65535 ? Number(value) : undefined),
  fallback,
})
const whole = (fallback: number, min: number, max: number, unit: string): Setting<number> => ({
  accepts: `a whole number of ${unit} from ${min} to ${max}`,
  read: (value) => (/^\d{1,9}$/.test(value) && Number(value) >= min && Number(value) <= max ? Number(value) : undefined),
  fallback,
})
const oneOf = <const T extends readonly string[]>(values: T, fallback: T[number]): Setting<T[number]> => ({
  accepts: values.join(', '),
  read: (value) => values.find((one) => one === value) as T[number] | undefined,
  fallback,
})
const list = (item: { test(text: string): boolean }, accepts: string, fallback: string[] = []): Setting<string[]> => ({
  accepts,
  read: (value) => {
    const items = value.split(',').map((one) => one.trim())
    return items.every((one) => item.test(one)) ? items : undefined
  },
  fallback,
})
const url = (protocols: readonly string[], secret = false): Setting<string | undefined> => ({
  accepts: `an address that begins with ${protocols.map((one) => `${one}//`).join(' or ')}`,
  // MongoDB's list of hosts is no URL to the URL parser, so there the beginning is all that is checked.
  read: (value) =>
    protocols.some((one) => value.startsWith(`${one}//`) && value.length > one.length + 2) &&
    (/^mongodb/.test(value) || URL.canParse(value))
      ? value.replace(/\/$/, '')
      : undefined,
  fallback: undefined,
  secret,
})

/** An address, or a network as address/prefix: what Express takes for a proxy it believes. */
const isNetwork = (text: string): boolean => {
  const [address = '', prefix, ...more] = text.split('/')
  const longest = { 0: -1, 4: 32, 6: 128 }[isIP(address)] ?? -1
  return longest > 0 && more.length === 0 && (prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= longest))
}

const local = /^(127(\.\d{1,3}){3}|localhost|::1|\[::1\])$/i
const isLocalUrl = (value: string): boolean => {
  try {
    return local.test(new URL(value).hostname)
  } catch {
    return false
  }
}
/** Twilio's ids: two letters for what it is, and 32 hexadecimal digits. */
const sid = (prefix: string, what: string): Setting<string | undefined> => ({
  accepts: `${what}: ${prefix} and 32 hexadecimal digits`,
  read: (value) => (new RegExp(`^${prefix}[0-9a-f]{32}$`).test(value) ? value : undefined),
  fallback: undefined,
})

/** Every setting of the desk, by its name in the environment. Nobody else reads process.env. */
const settings = {
  HOST: text('127.0.0.1'),
  PORT: port(3000),
  DATA_DIR: text('./data'),
  FLOWS_DIR: text('./ivr-flows'),
  PUBLIC_URL: url(['http:', 'https:']),
  TRUST_PROXY: list({ test: isNetwork }, 'addresses or networks of your proxies, separated by commas, such as 10.0.0.0/8'),
  NODE_ENV: oneOf(['development', 'test', 'production'], 'development'),
  LOG_LEVEL: oneOf(['trace', 'debug', 'info', 'warn', 'error', 'silent'], 'info'),
  SANDBOX: oneOf(['auto', 'on', 'off', 'exposed'], 'auto'),
  SECRET_KEY: {
    accepts: '32 random bytes as 64 hexadecimal digits',
    read: (value: string) => (/^[0-9a-f]{64}$/i.test(value) ? value : undefined),
    fallback: undefined as string | undefined,
    secret: true,
  },
  BACKUP_KEY: text<string | undefined>(undefined, true),
  MONGODB_URL: url(['mongodb:', 'mongodb+srv:'], true),
  REDIS_URL: url(['redis:', 'rediss:', 'redis+unix:'], true),
  SMTP_HOST: text('127.0.0.1'),
  SMTP_PORT: port(2525),
  SMTP_URL: url(['smtp:', 'smtps:'], true),
  MAILBOXES: {
    accepts: 'mail addresses separated by commas',
    read: (value: string) => {
      const boxes = value.split(',').map((one) => strictAddress(one.trim()) ?? undefined)
      return boxes.every((one) => one !== undefined) ? boxes : undefined
    },
    fallback: [] as string[],
  },
  REPLY_DOMAIN: {
    accepts: 'a domain name',
    read: (value: string) => {
      const domain = strictAddress(`reply@${value}`)?.slice('reply@'.length)
      return domain?.includes('.') ? domain : undefined
    },
    fallback: undefined as string | undefined,
  },
  TWILIO_ACCOUNT_SID: sid('AC', 'the id of your account'),
  TWILIO_AUTH_TOKEN: text<string | undefined>(undefined, true),
  TWILIO_API_KEY_SID: sid('SK', 'the id of an API key'),
  TWILIO_API_KEY_SECRET: text<string | undefined>(undefined, true),
  TWILIO_APP_SID: sid('AP', 'the id of a TwiML App'),
  TWILIO_API_BASE: {
    accepts: 'the address of a stand-in on this machine, such as http://127.0.0.1:4010',
    read: (value: string) => (/^https?:\/\//.test(value) && isLocalUrl(value) ? value.replace(/\/$/, '') : undefined),
    fallback: undefined as string | undefined,
  },
  PRIVATE_HOSTS: list(/^([a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:.]+\]):\d{1,5}$/i, 'exact host:port pairs separated by commas'),
  REOPEN_DAYS: whole(7, 0, 365, 'days'),
} satisfies Record<string, Setting<unknown>>

type SettingName = keyof typeof settings
type Values = { [K in SettingName]: (typeof settings)[K]['fallback'] }

export interface Config {
  host: string
  port: number
  /** Absolute. */
  dataDir: string
  /** The phone menus. Absolute. */
  flowsDir: string
  /** Links that leave the desk are built from this only (SECURITY W1). With PORT=0 it is set after listening. */
  publicUrl: string | undefined
  trustProxy: string[]
  logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent'
  /** `on`: the outside world is played by stand-ins on loopback; `exposed`: the same, behind sign-in and without persona links. */
  sandbox: 'on' | 'off' | 'exposed'
  secretKey: string | undefined
  backupKey: string | undefined
  mongodbUrl: string | undefined
  redisUrl: string | undefined
  smtp: {
    host: string
    port: number
    url: string | undefined
    mailboxes: string[]
    replyDomain: string | undefined
  }
  /** The carrier's account; undefined: no phone and no text messages but the sandbox's own. */
  twilio:
    | {
        accountSid: string
        authToken: string
        apiKeySid: string
        apiKeySecret: string
        appSid: string
        /** A stand-in on loopback instead of Twilio. */
        apiBase: string | undefined
      }
    | undefined
  /** Exact `host:port` pairs that a look-up may reach although they are not on the public internet. */
  privateHosts: string[]
  /** How long a closed case is reopened by a new message instead of followed up. */
  reopenDays: number
  /** Values that must never show in a log. */
  secrets: string[]
}

const readAll = (env: Record<string, string | undefined>): { values: Values; faults: FieldError[] } => {
  const faults: FieldError[] = []
  const values = Object.fromEntries(
    Object.entries(settings).map(([name, setting]) => {
      const given = env[name]?.trim()
      if (given === undefined || given === '') return [name, setting.fallback]
      const value = (setting as Setting<unknown>).read(given)
      if (value === undefined)
        faults.push({
          path: name,
          message: `${name}=${'secret' in setting && setting.secret ? '(hidden)' : given} is not accepted. Accepted: ${setting.accepts}.`,
        })
      return [name, value]
    }),
  ) as Values
  return { values, faults }
}

/** Five settings make a carrier. Without any there is none; a part of them is a slip that would show only when somebody calls. */
const readTwilio = (v: Values, faults: FieldError[]): Config['twilio'] => {
  const five = {
    TWILIO_ACCOUNT_SID: v.TWILIO_ACCOUNT_SID,
    TWILIO_AUTH_TOKEN: v.TWILIO_AUTH_TOKEN,
    TWILIO_API_KEY_SID: v.TWILIO_API_KEY_SID,
    TWILIO_API_KEY_SECRET: v.TWILIO_API_KEY_SECRET,
    TWILIO_APP_SID: v.TWILIO_APP_SID,
  }
  const names = Object.keys(five) as (keyof typeof five)[]
  const missing = names.filter((name) => five[name] === undefined)
  if (missing.length === names.length) {
    if (v.TWILIO_API_BASE) faults.push({ path: 'TWILIO_API_BASE', message: `TWILIO_API_BASE means nothing without ${names.join(', ')}.` })
    return undefined
  }
  for (const name of missing)
    faults.push({ path: name, message: `${name} is missing. The phone needs all of ${names.join(', ')}, or none of them.` })
  if (!v.PUBLIC_URL)
    faults.push({
      path: 'PUBLIC_URL',
      message: 'PUBLIC_URL is missing. Twilio calls the desk at this address and signs what it sends with it.',
    })
  return {
    accountSid: five.TWILIO_ACCOUNT_SID ?? '',
    authToken: five.TWILIO_AUTH_TOKEN ?? '',
    apiKeySid: five.TWILIO_API_KEY_SID ?? '',
    apiKeySecret: five.TWILIO_API_KEY_SECRET ?? '',
    appSid: five.TWILIO_APP_SID ?? '',
    apiBase: v.TWILIO_API_BASE,
  }
}

/** Names of the settings in the order of `.env.example`. */
export const settingNames = Object.keys(settings) as readonly SettingName[]

/** What is to be said of the names in a `.env` file that no setting has: slips of the pen, mostly. */
export const unknownSettings = (file: string, names: readonly string[]): string[] =>
  names
    .filter((name) => !(settingNames as readonly string[]).includes(name))
    .map((name) => {
      const meant = nearestOf(name.toUpperCase(), settingNames)
      return `${file} sets ${name}, which means nothing to the desk.${meant ? ` Perhaps you meant ${meant}.` : ' .env.example lists every setting.'}`
    })

/**
 * The environment, read once. Throws AppError('config', 'invalid') whose `details` name every setting that is wrong, its value and what is accepted.
 * The sandbox rules of SECURITY R1 are checked here, before anything listens.
 */
/** The desk answers under its own name only, and a wildcard is none. */
export const isNameless = ({ sandbox, host, publicUrl }: Pick<Config, 'sandbox' | 'host' | 'publicUrl'>): boolean =>
  sandbox !== 'on' && publicUrl === undefined && ['0.0.0.0', '::', '[::]'].includes(host)

/** What start and doctor say of it. */
export const namelessNote = ({ host }: Pick<Config, 'host'>): string =>
  `HOST=${host} listens on every address, but without PUBLIC_URL the desk has no name: whoever calls it by another than localhost gets 421. Set PUBLIC_URL to the address people use.`

export const loadConfig = (env: Record<string, string | undefined>): Config => {
  const { values: v, faults } = readAll(env)
  const ownPorts = [v.PORT, v.SMTP_PORT].map(String)
  for (const one of faults.length === 0 ? v.PRIVATE_HOSTS : []) {
    const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(one) ?? []
    if (ownPorts.includes(port) && (local.test(host) || host === v.HOST || host === v.SMTP_HOST))
      faults.push({ path: 'PRIVATE_HOSTS', message: `PRIVATE_HOSTS=${one} is the desk itself, which no look-up may reach this way.` })
  }
  if (v.REDIS_URL && !v.MONGODB_URL && faults.length === 0)
    faults.push({
      path: 'REDIS_URL',
      message:
        'REDIS_URL needs MONGODB_URL: it lets several processes share the work, but the embedded store serves only one. Accepted: both of them, or neither.',
    })
  const twilio = faults.length === 0 ? readTwilio(v, faults) : undefined
  if (faults.length === 0) {
    const provider = v.SMTP_URL ? 'SMTP_URL' : twilio ? 'TWILIO_ACCOUNT_SID' : undefined
    if ((v.SANDBOX === 'on' || v.SANDBOX === 'exposed') && provider)
      faults.push({
        path: 'SANDBOX',
        message: `SANDBOX=${v.SANDBOX} cannot go with ${provider}: a desk is a sandbox as a whole or not at all. Remove one of them.`,
      })
    if (v.SANDBOX === 'auto' && provider) v.SANDBOX = 'off'
    if (v.SANDBOX === 'auto') v.SANDBOX = 'on'
    if (v.SANDBOX === 'on') {
      const why =
        'A sandbox signs anyone in, so it stays on this machine. Set SANDBOX=off for a real desk, or SANDBOX=exposed for a demo behind sign-in.'
      if (!local.test(v.HOST)) faults.push({ path: 'HOST', message: `HOST=${v.HOST} would show the sandbox to the network. ${why}` })
      if (!local.test(v.SMTP_HOST))
        faults.push({ path: 'SMTP_HOST', message: `SMTP_HOST=${v.SMTP_HOST} would show the sandbox to the network. ${why}` })
      if (v.PUBLIC_URL && !isLocalUrl(v.PUBLIC_URL))
        faults.push({ path: 'PUBLIC_URL', message: `PUBLIC_URL=${v.PUBLIC_URL} is not local. ${why}` })
      if (v.NODE_ENV === 'production')
        faults.push({ path: 'NODE_ENV', message: `NODE_ENV=production does not go with the sandbox. ${why}` })
    }
  }
  if (faults.length > 0) throw new AppError('config', 'invalid', faults.map((one) => one.message).join('\n'), { details: faults })
  return {
    host: v.HOST,
    port: v.PORT,
    dataDir: resolve(v.DATA_DIR),
    flowsDir: resolve(v.FLOWS_DIR),
    publicUrl: v.PUBLIC_URL,
    trustProxy: v.TRUST_PROXY,
    logLevel: v.LOG_LEVEL,
    sandbox: v.SANDBOX as Config['sandbox'],
    secretKey: v.SECRET_KEY,
    backupKey: v.BACKUP_KEY,
    mongodbUrl: v.MONGODB_URL,
    redisUrl: v.REDIS_URL,
    smtp: {
      host: v.SMTP_HOST,
      port: v.SMTP_PORT,
      url: v.SMTP_URL,
      mailboxes: v.MAILBOXES,
      replyDomain: v.REPLY_DOMAIN,
    },
    twilio,
    privateHosts: v.PRIVATE_HOSTS,
    reopenDays: v.REOPEN_DAYS,
    secrets: Object.entries(settings)
      .filter(([, setting]) => 'secret' in setting && setting.secret)
      .map(([name]) => v[name as SettingName])
      .filter((value): value is string => typeof value === 'string' && value.length > 5),
  }
}
