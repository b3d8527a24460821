/** One step in which a queue asks for less while its work waits. Without zod: the console checks by the same rules while somebody types. */
export interface SofteningStep {
  /** From so long after it began to wait. */
  afterSeconds: number
  /** How many levels each required skill may lack, never below 1, or `all`: they only count as preferences. */
  drop: 0 | 1 | 2 | 'all'
  /** A call may go to somebody who has chats: those wait a moment. Means nothing to what is no call. */
  besideLive: boolean
}

export const MOST_STEPS = 5
export const LATEST_STEP_SECONDS = 86_400

/** What a queue does that says nothing itself. A caller who has waited a while comes before chats that are under way. */
export const preparedSoftening: readonly SofteningStep[] = [
  { afterSeconds: 15, drop: 0, besideLive: true },
  { afterSeconds: 60, drop: 1, besideLive: true },
  { afterSeconds: 180, drop: 'all', besideLive: true },
]

const rank = (drop: SofteningStep['drop']): number => (drop === 'all' ? 3 : drop)

/** Pure: which step does not follow from the one before it, and why, in plain words; null: all do. */
export const softeningFault = (steps: readonly SofteningStep[]): { at: number; why: string } | null => {
  for (const [at, step] of steps.entries()) {
    const before = steps[at - 1] ?? { afterSeconds: 0, drop: 0, besideLive: false }
    if (step.afterSeconds <= before.afterSeconds)
      return { at, why: at === 0 ? 'The first step begins after at least a second.' : 'A step begins later than the one before it.' }
    if (rank(step.drop) < rank(before.drop) || (before.besideLive && !step.besideLive))
      return { at, why: 'A step asks for no more than the one before it.' }
    if (step.drop === before.drop && step.besideLive === before.besideLive)
      return { at, why: 'A step asks for less than the one before it.' }
  }
  return null
}
