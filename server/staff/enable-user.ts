import { type Actor, allow } from './actor.ts'
import { changeUser } from './change-user.ts'
import type { StaffDeps } from './deps.ts'
import type { Member } from './wire.ts'

/** Throws forbidden, not-found. */
export const enableUser =
  (deps: StaffDeps) =>
  async (actor: Actor, { userId, commandId }: { userId: string; commandId: string }): Promise<Member> => {
    allow(actor, 'staff.manage')
    return changeUser(deps, actor, { userId, verb: 'enable', commandId }, (now) => (now.isDisabled ? { type: 'user.enabled' } : null))
  }
