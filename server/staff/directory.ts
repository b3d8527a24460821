import type { Entry } from '../platform/bus.ts'
import type { Platform } from '../platform/room.ts'
import type { AgentChange, TeamChange, UserChange } from './entries.ts'
import { agentStream, type PresenceState, startPresence } from './presence.ts'
import { type TeamState, teamStream } from './team.ts'
import { hasOtherAccess, startUser, type UserState, userStream } from './user.ts'
import type { Member, Team } from './wire.ts'

/** What may have to be erased of a person, beside the fold of their stream. */
export interface UserContent {
  name: string
  email: string
}

export const emailKey = (email: string): string => email.trim().toLowerCase()

/**
 * Everyone on the staff, in memory: read once at the start, kept current by entries, and by a look at what other processes wrote. Small by nature:
 * one installation is one company. Each put keeps the newer of two states.
 */
export const createDirectory = ({ connection, ledgers, bus, clock }: Pick<Platform, 'connection' | 'ledgers' | 'bus' | 'clock'>) => {
  const ledger = {
    users: ledgers.open(userStream),
    agents: ledgers.open(agentStream),
    teams: ledgers.open(teamStream),
  }
  const contents = connection.collection<UserContent & { _id: string; emailKey: string }>('user_contents')
  const users = new Map<string, UserState>()
  const names = new Map<string, UserContent>()
  const byEmail = new Map<string, string>()
  const presences = new Map<string, PresenceState>()
  const teams = new Map<string, TeamState>()
  const accessListeners = new Set<(userId: string) => void>()
  let lookedAt = new Date(0)

  const putUser = (id: string, state: UserState): void => {
    const before = users.get(id)
    if (state.seq === 0 || (before && before.seq >= state.seq)) return
    users.set(id, state)
    if (before && hasOtherAccess(before, state)) for (const listener of accessListeners) listener(id)
  }
  const putPresence = (id: string, state: PresenceState): void => {
    if (state.seq > (presences.get(id)?.seq ?? 0)) presences.set(id, state)
  }
  const putTeam = (id: string, state: TeamState): void => {
    if (state.seq > (teams.get(id)?.seq ?? 0)) teams.set(id, state)
  }
  const putContent = (id: string, { name, email }: UserContent): void => {
    names.set(id, { name, email })
    byEmail.set(emailKey(email), id)
  }
  bus.onEntry((entry, state) => {
    const cut = entry.stream.indexOf(':')
    const id = entry.stream.slice(cut + 1)
    const kind = entry.stream.slice(0, cut)
    if (kind === 'user') putUser(id, state as UserState)
    else if (kind === 'agent') putPresence(id, state as PresenceState)
    else if (kind === 'team') putTeam(id, state as TeamState)
  })

  const member = (id: string): Member | undefined => {
    const user = users.get(id)
    const content = names.get(id)
    if (!user || !content) return undefined
    const { presence, since, isBreakAsked = false } = presences.get(id) ?? startPresence()
    return {
      id,
      name: content.name,
      email: content.email,
      role: user.role,
      teams: [...user.teams],
      skills: user.skills,
      capacity: user.capacity,
      presence,
      presenceSince: since.toISOString(),
      isBreakAsked,
      autoAccepts: user.autoAccepts,
      isDisabled: user.isDisabled,
      isDemo: user.isDemo,
      hasJoined: user.hasJoined || user.isDemo,
    }
  }

  /** Each put waits for its document: the fold of entries that were stored but not yet saved in a projection, too. */
  const load = async (): Promise<void> => {
    lookedAt = new Date(clock.now())
    const people = await contents.find().toArray()
    await Promise.all(
      people.map(async (one) => {
        putContent(one._id, one)
        putUser(one._id, await ledger.users.load(one._id))
        putPresence(one._id, await ledger.agents.load(one._id))
      }),
    )
    const firsts = await connection
      .collection<Entry<TeamChange>>('entries')
      .find({ stream: { $gte: 'team:', $lt: 'team;' }, seq: 1 })
      .toArray()
    for (const { stream } of firsts) putTeam(stream.slice(5), await ledger.teams.load(stream.slice(5)))
  }

  const OVERLAP_MS = 10_000
  /** What other processes changed since the last look. */
  const refresh = async (): Promise<void> => {
    const after = { updatedAt: { $gt: new Date(lookedAt.getTime() - OVERLAP_MS) } }
    lookedAt = new Date(clock.now())
    const read = async <S extends { seq: number }>(collection: string, put: (id: string, state: S) => void | Promise<void>) => {
      for (const { _id, ...state } of await connection
        .collection<{ _id: string } & S>(collection)
        .find(after as never)
        .toArray())
        await put(_id as string, state as unknown as S)
    }
    await read<UserState>('users', async (id, state) => {
      if ((users.get(id)?.seq ?? 0) >= state.seq) return
      const content = await contents.findOne({ _id: id })
      if (content) putContent(id, content)
      putUser(id, { ...startUser(id), ...state })
    })
    await read<PresenceState>('presences', putPresence)
    await read<TeamState>('teams', putTeam)
  }

  return {
    ledger,
    contents,
    load,
    refresh,
    putUser,
    putPresence,
    putContent,
    member,
    user: (id: string): UserState | undefined => users.get(id),
    presence: (id: string): PresenceState => presences.get(id) ?? startPresence(),
    userIds: (): string[] => [...users.keys()],
    idByEmail: (email: string): string | undefined => byEmail.get(emailKey(email)),
    team: (id: string): Team | undefined => {
      const team = teams.get(id)
      return team && { id, name: team.name }
    },
    teams: (): Team[] => [...teams].map(([id, { name }]) => ({ id, name })).sort((a, b) => a.name.localeCompare(b.name)),
    members: (): Member[] => [...users.keys()].map(member).filter((one) => one !== undefined),
    /** Grows with each change of the member's row. */
    version: (id: string): number => (users.get(id)?.seq ?? 0) + (presences.get(id)?.seq ?? 0),
    onAccessChanged: (listener: (userId: string) => void): void => {
      accessListeners.add(listener)
    },
    /** What a change of the two streams of a person is called after: theirs. */
    idOf: (entry: Entry): string | undefined => /^(?:user|agent):(.+)$/.exec(entry.stream)?.[1],
  }
}
export type Directory = ReturnType<typeof createDirectory>
export type { AgentChange, UserChange }
