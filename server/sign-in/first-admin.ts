import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../platform/errors.ts'
import { hashSecret, newSecret } from '../platform/ids.ts'
import { system } from '../staff/index.ts'
import type { SignInDeps } from './deps.ts'
import { type Door, enter } from './enter.ts'
import { HOUR_MS } from './links.ts'
import { storePassword } from './set-password.ts'
import type { Session } from './wire.ts'

interface StoredToken {
  _id: 'first-admin'
  hash: string
  usedAt: Date | null
  expiresAt: Date
}

const fileOf = (dataDir: string): string => join(dataDir, 'first-admin.token')

/** The desk's first real person (SECURITY R2): by a token that only who sees the terminal or the data folder has. */
export const createFirstAdmin = (deps: SignInDeps) => {
  const { platform, staff, hashing, sandbox, dataDir } = deps
  const tokens = platform.connection.collection<StoredToken>('first_admin')
  const now = (): Date => new Date(platform.clock.now())

  return {
    /**
     * Makes the token for the terminal and writes it to a file for its owner alone; an older one ends. Null when there is an admin, and in the
     * sandbox, where the demo admin invites.
     */
    firstAdminToken: async (): Promise<string | null> => {
      if (sandbox === 'on' || staff.hasRealAdmin()) {
        await rm(fileOf(dataDir), { force: true })
        return null
      }
      const token = newSecret()
      const expiresAt = new Date(platform.clock.now() + 24 * HOUR_MS)
      await tokens.updateOne({ _id: 'first-admin' }, { $set: { hash: hashSecret(token), usedAt: null, expiresAt } }, { upsert: true })
      await rm(fileOf(dataDir), { force: true })
      await writeFile(fileOf(dataDir), `${token}\n`, { mode: 0o600, flag: 'wx' })
      return token
    },

    /** Throws forbidden (no token, or not this one), gone (there is an admin), conflict (address in use). */
    makeFirstAdmin: async (
      door: Door,
      { token, email, name, password }: { token?: unknown; email: string; name: string; password: string },
    ): Promise<Session> => {
      if (staff.hasRealAdmin()) throw new AppError('first-admin-there', 'gone', 'The desk has its first admin. Ask them for an invitation.')
      const given = typeof token === 'string' ? hashSecret(token) : ''
      const good = { _id: 'first-admin' as const, hash: given, usedAt: null, expiresAt: { $gt: now() } }
      if (!(await tokens.findOne(good)))
        throw new AppError('first-admin-token', 'forbidden', 'This needs the token that the desk printed when it started.')
      const hash = await hashing.hash(password)
      if (!(await tokens.findOneAndUpdate(good, { $set: { usedAt: now() } })))
        throw new AppError('first-admin-there', 'gone', 'The desk has its first admin. Ask them for an invitation.')
      try {
        const { id } = await staff.addUser(system('first-admin'), { email, name, role: 'admin', commandId: given })
        await storePassword(deps, id, hash)
        await staff.recordAccess(system('first-admin'), {
          userId: id,
          commandId: given,
          change: { type: 'user.joined', how: 'first-admin' },
        })
        await rm(fileOf(dataDir), { force: true })
        return await enter(deps, door, { userId: id, how: 'password' })
      } catch (error) {
        // Nobody became admin: the token is as good as before.
        if (!staff.hasRealAdmin()) await tokens.updateOne({ _id: 'first-admin' }, { $set: { usedAt: null } })
        throw error
      }
    },
  }
}
