import { useEffect, useState } from 'react'
import type { CaseView } from '../cases/case-view.ts'
import { useStore } from '../desk/use-store.ts'
import { MoveDialog } from './move-dialog.tsx'
import { pick, picked, stopPicking, thingsOf } from './picking.ts'

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

  const items = view.timeline.filter((item) => item.type === 'message')
  const chosen = items.filter(({ message }) => now.ids.includes(message.id))
  // A later message of the same thread most likely belongs to the same matter; all of a call is chosen as one.
  const first = chosen.find(({ call }) => !call)
  const missing = items
    .slice(first ? items.indexOf(first) + 1 : items.length)
    .filter(({ message }) => message.interactionId === first?.message.interactionId && !now.ids.includes(message.id))
  return (
    <section className="pick-bar" aria-label="Messages to move">
      <span role="status">{chosen.length > 0 ? `${thingsOf(chosen)} to move` : 'Tick what to move'}</span>
      {missing.length > 0 ? (
        <button type="button" className="lk" onClick={() => pick(caseId, [...now.ids, ...missing.map(({ message }) => message.id)])}>
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
      {isAsking ? <MoveDialog view={view} items={chosen} close={() => setIsAsking(false)} /> : null}
    </section>
  )
}
