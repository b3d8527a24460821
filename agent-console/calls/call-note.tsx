import { IconLock } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import type { CallView } from '../../server/calls/wire.ts'
import { callActs } from './call-acts.ts'

const PAUSE_MS = 800

/** Notes while talking: kept as they are written, and left in the case when the call ends. */
export const CallNote = ({ call }: { call: CallView }) => {
  const [text, setText] = useState(call.note)
  const [isUnsaved, setUnsaved] = useState(false)
  const kept = useRef(call.note)
  useEffect(() => {
    if (text === kept.current) return
    const timer = setTimeout(() => {
      callActs.note(call, text).then(
        () => {
          kept.current = text
          setUnsaved(false)
        },
        () => setUnsaved(true),
      )
    }, PAUSE_MS)
    return () => clearTimeout(timer)
  }, [call, text])
  return (
    <>
      <textarea
        className="cnote"
        rows={2}
        aria-label="Notes while talking"
        placeholder="Notes while talking"
        maxLength={20_000}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <p className="rec-n">
        <IconLock size={13} stroke={1.75} aria-hidden />
        {isUnsaved
          ? 'Not kept yet: no connection to the desk. It is tried again with the next word.'
          : 'Notes stay inside your team and are kept when the call ends.'}
      </p>
    </>
  )
}
