/** The parts of the SDK that every call needs. They are loaded when a carrier is set up: a desk without a phone does not pay for them. */
export const loadSdk = async () => {
  // By `default` alone: bundled, what was written for `require` has no other names.
  const [{ default: VoiceResponse }, { default: AccessToken }, { default: webhooks }] = await Promise.all([
    import('twilio/lib/twiml/VoiceResponse.js'),
    import('twilio/lib/jwt/AccessToken.js'),
    import('twilio/lib/webhooks/webhooks.js'),
  ])
  return { VoiceResponse, AccessToken, validateRequest: webhooks.validateRequest }
}

export type Sdk = Awaited<ReturnType<typeof loadSdk>>
