import type { Finding } from '../../../hub/index.ts'
import { codeOf } from '../carrier-errors.ts'
import { openRest, type Rest } from '../rest.ts'
import type { TwilioSettings } from '../settings.ts'
import { fault, ok, warning } from './finding.ts'

const statusOf = (error: unknown): number => (error as { status?: number }).status ?? 0
export const whyNot = (error: unknown): string => {
  if (statusOf(error) === 401 || codeOf(error) === 20003) return 'Twilio refuses the credentials'
  if (statusOf(error) === 404) return 'there is no such thing in this account'
  return statusOf(error) ? `Twilio answers ${statusOf(error)}${codeOf(error) ? ` (error ${codeOf(error)})` : ''}` : 'Twilio does not answer'
}

/** Whether the five settings belong together and the account may be used. `isUsable`: the rest can be looked at. */
export const checkAccount = async (settings: TwilioSettings, client: Rest): Promise<{ findings: Finding[]; isUsable: boolean }> => {
  try {
    const account = await client.api.accounts(settings.accountSid).fetch()
    if (account.status !== 'active')
      return { findings: [fault(`The Twilio account is ${account.status}. Nothing works until it is active.`)], isUsable: false }
    const findings = [ok('The Twilio account is active (TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN).')]
    if (account.type === 'Trial')
      findings.push(
        warning('This is a trial account: it calls and writes only to numbers verified at Twilio, and says so to every caller.'),
      )
    return { findings: [...findings, await checkKey(settings, client)], isUsable: true }
  } catch (error) {
    const what = `The Twilio account cannot be read: ${whyNot(error)}. Check TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN.`
    return { findings: [fault(what)], isUsable: false }
  }
}

const checkKey = async (settings: TwilioSettings, client: Rest): Promise<Finding> => {
  try {
    await client.keys(settings.apiKeySid).fetch()
  } catch (error) {
    return fault(`TWILIO_API_KEY_SID is no key of this account: ${whyNot(error)}. Make one under Account, API keys.`)
  }
  try {
    const byKey = await openRest(settings)
    await byKey.incomingPhoneNumbers.list({ limit: 1 })
    return ok('The API key is accepted (TWILIO_API_KEY_SID, TWILIO_API_KEY_SECRET).')
  } catch (error) {
    return fault(`The API key does not work: ${whyNot(error)}. Check TWILIO_API_KEY_SECRET, or make a new key.`)
  }
}
