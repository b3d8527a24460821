import { useEffect, useRef } from 'react'
import { pushToast } from '../frame/toasts.ts'
import { useMyWork } from '../work/use-my-work.ts'
import { useHeldNow } from './use-held-now.ts'

/** Tells at once that a message to a case of mine is held back: the case itself goes on as if nobody had written. What waited when the page opened is in the count. */
export const HeldNews = () => {
  const { held, phase } = useHeldNow()
  const { active, snoozed } = useMyWork()
  const known = useRef<ReadonlySet<string> | null>(null)
  useEffect(() => {
    if (phase !== 'live') return
    const before = known.current
    known.current = new Set(held.map((one) => one.id))
    if (before === null) return
    for (const one of held) {
      const mine = [...active, ...snoozed].find(({ id }) => id === one.caseId)
      if (mine && !before.has(one.id))
        pushToast(`A message of ${one.from} to case ${mine.number} is held back`, {
          tone: 'news',
          to: `/held-back/${one.id}`,
        })
    }
  }, [held, phase, active, snoozed])
  return null
}
