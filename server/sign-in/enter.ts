import type { Request, Response } from 'express'
import { ACCESS_TOKEN_MS, rolePermissions, system, type UserState } from '../staff/index.ts'
import { setCookie } from './cookie.ts'
import type { SignInDeps } from './deps.ts'
import { type OpenSession, sessionOver, type WayIn } from './sessions.ts'
import type { Me, Session } from './wire.ts'

/** Where a way in leads to: the answer and the cookie. */
export interface Door {
  request: Request
  response: Response
}

/** The demo company's people come in while the desk is a sandbox (SECURITY R2). */
export const mayEnter = ({ sandbox }: Pick<SignInDeps, 'sandbox'>, user: UserState | undefined): user is UserState =>
  user !== undefined && !user.isDisabled && (!user.isDemo || sandbox !== 'off')

export const meOf = ({ staff, sandbox }: SignInDeps, userId: string): Me => {
  const member = staff.memberOf(userId)
  if (!member) throw sessionOver()
  return { ...member, permissions: [...rolePermissions[member.role]], isSandbox: sandbox !== 'off' }
}

/** Access token, refresh cookie and who it is, from a session that stands. Never to be kept by anything in between. */
export const answerSession = (deps: SignInDeps, { response }: Door, session: OpenSession): Session => {
  const { platform, tokens, staff } = deps
  const ver = staff.userState(session.userId)?.authVersion ?? 0
  const { token, expiresAt } = tokens.sign(session.userId, { ver, sid: session.family }, ACCESS_TOKEN_MS / 1000)
  response.setHeader('Cache-Control', 'no-store')
  setCookie('refresh', response, platform.publicUrl(), session.refreshToken, session.expiresAt)
  return { accessToken: token, expiresAt: expiresAt.toISOString(), me: meOf(deps, session.userId) }
}

/** Begins a session of somebody who has shown who they are. Throws unauthenticated when they may not come in. */
export const enter = async (deps: SignInDeps, door: Door, { userId, how }: { userId: string; how: WayIn }): Promise<Session> => {
  const user = deps.staff.userState(userId)
  if (!mayEnter(deps, user)) throw sessionOver()
  const session = await deps.sessions.begin(userId, user.sessionsFrom, how)
  const change = { type: 'user.signed-in' as const, how }
  await deps.staff.recordAccess(system('sign-in'), { userId, commandId: session.family, change })
  return answerSession(deps, door, session)
}
