import { type Actor, allow } from './actor.ts'
import { changeUser } from './change-user.ts'
import type { StaffDeps } from './deps.ts'
import { keepAnAdmin } from './keep-an-admin.ts'
import type { Role } from './permissions.ts'
import type { Member } from './wire.ts'

/** Gives another role; open screens are cut and come back with the new rights (SECURITY W8). Throws forbidden, not-found, conflict (last admin). */
export const setRole =
  (deps: StaffDeps) =>
  async (actor: Actor, { userId, role, commandId }: { userId: string; role: Role; commandId: string }): Promise<Member> => {
    allow(actor, 'staff.manage')
    return changeUser(deps, actor, { userId, verb: 'set-role', commandId }, (now) => {
      if (now.role === role) return null
      if (role !== 'admin') keepAnAdmin(deps.directory, userId)
      return { type: 'user.role-set', role }
    })
  }
