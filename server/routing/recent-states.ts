import type { CaseState } from '../cases/index.ts'
import type { Bus, Entry } from '../platform/bus.ts'
import { createRecent } from '../platform/recent.ts'

/** The states of cases as this process heard of them last: spares a look into the store for each message. */
export const recentStates = (bus: Bus): ((entry: Entry) => CaseState | undefined) => {
  const states = createRecent<string, CaseState>(5_000)
  bus.onEntry(({ stream }, state) => {
    if (stream.startsWith('case:')) states.set(stream, state as CaseState)
  })
  return ({ stream, seq }) => {
    const state = states.get(stream)
    return state && state.seq >= seq ? state : undefined
  }
}
