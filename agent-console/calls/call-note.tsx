import { IconLock } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import type { CallView } from '../../server/calls/wire.ts'
import { callActs } from './call-acts.ts'
import { keepNote, noteWritten } from './unkept-notes.ts'

const PAUSE_MS = 800

/** Notes while talking: kept as they are written, and left in the case when the call ends. */
export const CallNote = ({ call }: { call: CallView }) => {
  const [text, setText] = useState(call.note)
  const [isUnsaved, setUnsaved] = useState(false)
  const { id } = call
  const soon = useRef<ReturnType<typeof setTimeout>>(undefined)
  const write = (written: string): void => {
    setText(written)
    noteWritten(id, written, (latest) => callActs.note(call, latest))
    clearTimeout(soon.current)
    soon.current = setTimeout(() => {
      keepNote(id).then(
        () => setUnsaved(false),
        () => setUnsaved(true),
      )
    }, PAUSE_MS)
  }
  // Whoever looks elsewhere in the middle of a word has written it.
  useEffect(
    () => () => {
      clearTimeout(soon.current)
      keepNote(id).catch(() => undefined)
    },
    [id],
  )
  return (
    <>
      <textarea
        className="cnote"
        rows={2}
        aria-label="Notes while talking"
        placeholder="Notes while talking"
        maxLength={20_000}
        value={text}
        onChange={(event) => write(event.currentTarget.value)}
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
