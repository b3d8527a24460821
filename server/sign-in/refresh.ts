import { AppError } from '../platform/errors.ts'
import { system } from '../staff/index.ts'
import { checkOrigin, clearCookie, readCookie } from './cookie.ts'
import type { SignInDeps } from './deps.ts'
import { answerSession, type Door, mayEnter } from './enter.ts'
import { sessionOver } from './sessions.ts'
import type { Session } from './wire.ts'

/** Ends a sign-in in the store, and its access tokens and sockets by an entry. */
export const endSession = async (
  { sessions, staff }: Pick<SignInDeps, 'sessions' | 'staff'>,
  { userId, family, why }: { userId: string; family: string; why: 'signed-out' | 'reused' },
): Promise<void> => {
  await sessions.endFamily(family)
  const change = { type: 'user.session-ended' as const, family, why }
  await staff.recordAccess(system('sign-in'), { userId, commandId: `${family}-${why}`, change })
}

/**
 * The only reader of the refresh cookie (SECURITY W6). Throws forbidden (foreign page), unauthenticated (sign in again), conflict (another tab
 * was faster: try again with the cookie it brought).
 */
export const refresh =
  (deps: SignInDeps) =>
  async (door: Door): Promise<Session> => {
    const { platform, sessions, staff } = deps
    const { request, response } = door
    checkOrigin(request, platform.publicUrl(), { mustBeNamed: true })
    const token = readCookie('refresh', request.get('cookie'), platform.publicUrl())
    if (token === undefined) throw sessionOver()
    try {
      const rotated = await sessions.rotate(token)
      if (rotated === 'reused') {
        const copied = await sessions.find(token)
        if (copied) await endSession(deps, { userId: copied.userId, family: copied.family, why: 'reused' })
        throw sessionOver()
      }
      const user = staff.userState(rotated.userId)
      if (!mayEnter(deps, user) || rotated.version < user.sessionsFrom) {
        await sessions.endFamily(rotated.family)
        throw sessionOver()
      }
      return answerSession(deps, door, rotated)
    } catch (error) {
      if (error instanceof AppError && error.kind === 'unauthenticated') clearCookie('refresh', response, platform.publicUrl())
      throw error
    }
  }
