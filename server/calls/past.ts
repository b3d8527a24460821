import type { InboundMessage } from '../hub/index.ts'
import { type CallState, startCall } from './call.ts'
import type { CallContents } from './contents.ts'
import type { CallDeps } from './deps.ts'
import type { CallChange } from './entries.ts'
import { foldCall } from './fold-call.ts'
import { type HandIn, messageOf } from './hand-in.ts'
import { tidyCase } from './tidy-case.ts'

export interface PastEntry {
  at: Date
  by: string
  change: CallChange
}

/**
 * Calls that are over long since, told entry by entry. Nothing follows from them by itself: no carrier is asked, no alarm set. The same call told again
 * changes nothing, so whoever tells may begin anew after a crash.
 */
export const createPast = ({ ledger, contents, queues, control, cases, staff }: CallDeps) => ({
  /** Who carried it. */
  carrier: control.kind,
  /** Pure. */
  stateAfter: (id: string, told: readonly PastEntry[]): CallState =>
    told.reduce((state, entry, nth) => foldCall(state, { ...entry, id: '', stream: '', seq: nth + 1 }), startCall(id)),
  /** Pure: what the hub takes in of a call in that state. */
  messageOf: (call: CallState, party: CallContents['party'], asked: HandIn): InboundMessage =>
    messageOf(call, party, asked, (id) => queues.byId(id)?.name),
  /** What it leaves in its case. */
  tidyCase: (call: CallState, note: string): Promise<void> => tidyCase({ cases, staff }, call, note),
  /** The part that can be erased; before the first entry. */
  keep: (known: CallContents): Promise<boolean> => contents.add(known),
  /** The entry with that number, from 0, at the time the clock shows; with the last one the call can be found. */
  tell: (id: string, nth: number, { by, change }: PastEntry, isLast: boolean): Promise<CallState> =>
    ledger[nth === 0 ? 'begin' : 'settle'](id, `told:${nth}`, by, () => change, { isEarly: true, hasMore: !isLast }),
})
