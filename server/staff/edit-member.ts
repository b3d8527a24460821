import type * as z from 'zod'
import { notFound } from '../platform/errors.ts'
import { type Actor, allow } from './actor.ts'
import { checkTeams } from './add-user.ts'
import { changeUser } from './change-user.ts'
import type { StaffDeps } from './deps.ts'
import type { EditMember, Member } from './wire.ts'

/** Changes name, teams, skills, capacity, or whether calls open by themselves. Throws forbidden, not-found, invalid (no such team). */
export const editMember =
  ({ directory }: StaffDeps) =>
  async (
    actor: Actor,
    { userId, commandId, name, teams, skills, capacity, autoAccepts }: z.infer<typeof EditMember> & { userId: string; commandId: string },
  ): Promise<Member> => {
    allow(actor, 'staff.manage')
    const before = directory.member(userId)
    if (!before) throw notFound('user')
    checkTeams(directory, teams ?? [])
    if (name !== undefined && name !== before.name) {
      await directory.contents.updateOne({ _id: userId }, { $set: { name } })
      directory.putContent(userId, { name, email: before.email })
    }
    const renamed = name !== undefined && name !== before.name
    return changeUser({ directory }, actor, { userId, verb: 'edit-member', commandId }, () =>
      renamed || teams || skills || capacity || autoAccepts !== undefined
        ? {
            type: 'user.edited',
            ...(renamed ? { renamed } : {}),
            ...(teams ? { teams } : {}),
            ...(skills ? { skills } : {}),
            ...(capacity ? { capacity } : {}),
            ...(autoAccepts === undefined ? {} : { autoAccepts }),
          }
        : null,
    )
  }
