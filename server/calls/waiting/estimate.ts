import type { Estimate } from '../../ivr/index.ts'

const MINUTE = 60_000
/** Fewer tell nothing. */
const LEAST = 3

const at = (sorted: readonly number[], share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0

/**
 * Pure: how long the next in line waits, in whole minutes, from how long the last calls took one agent and how many agents there are. A range, because
 * a single number would be believed; null when too little is known.
 */
export const estimateWait = ({
  position,
  agents,
  handledMs,
}: {
  /** From 1. */
  position: number
  agents: number
  handledMs: readonly number[]
}): Estimate | null => {
  if (handledMs.length < LEAST || agents < 1) return null
  const sorted = [...handledMs].sort((a, b) => a - b)
  const fromMinutes = Math.floor((at(sorted, 0.25) * position) / agents / MINUTE)
  return { fromMinutes, toMinutes: Math.max(fromMinutes + 1, Math.ceil((at(sorted, 0.75) * position) / agents / MINUTE)) }
}
