import { idFrom } from '../platform/ids.ts'
import { system } from '../staff/index.ts'
import type { SignInDeps } from './deps.ts'
import { type Door, enter } from './enter.ts'
import { storePassword } from './set-password.ts'
import { redeem } from './sign-in-link.ts'
import type { Session } from './wire.ts'

/** Sets a new password by a mailed link, ends every other sign-in, and signs in. The hash is made first, as for an invitation. Throws unauthenticated. */
export const renewPassword =
  (deps: SignInDeps) =>
  async (door: Door, { token, password }: { token?: unknown; password: string }): Promise<Session> => {
    const { hashing, staff } = deps
    await redeem(deps, 'look', 'password', token)
    const hash = await hashing.hash(password)
    const userId = await redeem(deps, 'spend', 'password', token)
    await storePassword(deps, userId, hash)
    const by = system('sign-in')
    const commandId = idFrom('password-link', String(token))
    await staff.recordAccess(by, { userId, commandId, change: { type: 'user.password-set' } })
    if (!staff.userState(userId)?.hasJoined)
      await staff.recordAccess(by, { userId, commandId, change: { type: 'user.joined', how: 'link' } })
    return enter(deps, door, { userId, how: 'password' })
  }
