import { useEffect, useState } from 'react'
import type { CaseView } from '../cases/case-view.ts'
import { useStore } from '../desk/use-store.ts'
import { counted } from '../words/case-words.ts'
import { MoveDialog } from './move-dialog.tsx'
import { pick, picked, stopPicking } from './move-messages.ts'

/** While messages are being chosen: how many, and what next. */
export const PickBar = ({ view }: { view: CaseView }) => {
  const now = useStore(picked)
  const [isAsking, setIsAsking] = useState(false)
  const { id: caseId } = view.case
  const isOn = now?.caseId === caseId
  useEffect(() => {
    if (!isOn || isAsking) return
    const leave = (event: KeyboardEvent) => {
      if (event.key === 'Escape') stopPicking()
    }
    document.addEventListener('keydown', leave)
    return () => document.removeEventListener('keydown', leave)
  }, [isOn, isAsking])
  useEffect(() => stopPicking, [])
  if (!isOn) return null

  const messages = view.timeline.flatMap((item) => (item.type === 'message' && !item.call ? [item.message] : []))
  const chosen = messages.filter(({ id }) => now.ids.includes(id))
  // A later message of the same thread most likely belongs to the same matter.
  const first = chosen[0]
  const later = first ? messages.slice(messages.indexOf(first) + 1).filter((one) => one.interactionId === first.interactionId) : []
  const missing = later.filter(({ id }) => !now.ids.includes(id))
  return (
    <section className="pick-bar" aria-label="Messages to move">
      <span role="status">{chosen.length > 0 ? `${counted(chosen.length, 'message')} to move` : 'Tick the messages to move'}</span>
      {missing.length > 0 ? (
        <button type="button" className="lk" onClick={() => pick(caseId, [...now.ids, ...missing.map(({ id }) => id)])}>
          And what followed ({missing.length})
        </button>
      ) : null}
      <span className="sp" />
      <button type="button" className="btn ghost" onClick={stopPicking}>
        Keep here
      </button>
      <button type="button" className="btn pri" disabled={chosen.length === 0} onClick={() => setIsAsking(true)}>
        Move…
      </button>
      {isAsking ? <MoveDialog view={view} messages={chosen} close={() => setIsAsking(false)} /> : null}
    </section>
  )
}
