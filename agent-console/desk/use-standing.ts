import { useEffect, useRef } from 'react'
import { useAfter } from '../frame/use-after.ts'
import type { TopicView } from './topics.ts'

/** So long a page waits for its line before it asks without. */
const WAIT_MS = 1_000

/** Whether to fetch: once the topic stands, what happens from then on is told; or after a moment, where the line does not come about. */
export const useStanding = ({ phase, taken }: Pick<TopicView, 'phase' | 'taken'>): boolean => {
  const isWaiting = taken === 0 && phase === 'waiting'
  const isLate = useAfter(WAIT_MS, isWaiting)
  return !isWaiting || isLate
}

/** Asks again whenever what is told live is another, but not for what was not asked for yet. */
export const useAgain = (told: unknown, isAsked: boolean, refetch: () => unknown): void => {
  const before = useRef({ told, isAsked })
  useEffect(() => {
    const { current } = before
    if (current.isAsked && current.told !== told) refetch()
    before.current = { told, isAsked }
  }, [told, isAsked, refetch])
}
