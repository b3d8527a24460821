import type { Twilio } from 'twilio'
import type { TwilioSettings } from './settings.ts'

/** For one request. A caller waits meanwhile, so a carrier that does not answer is asked again rather than waited for. */
const PATIENCE_MS = 5_000

export type Rest = Twilio

/**
 * The SDK's client. It signs with the API key (`key`), or with the account's own token where a key may not look (`account`: the doctor).
 * With a base address the same requests go there instead: region and edge of the SDK cannot name a stand-in.
 */
export const openRest = async (settings: TwilioSettings, as: 'key' | 'account' = 'key'): Promise<Rest> => {
  const [{ default: Client }, { default: RequestClient }] = await Promise.all([
    import('twilio/lib/rest/Twilio.js'),
    import('twilio/lib/base/RequestClient.js'),
  ])
  const httpClient = new RequestClient({ timeout: PATIENCE_MS })
  const ask = httpClient.request.bind(httpClient)
  httpClient.request = (options) => {
    const base = settings.apiBase
    return ask(base ? { ...options, uri: options.uri.replace(/^https:\/\/[^/]+/, base) } : options)
  }
  const [user, secret] = as === 'key' ? [settings.apiKeySid, settings.apiKeySecret] : [settings.accountSid, settings.authToken]
  return new Client(user, secret, { accountSid: settings.accountSid, httpClient }) as unknown as Rest
}
