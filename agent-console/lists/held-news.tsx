import { useEffect, useRef } from 'react'
import { useNavigate } from 'react-router'
import { showDesktopNotice } from '../frame/desktop-notice.ts'
import { useMeNow } from '../frame/me.ts'
import { pushToast } from '../frame/toasts.ts'
import { useMyWork } from '../work/use-my-work.ts'
import { useHeldNow } from './use-held-now.ts'

/** Tells at once that a message to a case of mine is held back: the case itself goes on as if nobody had written. What came while no
 * page was open is kept among the mentions, until it is read or decided. */
export const HeldNews = () => {
  const { held, phase } = useHeldNow()
  const { active, snoozed } = useMyWork()
  const { presence } = useMeNow()
  const navigate = useNavigate()
  const known = useRef<ReadonlySet<string> | null>(null)
  useEffect(() => {
    if (phase !== 'live') return
    const before = known.current
    known.current = new Set(held.map((one) => one.id))
    if (before === null) return
    for (const one of held) {
      const mine = [...active, ...snoozed].find(({ id }) => id === one.caseId)
      if (!mine || before.has(one.id)) continue
      showDesktopNotice({
        kind: 'held',
        presence,
        tag: `held ${one.id}`,
        title: 'A message is held back',
        body: `Case ${mine.number}`,
        open: () => void navigate(`/held-back/${one.id}`),
      })
      pushToast(`A message of ${one.from} to case ${mine.number} is held back`, {
        tone: 'news',
        to: `/held-back/${one.id}`,
      })
    }
  }, [held, phase, active, snoozed, presence, navigate])
  return null
}
