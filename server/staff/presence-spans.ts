import type { Entry } from '../platform/bus.ts'
import type { AgentChange } from './entries.ts'
import type { PresenceView } from './wire.ts'

export type PresenceSpan = PresenceView

/**
 * Pure: one span for each stretch of the same presence between two moments, oldest first. `entries` are those of one agent's stream in order, from the
 * last one before `since` on; before the first of all somebody was offline.
 */
export const spansOf = (entries: readonly Pick<Entry<AgentChange>, 'at' | 'by' | 'change'>[], since: Date, until: Date): PresenceSpan[] => {
  const spans: PresenceSpan[] = []
  for (const { at, by, change } of entries) {
    if (at >= until) break
    if (change.type !== 'agent.presence-set') continue
    const from = at < since ? since : at
    const before = spans.at(-1)
    // Said again, it goes on.
    if (before?.presence === change.presence) continue
    if (before) before.to = from.toISOString()
    spans.push({ from: from.toISOString(), to: null, presence: change.presence, why: change.why, by })
  }
  return spans
}
