import type { Request } from 'express'
import { AppError } from '../platform/errors.ts'
import type { KeyActor, StaffActor, VisitorActor } from '../staff/index.ts'
import type { SignInDeps } from './deps.ts'
import { mayEnter } from './enter.ts'
import type { KeyRing } from './key-ring.ts'
import { sessionOver } from './sessions.ts'

/** These look at the body or the cookie alone: an old token in the header must not shut the way to a new one. */
export const waysIn = [
  '/sign-in',
  '/sign-in/link',
  '/sign-in/link/look',
  '/sign-in/forgotten',
  '/sign-in/password',
  '/sign-in/first-admin',
  '/refresh',
  '/invitations/accept',
]

const bearer = (request: Request): string | null => {
  const header = request.get('authorization')
  if (header === undefined) return null
  const token = /^Bearer ([\x21-\x7e]{1,4096})$/.exec(header)?.[1]
  if (token === undefined) throw new AppError('sign-in-needed', 'unauthenticated', 'The Authorization header holds no bearer token.')
  return token
}

/** Whom a token names, with the rights of this moment (SECURITY W8). Throws unauthenticated. */
export const actorNow = async (
  deps: Pick<SignInDeps, 'staff' | 'sandbox'>,
  { sub, ver, sid }: { sub: string; ver: number; sid: string },
): Promise<StaffActor> => {
  const user = deps.staff.userState(sub)
  const actor = await deps.staff.actorOf(sub)
  if (!actor || !mayEnter(deps, user) || ver !== user.authVersion) throw sessionOver()
  if (user.endedFamilies.some((one) => one.family === sid)) throw sessionOver()
  return actor
}

export const createAuthenticate = (deps: SignInDeps & { keys: KeyRing }) => {
  const { tokens, visitorTokens, keys } = deps

  /** The person and the sign-in of an access token. Throws unauthenticated. */
  const readAccess = async (token: string): Promise<{ actor: StaffActor; family: string }> => {
    const claims = tokens.read(token)
    return { actor: await actorNow(deps, claims), family: claims.sid }
  }

  return {
    readAccess,
    /** Who asks; null when nobody is named. Cookies name nobody (SECURITY A7). Throws unauthenticated. */
    authenticate: async (request: Request): Promise<StaffActor | KeyActor | null> => {
      if (request.method === 'POST' && waysIn.includes(request.path)) return null
      const token = bearer(request)
      if (token === null) return null
      return token.startsWith('pbk_') ? keys.authenticate(token) : (await readAccess(token)).actor
    },
    authenticateSocket: async (token: string): Promise<StaffActor> => (await readAccess(token)).actor,
    /** The sign-in that a request's access token belongs to. Throws unauthenticated; forbidden for keys, which have none. */
    familyOf: async (request: Request): Promise<string> => {
      const token = bearer(request)
      if (token === null || token.startsWith('pbk_')) throw new AppError('not-allowed', 'forbidden', 'Only a person can do this.')
      return (await readAccess(token)).family
    },

    /** For the widget: 30 days, its own key. */
    signVisitor: ({ visitorId, siteId, proof }: { visitorId: string; siteId: string; proof?: string | undefined }): string =>
      visitorTokens.sign(visitorId, { site: siteId, ...(proof ? { proof } : {}) }, 30 * 24 * 3600).token,
    /** Throws unauthenticated. */
    verifyVisitor: (token: string): VisitorActor => {
      const { sub, site, proof } = visitorTokens.read(token)
      return { type: 'visitor', id: `visitor_${sub}`, siteId: site, visitorId: sub, ...(proof ? { proof } : {}) }
    },
  }
}
export type Authenticate = ReturnType<typeof createAuthenticate>
