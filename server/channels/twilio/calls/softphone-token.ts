import type { CallControl } from '../../../calls/index.ts'
import { AppError } from '../../../platform/errors.ts'
import type { Sdk } from '../sdk.ts'
import type { TwilioSettings } from '../settings.ts'

const LIVES_S = 3_600
/** What Twilio takes as the name of a softphone. */
const IDENTITY = /^[A-Za-z0-9_]{1,121}$/

/**
 * Tokens for softphones: one identity, outgoing by our application only, an hour. A token says who dials, not what may be dialled: each call asks
 * anew, so whoever is shut out meanwhile reaches nothing with it (SECURITY P4, W8).
 */
export const createSoftphoneToken =
  (
    { AccessToken }: Pick<Sdk, 'AccessToken'>,
    { accountSid, apiKeySid, apiKeySecret, appSid }: TwilioSettings,
    { now, kind = 'twilio' }: { now(): number; kind?: string | undefined },
  ): CallControl['softphoneToken'] =>
  (identity) => {
    if (!IDENTITY.test(identity))
      throw new AppError('softphone-identity', 'invalid', 'A softphone is named by at most 121 letters, digits and underscores.')
    const token = new AccessToken(accountSid, apiKeySid, apiKeySecret, { identity, ttl: LIVES_S })
    token.addGrant(new AccessToken.VoiceGrant({ outgoingApplicationSid: appSid, incomingAllow: true }))
    return { kind, token: token.toJwt(), expiresAt: new Date(now() + LIVES_S * 1000) }
  }
