import { AppError, notFound } from '../platform/errors.ts'
import { type Actor, allow, type SystemActor } from './actor.ts'
import type { StaffDeps } from './deps.ts'
import type { AgentChange, PresenceSet } from './entries.ts'
import type { PresenceState } from './presence.ts'
import type { Member } from './wire.ts'

/** The one way into an agent's stream. Throws not-found, and whatever `decide` throws. */
export const changePresence = async (
  { directory }: Pick<StaffDeps, 'directory'>,
  by: string,
  { userId, key }: { userId: string; key: string },
  decide: (now: PresenceState) => Omit<PresenceSet, 'type'> | null,
): Promise<Member> =>
  changeAgent({ directory }, by, { userId, key }, (now) => {
    const change = decide(now)
    return change && { type: 'agent.presence-set', ...change }
  })

const changeAgent = async (
  { directory }: Pick<StaffDeps, 'directory'>,
  by: string,
  { userId, key }: { userId: string; key: string },
  decide: (now: PresenceState) => AgentChange | null,
): Promise<Member> => {
  if (!directory.user(userId)) throw notFound('user')
  const state = await directory.ledger.agents.commit(userId, key, by, decide)
  directory.putPresence(userId, state)
  const member = directory.member(userId)
  if (!member) throw notFound('user')
  return member
}

/** Says whether one takes work; a supervisor may say it for another who is here. Throws forbidden, not-found, conflict (no console of theirs is open). */
export const setPresence =
  (deps: StaffDeps) =>
  async (
    actor: Actor,
    { userId, presence, commandId }: { userId: string; presence: 'available' | 'away'; commandId: string },
  ): Promise<Member> => {
    const own = actor.id === userId
    allow(actor, own ? 'presence.set' : 'presence.force')
    return changePresence(deps, actor.id, { userId, key: `${actor.id}:set-presence:${commandId}` }, (now) => {
      // They would be asked for work that nobody sees, until they come and go themselves.
      if (!own && now.presence === 'offline')
        throw new AppError('not-here', 'conflict', `${deps.directory.member(userId)?.name ?? 'This person'} has no console open any more.`)
      return now.presence === presence && now.declared === presence && !now.isBreakAsked ? null : { presence, why: own ? 'own' : 'forced' }
    })
  }

/** After a missed live offer. `cause` is the work: told twice, it happens once, and not to somebody who meanwhile said otherwise. */
export const setNotResponding =
  (deps: StaffDeps) =>
  async (actor: SystemActor, { userId, cause }: { userId: string; cause: string }): Promise<void> => {
    await changePresence(deps, actor.id, { userId, key: `not-responding:${cause}` }, (now) =>
      now.presence === 'available' ? { presence: 'not-responding', why: 'missed-offer', cause } : null,
    )
  }

/** A break that begins when the call that goes on is wrapped up; taken back with `isAsked` false. Throws forbidden. */
export const askBreak =
  (deps: StaffDeps) =>
  async (actor: Actor, { isAsked, commandId }: { isAsked: boolean; commandId: string }): Promise<Member> => {
    allow(actor, 'presence.set')
    return changeAgent(deps, actor.id, { userId: actor.id, key: `${actor.id}:ask-break:${commandId}` }, (now) =>
      now.isBreakAsked === isAsked ? null : { type: 'agent.break-asked', isAsked },
    )
  }

/** The call is wrapped up: who asked for a break has it. `cause` is the call's own end: told twice, it begins once. */
export const beginBreak =
  (deps: StaffDeps) =>
  async (actor: SystemActor, { userId, cause }: { userId: string; cause: string }): Promise<void> => {
    await changePresence(deps, actor.id, { userId, key: `break:${cause}` }, (now) =>
      now.isBreakAsked ? { presence: 'away', why: 'break', cause } : null,
    )
  }

/** That somebody's screens were opened, or closed, at the time the clock shows: for whoever tells of a past. Unguarded; told twice, it happens once. */
export const tellPresence =
  (deps: StaffDeps) =>
  async (actor: SystemActor, { userId, isThere, key }: { userId: string; isThere: boolean; key: string }): Promise<void> => {
    await changePresence(deps, actor.id, { userId, key: `told:${key}` }, () =>
      isThere ? { presence: 'available', why: 'screens-open' } : { presence: 'offline', why: 'screens-closed' },
    )
  }
