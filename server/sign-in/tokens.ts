import { createSecretKey, type KeyObject } from 'node:crypto'
import jwt from 'jsonwebtoken'
import * as z from 'zod'
import type { Clock } from '../platform/clock.ts'
import { AppError } from '../platform/errors.ts'
import type { KeyFor } from '../platform/keys.ts'

const ISSUER = 'patchbay'

const refused = (): AppError => new AppError('sign-in-needed', 'unauthenticated', 'Sign in first.')

/** RFC 7518 section 3.2: a key of at least the hash's length. The library would sign with five bytes. */
const keyObject = (key: Buffer): KeyObject => {
  if (key.length < 32) throw new Error('A signing key has at least 32 bytes.')
  return createSecretKey(key)
}

/**
 * Signed tokens of one purpose, each with its own key and audience, so that none passes for another (SECURITY W7). Only HS256 is read, and only
 * with issuer, audience, subject and an end. Seconds throughout, from the desk's clock.
 */
export const createTokens = <C extends z.ZodObject>(
  { keyFor, clock }: { keyFor: KeyFor; clock: Clock },
  { purpose, claims }: { purpose: string; claims: C },
) => {
  const key = keyObject(keyFor(`jwt:${purpose}`))
  const audience = `patchbay:${purpose}`
  const shape = claims.extend({ sub: z.string().min(1), exp: z.number(), iat: z.number() })
  const seconds = (): number => Math.floor(clock.now() / 1000)
  return {
    sign: (subject: string, given: z.infer<C>, lastsSeconds: number): { token: string; expiresAt: Date } => {
      const iat = seconds()
      const exp = iat + lastsSeconds
      const token = jwt.sign({ ...given, iat, exp }, key, { algorithm: 'HS256', audience, issuer: ISSUER, subject })
      return { token, expiresAt: new Date(exp * 1000) }
    },
    /** `exp` in seconds. Throws unauthenticated, whatever is wrong. */
    read: (token: string): z.infer<C> & { sub: string; exp: number } => {
      try {
        const payload = jwt.verify(token, key, { algorithms: ['HS256'], audience, issuer: ISSUER, clockTimestamp: seconds() })
        // `exp` is in the shape: the library takes a token without one for an eternal one.
        return shape.parse(payload) as unknown as z.infer<C> & { sub: string; exp: number }
      } catch (cause) {
        throw Object.assign(refused(), { cause })
      }
    },
  }
}

/** `ver`: the authVersion it was made at (SECURITY W8). `sid`: the family of sessions it belongs to. */
export const staffClaims = z.object({ ver: z.number().int(), sid: z.string() })
/** `proof`: which word of the site's made somebody of the visitor. */
export const visitorClaims = z.object({ site: z.string(), proof: z.string().optional() })
