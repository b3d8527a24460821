import { AppError } from '../platform/errors.ts'
import { idFrom } from '../platform/ids.ts'
import type { SignInDeps } from './deps.ts'
import { type Door, enter, mayEnter } from './enter.ts'
import type { Session } from './wire.ts'

/**
 * Lets somebody in who knows the password. Unknown address, no password, wrong password, disabled: one answer, the same work (SECURITY W3).
 * Throws unauthenticated, rate-limited (by account and by address).
 */
export const signInWithPassword =
  (deps: SignInDeps) =>
  async (door: Door, { email, password, address }: { email: string; password: string; address: string }): Promise<Session> => {
    const { platform, staff, hashing, passwords } = deps
    await platform.limit('sign-in-address', address)
    await platform.limit('sign-in-account', idFrom('account', email.trim().toLowerCase()))
    const userId = staff.userIdByEmail(email) ?? ''
    const stored = await passwords.findOne({ _id: userId })
    const isRight = await hashing.verify(stored?.hash ?? null, password)
    if (!isRight || !mayEnter(deps, staff.userState(userId)))
      throw new AppError('sign-in-failed', 'unauthenticated', 'Address or password is not right.')
    return enter(deps, door, { userId, how: 'password' })
  }
