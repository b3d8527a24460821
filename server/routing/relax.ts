/**
 * How demands soften while work waits, in declared steps. `drop` is how many levels each required skill may lack (never below 1), or `all`: required
 * skills then only count as preferences.
 */
export interface RelaxStep {
  /** From this age on, in milliseconds since the work began to wait. */
  afterMs: number
  drop: number | 'all'
  /** What takes the whole person may go to somebody who has chats: those wait a moment. Never beside another call. */
  besideLive?: boolean
}

/** In rising order; the first begins at 0. */
export const defaultSteps: readonly RelaxStep[] = [
  { afterMs: 0, drop: 0 },
  { afterMs: 60_000, drop: 1 },
  { afterMs: 180_000, drop: 'all' },
]

/** Of calls: at first to whoever is free; a caller who has waited a while comes before chats that are under way. */
export const exclusiveSteps: readonly RelaxStep[] = [
  { afterMs: 0, drop: 0 },
  ...[{ afterMs: 15_000, drop: 0 }, ...defaultSteps.slice(1)].map((one) => ({ ...one, besideLive: true })),
]

/** The number of the step that holds at this age. */
export const stepAt = (steps: readonly RelaxStep[], waitedMs: number): number => {
  let index = 0
  while (index + 1 < steps.length && (steps[index + 1]?.afterMs ?? Infinity) <= waitedMs) index++
  return index
}

/** The age at which the next step begins; null after the last. */
export const nextStepAfter = (steps: readonly RelaxStep[], waitedMs: number): number | null =>
  steps[stepAt(steps, waitedMs) + 1]?.afterMs ?? null

/** The level an agent must have; 0: none. */
export const neededLevel = (required: number, step: RelaxStep | undefined): number => {
  const drop = step?.drop ?? 0
  return drop === 'all' ? 0 : Math.max(1, required - drop)
}
