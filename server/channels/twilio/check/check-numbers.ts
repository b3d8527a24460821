import { parsePhoneNumberFromString } from 'libphonenumber-js'
import type { Finding } from '../../../hub/index.ts'
import type { Rest } from '../rest.ts'
import { whyNot } from './check-account.ts'
import { fault, ok, warning } from './finding.ts'
import { differences, inWords, type wantedAt } from './wanted.ts'

type NumberThere = Awaited<ReturnType<Rest['incomingPhoneNumbers']['list']>>[number]
type Wanted = ReturnType<typeof wantedAt>

interface Options {
  client: Rest
  publicUrl: string
  wanted: Wanted
  isApplied: boolean
  /** Numbers to be taken over from what they serve now. */
  taken: readonly string[]
}

const hostOf = (url: string | null): string => (url && URL.canParse(url) ? new URL(url).host : '')
/** A number as Twilio sells it answers with a greeting of theirs. */
const isFree = (url: string | null): boolean => !url || hostOf(url) === 'demo.twilio.com'

const checkEmergency = ({ phoneNumber, emergencyAddressStatus }: NumberThere): Finding[] =>
  ['US', 'CA'].includes(parsePhoneNumberFromString(phoneNumber)?.country ?? '') && emergencyAddressStatus !== 'registered'
    ? [
        warning(
          `${phoneNumber} has no registered emergency address. The desk dials no emergency numbers, but a call to one by another way would be charged and go to no one near.`,
        ),
      ]
    : []

/** The account knows the number and the desk may not yet: then its callers are turned away. */
const inConsole = (isCalled: boolean): string =>
  isCalled ? ' Its calls are answered once an admin has added it in the console under Settings, Numbers.' : ''

const checkNumber = async (there: NumberThere, { client, publicUrl, wanted, isApplied, taken }: Options): Promise<Finding[]> => {
  const { phoneNumber, capabilities } = there
  const isTaken = taken.includes(phoneNumber)
  const elsewhere = [there.voiceUrl, there.smsUrl].find((url) => !isFree(url) && hostOf(url) !== hostOf(publicUrl))
  if ((elsewhere || there.trunkSid || there.voiceApplicationSid) && !isTaken) {
    const user = there.trunkSid ? 'a SIP trunk' : there.voiceApplicationSid ? 'a TwiML App' : hostOf(elsewhere ?? '')
    return [
      ok(`${phoneNumber} serves something else (${user}) and is left alone. To take it: npm run doctor -- --apply --number=${phoneNumber}`),
    ]
  }
  const changes = differences(there, {
    ...(capabilities.voice ? wanted.voice : {}),
    ...(capabilities.sms ? wanted.sms : {}),
  })
  const can = [...(capabilities.voice ? ['calls'] : []), ...(capabilities.sms ? ['text messages'] : [])].join(' and ') || 'nothing'
  const unbound = isTaken
    ? { ...(there.trunkSid ? { trunkSid: '' } : {}), ...(there.voiceApplicationSid ? { voiceApplicationSid: '' } : {}) }
    : {}
  if (Object.keys({ ...changes, ...unbound }).length === 0)
    return [ok(`${phoneNumber} leads here: ${can}.${inConsole(capabilities.voice)}`), ...checkEmergency(there)]
  if (!isApplied)
    return [
      (isFree(there.voiceUrl) ? warning : fault)(
        `${phoneNumber} ${isFree(there.voiceUrl) ? 'is not set up' : 'is not set up as it should be'}. Run npm run doctor -- --apply, or set at Twilio:\n${inWords(changes)}`,
      ),
      ...checkEmergency(there),
    ]
  try {
    await client.incomingPhoneNumbers(there.sid).update({ ...changes, ...unbound })
    return [
      ok(`${phoneNumber} was set up and leads here: ${can}.${inConsole(capabilities.voice)}\n${inWords(changes)}`),
      ...checkEmergency(there),
    ]
  } catch (error) {
    return [fault(`${phoneNumber} could not be set up: ${whyNot(error)}.`)]
  }
}

/** The numbers of the account: which lead here, and whether wholly. What serves something else is never touched unasked. */
export const checkNumbers = async (numbers: readonly NumberThere[], options: Options): Promise<Finding[]> => {
  if (numbers.length === 0) return [fault('The account has no phone number. Buy one at Twilio, then run this again.')]
  const unknown = options.taken.filter((one) => !numbers.some(({ phoneNumber }) => phoneNumber === one))
  const findings = unknown.map((one) => fault(`${one} is no number of this account.`))
  for (const there of numbers) findings.push(...(await checkNumber(there, options)))
  return findings
}
