import type { CallState } from './call.ts'
import type { CallChange } from './entries.ts'

/** A stretch in which somebody had a call: from the first word to the end of wrap-up, or until they gave it away. */
export interface Handled {
  agentId: string
  from: Date
  /** Null: they still have it. */
  to: Date | null
}

const close = (handled: readonly Handled[], at: Date, whose: (agentId: string) => boolean): Handled[] =>
  handled.map((one) => (one.to === null && whose(one.agentId) ? { ...one, to: at } : one))
const open = (handled: readonly Handled[], agentId: string, at: Date): Handled[] =>
  handled.some((one) => one.to === null && one.agentId === agentId) ? [...handled] : [...handled, { agentId, from: at, to: null }]

/** Pure: who had the call and how long, carried on by one entry. Figures are made of it, so none has to be counted up. */
export const foldHandled = (handled: readonly Handled[], change: CallChange, at: Date, after: Pick<CallState, 'isLive'>): Handled[] => {
  switch (change.type) {
    case 'call.answered':
      return open(handled, change.agentId, at)
    case 'call.handed-over':
      return open(
        close(handled, at, (agentId) => agentId === change.from),
        change.agentId,
        at,
      )
    case 'call.requeued':
      return close(handled, at, (agentId) => !change.keepsWrapUp || agentId === change.from)
    case 'call.wrapped':
      return close(handled, at, (agentId) => agentId === change.agentId)
    default:
      return after.isLive || handled.every((one) => one.to !== null) ? [...handled] : close(handled, at, () => true)
  }
}
