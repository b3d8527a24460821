import { createHash, createSecretKey } from 'node:crypto'
import jwt from 'jsonwebtoken'
import type { Connection } from 'mongoose'
import * as z from 'zod'
import { isDuplicateKey } from '../../platform/db/database-errors.ts'
import { AppError } from '../../platform/errors.ts'
import { mailAddress } from '../../platform/wire/mail-address.ts'
import { markOf, type Site } from './site.ts'

const MAX_AGE_S = 300
const LEEWAY_S = 5

const Claims = z.object({
  sub: z.string().min(1).max(200),
  email: mailAddress(254).optional(),
  name: z.string().trim().max(120).optional(),
  exp: z.number(),
  jti: z.string().min(8).max(100),
})
/** `proof`: a mark of the key it was signed with. */
export type Identity = z.infer<typeof Claims> & { proof: string }

const refused = (cause?: unknown): AppError =>
  new AppError('identity-refused', 'unauthenticated', 'This page could not say who you are. Load the page again to write to us.', { cause })

const verify = (key: string, token: string, nowMs: number): Identity => {
  const options = { algorithms: ['HS256' as const], clockTimestamp: Math.floor(nowMs / 1000) }
  return { ...Claims.parse(jwt.verify(token, createSecretKey(Buffer.from(key)), options)), proof: markOf(key) }
}

/** By the first of these keys that fits. Throws what was wrong by the last. */
const verifyByAny = ([key = '', ...others]: readonly string[], token: string, nowMs: number): Identity => {
  if (others.length === 0) return verify(key, token, nowMs)
  try {
    return verify(key, token, nowMs)
  } catch {
    // Which key it was does not matter: the last one says what is wrong.
    return verifyByAny(others, token, nowMs)
  }
}

/**
 * What the site says about who is in front of the widget: an HS256 token signed with an identity key of the site, with `sub`, `exp` at most five
 * minutes ahead, and a `jti` that is good once (SECURITY G1). Throws forbidden when the site has no such key, else unauthenticated.
 */
export const readIdentity = async (connection: Connection, site: Site, token: string, nowMs: number): Promise<Identity> => {
  if (!site.identity) throw new AppError('identity-off', 'forbidden', 'This site does not sign its customers in here.')
  let claims: Identity
  try {
    const { key, oldKeys = [] } = site.identity
    claims = verifyByAny([key, ...oldKeys], token, nowMs)
  } catch (error) {
    throw refused(error)
  }
  if (claims.exp - nowMs / 1000 > MAX_AGE_S + LEEWAY_S) throw refused()
  try {
    await connection.collection<{ _id: string; expiresAt: Date }>('used_identities').insertOne({
      _id: createHash('sha256').update(`${site.id}\n${claims.jti}`).digest('hex'),
      expiresAt: new Date((claims.exp + 60) * 1000),
    })
  } catch (error) {
    if (isDuplicateKey(error)) throw refused(error)
    throw error
  }
  return claims
}
