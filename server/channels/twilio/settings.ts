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
  /** Of a stand-in on loopback. Read anew for each request: it may be known only once the stand-in listens. */
  readonly apiBase?: string | undefined
}
