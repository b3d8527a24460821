import type { Folded, StreamKind } from '../platform/ledger.ts'
import type { AgentChange } from './entries.ts'
import type { Role } from './permissions.ts'
import type { Member } from './wire.ts'

export interface PresenceState extends Folded {
  presence: Member['presence']
  /** What the person said last, or a supervisor for them; null before the first time. */
  declared: 'available' | 'away' | null
  /** A break begins when the call that goes on is wrapped up. */
  isBreakAsked: boolean
  since: Date
  updatedAt: Date
}

export const startPresence = (): PresenceState => ({
  seq: 0,
  presence: 'offline',
  declared: null,
  isBreakAsked: false,
  since: new Date(0),
  updatedAt: new Date(0),
})

const isDeclared = (presence: Member['presence']): presence is 'available' | 'away' => presence === 'available' || presence === 'away'

export const agentStream: StreamKind<PresenceState, AgentChange> = {
  kind: 'agent',
  collection: 'presences',
  start: startPresence,
  fold: (state, { seq, at, change }) => {
    if (change.type === 'agent.break-asked') return { ...state, seq, isBreakAsked: change.isAsked, updatedAt: at }
    const isSaid = change.why === 'own' || change.why === 'forced' || change.why === 'break'
    return {
      seq,
      presence: change.presence,
      declared: isSaid && isDeclared(change.presence) ? change.presence : state.declared,
      isBreakAsked: isSaid ? false : (state.isBreakAsked ?? false),
      since: change.presence === state.presence ? state.since : at,
      updatedAt: at,
    }
  },
}

/** Who opens a screen comes back as they left. At the first time an agent is there for work; others say so themselves. */
export const presenceOnReturn = (state: PresenceState, role: Role): 'available' | 'away' =>
  state.declared ?? (role === 'agent' ? 'available' : 'away')
