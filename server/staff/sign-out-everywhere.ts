import { type Actor, allow } from './actor.ts'
import { changeUser } from './change-user.ts'
import type { StaffDeps } from './deps.ts'
import type { Member } from './wire.ts'

/**
 * Ends every sign-in of a person: one's own, anyone's with staff.manage, and an agent's by whoever sets presence for others. Throws forbidden, not-found.
 */
export const signOutEverywhere =
  (deps: StaffDeps) =>
  async (actor: Actor, { userId, commandId }: { userId: string; commandId: string }): Promise<Member> => {
    const isAgent = deps.directory.user(userId)?.role === 'agent'
    if (actor.id !== userId) allow(actor, isAgent ? 'presence.force' : 'staff.manage')
    return changeUser(deps, actor, { userId, verb: 'sign-out-everywhere', commandId }, () => ({ type: 'user.signed-out-everywhere' }))
  }
