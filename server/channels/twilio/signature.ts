import type { Request } from 'express'
import { AppError } from '../../platform/errors.ts'
import { RETRY } from './addresses.ts'
import type { Sdk } from './sdk.ts'
import type { TwilioSettings } from './settings.ts'

/** The parameters of a request that Twilio signed. */
export type Signed = Readonly<Record<string, string>>

const forged = (): AppError => new AppError('forged', 'forbidden', 'This request does not come from our carrier.')

/**
 * Checks that a request comes from Twilio for our account: its signature over the address people use for the desk (never Host or X-Forwarded-*, which
 * the sender chooses), the path and query as they came, and every parameter of the body (SECURITY P2). Throws forbidden.
 */
export const createSignatureCheck = (
  { validateRequest }: Pick<Sdk, 'validateRequest'>,
  { accountSid, authToken }: TwilioSettings,
  publicUrl: () => string,
) => {
  // The SDK accepts a signature made with an empty token.
  if (!authToken) throw new AppError('auth-token', 'invalid', 'Without TWILIO_AUTH_TOKEN nothing that Twilio sends can be believed.')
  return (request: Request): Signed => {
    if (!request.is('application/x-www-form-urlencoded')) throw forged()
    const body = (request.body ?? {}) as Record<string, string | string[]>
    // The signature counts a repeated parameter once, so a request could be changed by repeating one.
    if (Object.values(body).some((value) => typeof value !== 'string')) throw forged()
    const given = request.get('x-twilio-signature') ?? ''
    const url = `${publicUrl()}${request.originalUrl}`
    // (?) Whether the fragment that asks for retries is signed too: it never reaches us, and is the same everywhere.
    if (!given || ![url, `${url}${RETRY}`].some((one) => validateRequest(authToken, given, one, body))) throw forged()
    if (body.AccountSid !== accountSid) throw forged()
    return body as Signed
  }
}

export type SignatureCheck = ReturnType<typeof createSignatureCheck>
