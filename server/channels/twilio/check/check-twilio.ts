import type { Finding } from '../../../hub/index.ts'
import { openRest, type Rest } from '../rest.ts'
import type { TwilioSettings } from '../settings.ts'
import { checkAccount, whyNot } from './check-account.ts'
import { checkLimits } from './check-limits.ts'
import { checkNumbers } from './check-numbers.ts'
import { fault, ok, warning } from './finding.ts'
import { differences, fallbackDocument, inWords, wantedAt } from './wanted.ts'

export interface CheckOptions {
  settings: TwilioSettings
  publicUrl: string
  /** Sets what is wrong instead of saying how to. */
  isApplied?: boolean
  /** Where Twilio turns when the desk does not answer; otherwise what is set there already. */
  fallbackUrl?: string | undefined
  /** Numbers to be taken over from what they serve now. */
  taken?: readonly string[]
}

const checkAddress = ({ settings, publicUrl }: CheckOptions): Finding[] => {
  const { protocol, hostname } = new URL(publicUrl)
  const isLocal = /^(127\.|localhost$|\[::1\]$)/.test(hostname)
  if (isLocal && !settings.apiBase)
    return [fault(`Twilio cannot reach PUBLIC_URL=${publicUrl}: it is this machine alone. Set it to an address on the internet.`)]
  return protocol === 'http:' && !isLocal
    ? [fault('PUBLIC_URL is plain http: whoever is on the way reads what callers key in. Put a proxy with https before the desk.')]
    : []
}

const checkApplication = async (
  client: Rest,
  { settings, isApplied = false }: CheckOptions,
  wanted: Record<string, string>,
): Promise<Finding[]> => {
  try {
    const changes = differences(await client.applications(settings.appSid).fetch(), wanted)
    if (Object.keys(changes).length === 0) return [ok('The TwiML App brings softphones here (TWILIO_APP_SID).')]
    if (!isApplied)
      return [fault(`The TwiML App is not set up as it should be. Run npm run doctor -- --apply, or set at Twilio:\n${inWords(changes)}`)]
    await client.applications(settings.appSid).update(changes)
    return [ok(`The TwiML App was set up and brings softphones here.\n${inWords(changes)}`)]
  } catch (error) {
    return [fault(`The TwiML App cannot be read or set: ${whyNot(error)}. Check TWILIO_APP_SID.`)]
  }
}

/** What is set somewhere already, where a TwiML Bin stands. */
const fallbackThere = async (client: Rest, { settings }: CheckOptions, numbers: readonly { voiceFallbackUrl: string }[]) => {
  const application = await client
    .applications(settings.appSid)
    .fetch()
    .catch(() => null)
  return [application, ...numbers].map((one) => one?.voiceFallbackUrl).find((url) => url?.startsWith('https://handler.twilio.com/'))
}

const noFallback = (): Finding =>
  warning(
    `Nothing answers callers while the desk is down: there is no fallback address. Make a TwiML Bin at Twilio with\n${fallbackDocument}\nand run npm run doctor -- --apply --fallback=<the Bin’s address>`,
  )

/** What the doctor says of the Twilio account, in the order one would mend it (VOICE.md, Accounts). */
export const checkTwilio = async (options: CheckOptions): Promise<Finding[]> => {
  const { settings, publicUrl, isApplied = false, taken = [] } = options
  const client = await openRest(settings, 'account')
  const { findings, isUsable } = await checkAccount(settings, client)
  if (!isUsable) return [...checkAddress(options), ...findings]
  let numbers: Awaited<ReturnType<Rest['incomingPhoneNumbers']['list']>>
  try {
    numbers = await client.incomingPhoneNumbers.list({ limit: 500 })
  } catch (error) {
    return [...checkAddress(options), ...findings, fault(`The numbers of the account cannot be read: ${whyNot(error)}.`)]
  }
  const fallback = options.fallbackUrl ?? (await fallbackThere(client, options, numbers))
  const wanted = wantedAt(publicUrl, fallback)
  return [
    ...checkAddress(options),
    ...findings,
    ...(await checkApplication(client, options, wanted.application)),
    ...(await checkNumbers(numbers, { client, publicUrl, wanted, isApplied, taken })),
    ...(fallback ? [ok(`While the desk is down, callers are kept by ${fallback}.`)] : [noFallback()]),
    ...(await checkLimits(
      settings,
      client,
      numbers.map((one) => one.phoneNumber),
    )),
  ]
}
