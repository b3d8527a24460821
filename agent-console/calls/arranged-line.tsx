import { IconClockEdit, IconPhone, IconX } from '@tabler/icons-react'
import { useState } from 'react'
import type { CallView } from '../../server/calls/wire.ts'
import { callBack, cancelCallback } from '../call-lists/list-acts.ts'
import { may, useMe } from '../frame/me.ts'
import type { Names } from '../words/names.ts'
import { ArrangeDialog } from './arrange-dialog.tsx'
import { arrangedWords } from './call-words.ts'
import './arrange-dialog.css'

/** Of a call in the timeline whose hour has not come: what was arranged, and what can be done about it. */
export const ArrangedLine = ({ call, names, now }: { call: CallView; names: Pick<Names, 'staff' | 'me'>; now: number }) => {
  const me = useMe()
  const [isMoving, setIsMoving] = useState(false)
  const note = call.callback?.arranged?.note
  const isIdle = call.phase === 'waiting'
  return (
    <div className="arranged">
      <p>{arrangedWords(call, (id) => (id === names.me ? 'you' : names.staff(id)), now)}</p>
      {note ? <p className="mut">{note}</p> : null}
      {may(me, 'call.answer') && isIdle ? (
        <>
          <button type="button" className="btn sm" onClick={() => void callBack(call)}>
            <IconPhone size={14} stroke={1.75} aria-hidden />
            Call now
          </button>
          <button type="button" className="btn sm" onClick={() => setIsMoving(true)}>
            <IconClockEdit size={14} stroke={1.75} aria-hidden />
            Move
          </button>
          <button type="button" className="btn sm" onClick={() => void cancelCallback(call)}>
            <IconX size={14} stroke={1.75} aria-hidden />
            Cancel
          </button>
        </>
      ) : null}
      {isMoving ? <ArrangeDialog numbers={[call.party.address]} moved={call} close={() => setIsMoving(false)} /> : null}
    </div>
  )
}
