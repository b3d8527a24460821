/** An account at Twilio, or at a stand-in for it. */
export interface TwilioSettings {
  accountSid: string
  /** Signs what Twilio sends to us. */
  authToken: string
  /** Signs what we send to Twilio, and softphones in. */
  apiKeySid: string
  apiKeySecret: string
  /** The TwiML App softphones dial in by. */
  appSid: string
  /** Of a stand-in on loopback; a function where it is known only once that listens. */
  apiBase?: string | (() => string) | undefined
}

export const baseOf = ({ apiBase }: TwilioSettings): string | undefined => (typeof apiBase === 'function' ? apiBase() : apiBase)
