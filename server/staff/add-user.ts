import { isDuplicateKey } from '../platform/db/database-errors.ts'
import { AppError } from '../platform/errors.ts'
import { idFrom } from '../platform/ids.ts'
import { type Actor, allow } from './actor.ts'
import type { StaffDeps } from './deps.ts'
import { emailKey } from './directory.ts'
import type { Role } from './permissions.ts'
import type { Member } from './wire.ts'

export interface NewUser {
  name: string
  email: string
  role: Role
  teams?: readonly string[]
  skills?: Member['skills']
  capacity?: Member['capacity']
  /** Only the desk itself adds demo people (SECURITY R2). */
  isDemo?: boolean
  commandId: string
}

/** One call at a time, several things that can wait. `default` is for channels that have no number of their own. */
export const usualCapacity: Member['capacity'] = { voice: 1, chat: 3, default: 5 }

/**
 * Adds a person. The address is taken first, in the document that can be erased; then the entry makes it true. An address whose entry never
 * came, because the process ended between the two, is free to be taken again. Throws forbidden, conflict (address in use), invalid (no such team).
 */
export const addUser =
  ({ directory }: StaffDeps) =>
  async (actor: Actor, { name, email, commandId, isDemo = false, ...rights }: NewUser): Promise<Member> => {
    allow(actor, 'staff.manage')
    if (isDemo && actor.type !== 'system') throw new AppError('not-allowed', 'forbidden', 'Only the sandbox adds demo people.')
    checkTeams(directory, rights.teams ?? [])
    const key = `${actor.id}:add-user:${commandId}`
    let id = idFrom('user', key)
    const content = { name, email: email.trim(), emailKey: emailKey(email) }
    try {
      await directory.contents.insertOne({ _id: id, ...content })
    } catch (error) {
      if (!isDuplicateKey(error)) throw error
      const holder = await directory.contents.findOne({ emailKey: content.emailKey })
      if (!holder) throw error
      if (holder._id !== id && (await directory.ledger.users.load(holder._id)).seq > 0)
        throw new AppError('email-taken', 'conflict', 'Somebody on the staff has this address already.')
      id = holder._id
      await directory.contents.updateOne({ _id: id }, { $set: { name, email: content.email } })
    }
    directory.putContent(id, content)
    const { role, teams = [], skills = {}, capacity = usualCapacity } = rights
    const state = await directory.ledger.users.commit(id, key, actor.id, (now) =>
      now.seq > 0 ? null : { type: 'user.added', role, teams, skills, capacity, isDemo },
    )
    directory.putUser(id, state)
    return directory.member(id) as Member
  }

/** Throws invalid. */
export const checkTeams = (directory: StaffDeps['directory'], teams: readonly string[]): void => {
  const missing = teams.find((one) => !directory.team(one))
  if (missing !== undefined) throw new AppError('team-not-found', 'invalid', 'There is no such team.')
}
