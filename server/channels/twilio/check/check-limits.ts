import { parsePhoneNumberFromString } from 'libphonenumber-js'
import type { Finding } from '../../../hub/index.ts'
import { createGuardedFetch } from '../../../platform/guarded-fetch.ts'
import type { Rest } from '../rest.ts'
import type { TwilioSettings } from '../settings.ts'
import { whyNot } from './check-account.ts'
import { ok, warning } from './finding.ts'

/** A look that only some accounts or keys allow: failing says that it was not possible. */
const look = async (what: string, go: () => Promise<Finding[]>): Promise<Finding[]> => {
  try {
    return await go()
  } catch (error) {
    return [warning(`${what} could not be looked at: ${whyNot(error)}. Look in Twilio’s console.`)]
  }
}

/** Twilio tells nobody how many calls an account may have at once; it depends on an approved profile (VOICE.md, Accounts). */
const checkConcurrency = (client: Rest) =>
  look('How many calls may go on at once', async () => {
    const approved = await client.trusthub.v1.customerProfiles.list({ status: 'twilio-approved', limit: 1 })
    return approved.length > 0
      ? [ok('The account has an approved profile, so it is not held to two calls at once.')]
      : [
          warning(
            'The account has no approved customer profile (Trust Hub). Such accounts often get two calls at once, and one caller with one agent are two. Have a profile approved before the first busy day.',
          ),
        ]
  })

/** No interface tells it (VOICE.md, Accounts), so it is for whoever sets the desk up to look. */
const callsPerSecond = warning(
  'How many calls begin in a second (CPS) Twilio tells nobody here. It is one unless your account was raised: callbacks and transfers to numbers outside wait their turn, agents’ softphones do not. Look under Voice, Settings in Twilio’s console, and have it raised there if you call out much.',
)

const listed = (names: readonly string[]): string =>
  names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ')

const checkCountries = (client: Rest, numbers: readonly string[]) =>
  look('Which countries may be called', async () => {
    const { countries } = client.voice.v1.dialingPermissions
    const [open, risky] = await Promise.all([
      countries.list({ lowRiskNumbersEnabled: true, limit: 300 }),
      countries.list({ highRiskTollfraudNumbersEnabled: true, limit: 300 }),
    ])
    const own = [...new Set(numbers.map((one) => parsePhoneNumberFromString(one)?.country).filter((one) => one !== undefined))]
    const shut = own.filter((country) => !open.some(({ isoCode }) => isoCode === country))
    return [
      shut.length > 0
        ? warning(`The account may not call ${listed(shut)}, where your own numbers are. Allow it under Voice, geographic permissions.`)
        : ok(`The account may call ${open.length} ${open.length === 1 ? 'country' : 'countries'}.`),
      ...(risky.length > 0
        ? [
            warning(
              `Numbers that are often used for fraud may be called in ${listed(risky.map(({ name }) => name))}. The desk has its own list; still, take these away under Voice, geographic permissions.`,
            ),
          ]
        : []),
    ]
  })

const API = 'https://api.twilio.com'
const MEDIA_SETTING = '“Enforce HTTP auth on media URLs” under Voice, Settings'

/** No interface shows the setting; whether a recording opens without a key does. */
const checkMedia = (settings: TwilioSettings, client: Rest) =>
  look('Whether recordings are protected', async () => {
    const [recording] = await client.recordings.list({ limit: 1 })
    if (!recording)
      return [
        warning(`There is no recording yet to try by whether recordings are protected. Turn on ${MEDIA_SETTING} before the first call.`),
      ]
    const base = settings.apiBase
    const anyone = createGuardedFetch({ privateHosts: base ? [new URL(base).host] : [] })
    const url = `${base ?? API}/2010-04-01/Accounts/${settings.accountSid}/Recordings/${recording.sid}.mp3`
    const { status } = await anyone(url, { method: 'HEAD', allowHttp: base?.startsWith('http:') ?? false })
    return status === 200
      ? [warning(`Recordings open to whoever has their address. Turn on ${MEDIA_SETTING}.`)]
      : [ok('Recordings do not open without a key.')]
  })

/** What an account allows and protects beside the numbers themselves. */
export const checkLimits = async (settings: TwilioSettings, client: Rest, numbers: readonly string[]): Promise<Finding[]> => [
  ...(await checkConcurrency(client)),
  callsPerSecond,
  ...(await checkCountries(client, numbers)),
  ...(await checkMedia(settings, client)),
]
