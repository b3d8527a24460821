import { preparedSoftening, type SofteningStep } from '../queues/softening/wire.ts'

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

/**
 * The steps of a queue's work, in rising order; the first begins at 0. `softening`: what the queue says itself, null: as the desk has it prepared. Calls
 * go at first to whoever is free; what is no call knows nothing of chats beside it.
 */
export const stepsOf = (softening: readonly SofteningStep[] | null, isExclusive: boolean): readonly RelaxStep[] => {
  const steps: RelaxStep[] = [{ afterMs: 0, drop: 0 }]
  for (const { afterSeconds, drop, besideLive } of softening ?? preparedSoftening) {
    if (isExclusive) steps.push({ afterMs: afterSeconds * 1000, drop, ...(besideLive ? { besideLive } : {}) })
    else if (drop !== steps.at(-1)?.drop) steps.push({ afterMs: afterSeconds * 1000, drop })
  }
  return steps
}
export const defaultSteps = stepsOf(null, false)
export const exclusiveSteps = stepsOf(null, true)

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
