import { AppError } from '../platform/errors.ts'
import { type Permission, type Role, rolePermissions } from './permissions.ts'

/**
 * Who does something. Every verb and read takes one; there is no unguarded look-up.
 * `teams` limit what a member sees of restricted queues; a visitor sees its own session and nothing else.
 *
 * @example
 * export const addQueue = ({ board }: QueueDeps) => async (actor: Actor, { name }: { name: string }) => {
 *   allow(actor, 'queue.manage')
 *   // …
 * }
 * await addQueue(deps)(system('first-start'), { name: 'Inbox' })
 */
export type Actor = StaffActor | KeyActor | VisitorActor | SystemActor

export interface StaffActor {
  type: 'staff'
  /** The user's id. */
  id: string
  name: string
  role: Role
  teams: readonly string[]
}

export interface KeyActor {
  type: 'key'
  /** `key_…` */
  id: string
  name: string
  /** What the key was given; its rights are these, as far as its maker still has them. */
  scopes: readonly Permission[]
  role: Role
  teams: readonly string[]
  /** The account that what it hands in belongs to: the named source it was made for, else its own id. */
  source: string
}

export interface VisitorActor {
  type: 'visitor'
  /** `visitor_…` */
  id: string
  siteId: string
  visitorId: string
  /** Where the site said who this is: a mark of the key it signed with. */
  proof?: string
}

export interface SystemActor {
  type: 'system'
  /** `system:<what>`, so that an entry tells which part of the desk did it. */
  id: string
}

export const system = (what: string): SystemActor => ({ type: 'system', id: `system:${what}` })

/** Whether the role table gives this actor the permission. Visitors have none: their few verbs are their own. */
export const isAllowed = (actor: Actor, permission: Permission): boolean => {
  if (actor.type === 'system') return true
  if (actor.type === 'visitor') return false
  const byRole = rolePermissions[actor.role].includes(permission)
  return actor.type === 'key' ? byRole && actor.scopes.includes(permission) : byRole
}

/** Throws forbidden. Who uses a key cannot know which of its scopes is asked for; a person's role is all or nothing to them. */
export const allow = (actor: Actor, permission: Permission): void => {
  if (isAllowed(actor, permission)) return
  const why = actor.type === 'key' ? `This key lacks the permission ${permission}.` : 'Your role does not allow this.'
  throw new AppError('not-allowed', 'forbidden', why)
}

/** Whom no restriction of a queue keeps out. */
export const seesAllTeams = (actor: Actor): boolean => actor.type === 'system' || (actor.type !== 'visitor' && actor.role === 'admin')

/** What a restricted queue asks: `restrictedTo` empty means everyone on the staff sees it. */
export const seesTeams = (actor: Actor, restrictedTo: readonly string[]): boolean => {
  if (actor.type === 'visitor') return false
  return (
    restrictedTo.length === 0 || seesAllTeams(actor) || (actor.type !== 'system' && actor.teams.some((team) => restrictedTo.includes(team)))
  )
}
