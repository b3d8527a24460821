import type { Entry } from '../platform/bus.ts'
import type { Folded, StreamKind } from '../platform/ledger.ts'
import type { UserChange } from './entries.ts'
import type { Role } from './permissions.ts'
import type { Member } from './wire.ts'

export interface UserState extends Folded {
  id: string
  role: Role
  teams: readonly string[]
  skills: Member['skills']
  capacity: Member['capacity']
  /** Calls open by themselves. */
  autoAccepts: boolean
  isDisabled: boolean
  isDemo: boolean
  /** Has signed in to an account of their own: an invitation is no longer open. */
  hasJoined: boolean
  /** Grows when rights change: what was signed with an older one is refused (SECURITY W8). */
  authVersion: number
  /** Sign-ins made before this version are over. */
  sessionsFrom: number
  /** Families of sessions that were ended while an access token of theirs may still be good. */
  endedFamilies: readonly { family: string; at: Date }[]
  updatedAt: Date
}

/** How long an access token lives; what was ended longer ago needs no remembering. */
export const ACCESS_TOKEN_MS = 15 * 60_000

export const startUser = (id: string): UserState => ({
  seq: 0,
  id,
  role: 'agent',
  teams: [],
  skills: {},
  capacity: {},
  autoAccepts: false,
  isDisabled: false,
  isDemo: false,
  hasJoined: false,
  authVersion: 1,
  sessionsFrom: 1,
  endedFamilies: [],
  updatedAt: new Date(0),
})

const withRights = (state: UserState, change: Partial<UserState>, endsSessions: boolean): UserState => {
  const authVersion = state.authVersion + 1
  return { ...state, ...change, authVersion, ...(endsSessions ? { sessionsFrom: authVersion } : {}) }
}

const apply = (state: UserState, change: UserChange, at: Date): UserState => {
  switch (change.type) {
    case 'user.added': {
      const { type: _, ...facts } = change
      return { ...state, ...facts }
    }
    case 'user.edited': {
      const { type: _, renamed: __, ...facts } = change
      return { ...state, ...facts }
    }
    case 'user.role-set':
      return withRights(state, { role: change.role }, false)
    case 'user.disabled':
      return withRights(state, { isDisabled: true }, true)
    case 'user.enabled':
      return { ...state, isDisabled: false }
    case 'user.signed-out-everywhere':
    case 'user.password-set':
      return withRights(state, {}, true)
    case 'user.session-ended': {
      const recent = state.endedFamilies.filter((one) => at.getTime() - one.at.getTime() < ACCESS_TOKEN_MS)
      return { ...state, endedFamilies: [...recent, { family: change.family, at }] }
    }
    case 'user.joined':
      return { ...state, hasJoined: true }
    case 'user.signed-in':
    case 'user.invited':
    case 'user.link-given':
      return state
  }
}

export const userStream: StreamKind<UserState, UserChange> = {
  kind: 'user',
  collection: 'users',
  chained: true,
  start: startUser,
  fold: (state, entry: Entry<UserChange>) => ({ ...apply(state, entry.change, entry.at), seq: entry.seq, updatedAt: entry.at }),
}

/** Whether what one of the two allows, the other does not: open screens are cut and come back with the new rights. */
export const hasOtherAccess = (before: UserState, after: UserState): boolean =>
  before.authVersion !== after.authVersion ||
  before.isDisabled !== after.isDisabled ||
  before.endedFamilies.at(-1)?.family !== after.endedFamilies.at(-1)?.family ||
  before.teams.join('\n') !== after.teams.join('\n')
