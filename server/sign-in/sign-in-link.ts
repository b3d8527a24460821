import { AppError, notFound } from '../platform/errors.ts'
import type { SystemActor } from '../staff/index.ts'
import type { SignInDeps } from './deps.ts'
import { type Door, enter, mayEnter } from './enter.ts'
import { badLink, HOUR_MS, type LinkPurpose } from './links.ts'
import type { LinkHolder, Session } from './wire.ts'

/** Built from the configured address alone (SECURITY W1). After `#` nothing reaches a server, a log or a Referer: the page posts it (SECURITY W4). */
export const linkUrl = (
  { platform }: Pick<SignInDeps, 'platform'>,
  kind: 'link' | 'invitation' | 'password' | 'first-admin',
  token: string,
): string => `${platform.publicUrl().replace(/\/$/, '')}/sign-in#${kind}=${token}`

/** A link that lets one person in once, for at most 24 hours. Throws not-found, forbidden (disabled, or demo people outside the sandbox). */
export const makeSignInLink =
  (deps: SignInDeps) =>
  async (_actor: SystemActor, userId: string, { hours = 0.25 }: { hours?: number } = {}): Promise<string> => {
    const user = deps.staff.userState(userId)
    if (!user) throw notFound('user')
    if (!mayEnter(deps, user) || (user.isDemo && deps.sandbox !== 'on'))
      throw new AppError('no-link', 'forbidden', user.isDemo ? 'Demo people have links in the sandbox only.' : 'This person is disabled.')
    const token = await deps.links.make('sign-in', { userId, version: user.sessionsFrom, lastsMs: hours * HOUR_MS })
    return linkUrl(deps, 'link', token)
  }

/** Who a link is for, if it is still good for them: of two invitations one can be taken up. `look` spends nothing. Throws unauthenticated. */
export const redeem = async (deps: SignInDeps, how: 'look' | 'spend', purpose: LinkPurpose, token: unknown): Promise<string> => {
  const { userId, version } = await deps.links[how](purpose, token)
  const user = deps.staff.userState(userId)
  if (!mayEnter(deps, user) || user.sessionsFrom !== version || (purpose === 'invitation' && user.hasJoined)) throw badLink()
  return userId
}

/** Whose invitation or link to a new password it is. Throws unauthenticated. */
export const lookAtLink =
  (deps: SignInDeps) =>
  async ({ kind, token }: { kind: 'invitation' | 'password'; token?: unknown }): Promise<LinkHolder> => {
    const member = deps.staff.memberOf(await redeem(deps, 'look', kind, token))
    if (!member) throw badLink()
    return { name: member.name, email: member.email }
  }

/** Throws unauthenticated. */
export const signInWithLink =
  (deps: SignInDeps) =>
  async (door: Door, { token }: { token: unknown }): Promise<Session> =>
    enter(deps, door, { userId: await redeem(deps, 'spend', 'sign-in', token), how: 'link' })
