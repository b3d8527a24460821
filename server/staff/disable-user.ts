import { AppError } from '../platform/errors.ts'
import { type Actor, allow } from './actor.ts'
import { changeUser } from './change-user.ts'
import type { StaffDeps } from './deps.ts'
import { keepAnAdmin } from './keep-an-admin.ts'
import { changePresence } from './set-presence.ts'
import type { Member } from './wire.ts'

/** Ends every sign-in and lets nobody in again until enabled. Throws forbidden, not-found, conflict (yourself, or the last admin). */
export const disableUser =
  (deps: StaffDeps) =>
  async (actor: Actor, { userId, commandId }: { userId: string; commandId: string }): Promise<Member> => {
    allow(actor, 'staff.manage')
    if (actor.id === userId) throw new AppError('yourself', 'conflict', 'You cannot disable yourself.')
    await changeUser(deps, actor, { userId, verb: 'disable', commandId }, (now) => {
      if (now.isDisabled) return null
      keepAnAdmin(deps.directory, userId)
      return { type: 'user.disabled' }
    })
    // Their screens close with their sign-ins: nobody has to wait for the grace of a reload to see it. Cut off here, attendance does it then.
    return changePresence(deps, actor.id, { userId, key: `${actor.id}:disable-presence:${commandId}` }, (now) =>
      now.presence === 'offline' ? null : { presence: 'offline', why: 'screens-closed' },
    )
  }
