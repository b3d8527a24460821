import { notFound } from '../platform/errors.ts'
import { type Actor, allow, type StaffActor } from './actor.ts'
import type { StaffDeps } from './deps.ts'
import { type Role, rolePermissions } from './permissions.ts'
import type { Member } from './wire.ts'

export interface StaffFilter {
  role?: Role | undefined
  team?: string | undefined
}

/** Throws forbidden, not-found. */
export const getMember =
  ({ directory }: StaffDeps) =>
  async (actor: Actor, userId: string): Promise<Member> => {
    allow(actor, 'staff.read')
    const member = directory.member(userId)
    if (!member) throw notFound('user')
    return member
  }

type Place = Pick<Member, 'name' | 'id'>
const byName = (a: Place, b: Place): number => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : Number(a.id > b.id))

/** Everyone, the disabled too: their names still stand beside what they did. Throws forbidden. */
export const listMembers =
  ({ directory }: StaffDeps) =>
  async (actor: Actor, { role, team }: StaffFilter = {}): Promise<Member[]> => {
    allow(actor, 'staff.read')
    return directory
      .members()
      .filter((one) => (role === undefined || one.role === role) && (team === undefined || one.teams.includes(team)))
      .sort(byName)
  }

/** One page of `listMembers`. Throws also invalid (foreign cursor). */
export const pageOfMembers =
  (deps: StaffDeps) =>
  async (
    actor: Actor,
    { role, team, limit, cursor }: StaffFilter & { limit: number; cursor?: string | undefined },
  ): Promise<{ items: Member[]; nextCursor: string | null }> => {
    const { cursors } = deps.platform
    const purpose = `staff ${role ?? ''} ${team ?? ''}`
    const all = await listMembers(deps)(actor, { role, team })
    const [name, id] = cursor === undefined ? [] : cursors.read(purpose, cursor)
    const rest = id === undefined ? all : all.filter((one) => byName(one, { name: String(name), id: String(id) }) > 0)
    const items = rest.slice(0, limit)
    const last = items.at(-1)
    return { items, nextCursor: rest.length > limit && last ? cursors.sign(purpose, [last.name, last.id]) : null }
  }

/** Who may be offered work, whatever their presence. */
export const membersForRouting =
  ({ directory }: StaffDeps) =>
  async (): Promise<Member[]> =>
    directory.members().filter((one) => !one.isDisabled && rolePermissions[one.role].includes('work.answer'))

/** A person as an actor with the rights they have now; null when there is no such person or they are disabled. */
export const actorOf = ({ directory }: StaffDeps, userId: string): (StaffActor & { authVersion: number }) | null => {
  const user = directory.user(userId)
  const member = directory.member(userId)
  if (!user || !member || user.isDisabled) return null
  return { type: 'staff', id: userId, name: member.name, role: user.role, teams: user.teams, authVersion: user.authVersion }
}
