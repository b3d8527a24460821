import type { Folded, StreamKind } from '../platform/ledger.ts'
import type { TeamChange } from './entries.ts'

export interface TeamState extends Folded {
  name: string
  updatedAt: Date
}

export const teamStream: StreamKind<TeamState, TeamChange> = {
  kind: 'team',
  collection: 'teams',
  chained: true,
  start: () => ({ seq: 0, name: '', updatedAt: new Date(0) }),
  fold: (_state, { seq, at, change }) => ({ seq, name: change.name, updatedAt: at }),
}
