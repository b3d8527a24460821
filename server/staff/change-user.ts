import { notFound } from '../platform/errors.ts'
import type { Actor } from './actor.ts'
import type { StaffDeps } from './deps.ts'
import type { UserChange } from './entries.ts'
import type { UserState } from './user.ts'
import type { Member } from './wire.ts'

/** The one way into a person's stream once it has begun. Throws not-found, and whatever `decide` throws. */
export const changeUser = async (
  { directory }: Pick<StaffDeps, 'directory'>,
  actor: Actor,
  { userId, verb, commandId }: { userId: string; verb: string; commandId: string },
  decide: (now: UserState) => UserChange | null,
): Promise<Member> => {
  const state = await directory.ledger.users.commit(userId, `${actor.id}:${verb}:${commandId}`, actor.id, (now) => {
    if (now.seq === 0) throw notFound('user')
    return decide(now)
  })
  directory.putUser(userId, state)
  const member = directory.member(userId)
  if (!member) throw notFound('user')
  return member
}
