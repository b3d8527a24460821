import type { StreamKind } from '../platform/ledger.ts'
import type { RestoreChange } from './entries.ts'

/** One putting back of a backup; its stream's id is the moment of it, in milliseconds. */
export interface RestoreState {
  seq: number
  confirmedAt: Date | null
}

export const restoreKind: StreamKind<RestoreState, RestoreChange> = {
  kind: 'restore',
  collection: 'restores',
  chained: true,
  start: () => ({ seq: 0, confirmedAt: null }),
  fold: (_state, { seq, at }) => ({ seq, confirmedAt: at }),
}
