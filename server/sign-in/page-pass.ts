import type { Response } from 'express'
import { AppError } from '../platform/errors.ts'
import type { StaffActor } from '../staff/index.ts'
import { actorNow } from './authenticate.ts'
import { readCookie, setCookie } from './cookie.ts'
import type { SignInDeps } from './deps.ts'

/** No longer than the desk remembers which sign-ins have ended. */
const LASTS_S = 15 * 60
const RENEWED_BELOW_S = 10 * 60

/**
 * A pass for plain pages, which cannot send a token: a cookie of its own key and audience (SECURITY W7), shut to scripts and to other sites (W6),
 * asked at each request whether its person still may (W8). It opens pages that stand beside the desk; the desk's own doors never read it (A7).
 */
export const createPagePass = (deps: SignInDeps) => {
  const { platform, staff, sessions, pageTokens } = deps
  const give = (response: Response, { userId, family }: { userId: string; family: string }): void => {
    const ver = staff.userState(userId)?.authVersion ?? 0
    const { token, expiresAt } = pageTokens.sign(userId, { ver, sid: family }, LASTS_S)
    setCookie('page', response, platform.publicUrl(), token, expiresAt)
  }
  return {
    give,
    /** Whose pass a Cookie header holds; null without a good one. With a response it is renewed there while the sign-in it came from lasts. */
    read: async (header: string | undefined, response?: Response): Promise<StaffActor | null> => {
      const token = readCookie('page', header, platform.publicUrl())
      if (token === undefined) return null
      try {
        const claims = pageTokens.read(token)
        const actor = await actorNow(deps, claims)
        const isOld = claims.exp - platform.clock.now() / 1000 < RENEWED_BELOW_S
        if (response && isOld && (await sessions.isAlive(claims.sid))) give(response, { userId: claims.sub, family: claims.sid })
        return actor
      } catch (error) {
        if (error instanceof AppError && error.kind === 'unauthenticated') return null
        throw error
      }
    },
  }
}
