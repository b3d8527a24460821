import { AppError } from '../platform/errors.ts'
import { system } from '../staff/index.ts'
import type { SignInDeps } from './deps.ts'
import { type Door, enter } from './enter.ts'
import { MINUTE_MS } from './links.ts'
import type { Session } from './wire.ts'

/** Stores the hash alone. */
export const storePassword = async ({ platform, passwords }: SignInDeps, userId: string, hash: string): Promise<void> => {
  await passwords.updateOne({ _id: userId }, { $set: { hash, setAt: new Date(platform.clock.now()) } }, { upsert: true })
}

/** Somebody who came by link just now has shown who they are, and may have forgotten the old one. */
const AFTER_LINK_MS = 15 * MINUTE_MS

/** Sets one's own password and ends every other sign-in; answers with a new one. Throws forbidden (the current one is not right), rate-limited. */
export const setPassword =
  (deps: SignInDeps) =>
  async (
    door: Door,
    {
      userId,
      family,
      current,
      password,
      commandId,
    }: { userId: string; family: string; current?: string | undefined; password: string; commandId: string },
  ): Promise<Session> => {
    const { platform, sessions, passwords, hashing, staff } = deps
    await platform.limit('sign-in-account', userId)
    const [session, stored] = await Promise.all([sessions.startOf(family), passwords.findOne({ _id: userId })])
    const isFresh = session?.how === 'link' && platform.clock.now() - session.startedAt.getTime() <= AFTER_LINK_MS
    if (current !== undefined || !isFresh)
      if (!(await hashing.verify(stored?.hash ?? null, current ?? '')))
        throw new AppError('password-wrong', 'forbidden', 'The current password is not right.')
    await storePassword(deps, userId, await hashing.hash(password))
    await staff.recordAccess(system('sign-in'), { userId, commandId, change: { type: 'user.password-set' } })
    return enter(deps, door, { userId, how: 'password' })
  }
