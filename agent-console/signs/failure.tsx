import { IconPlugConnectedX } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { messageOf } from '../desk/desk-error.ts'

const WAIT_S = 8

/** Stands where the content would be, says what still works, and tries again by itself with a visible count. */
export const Failure = ({ what, still, error, retry }: { what: string; still: string; error: unknown; retry(): void }) => {
  const [left, setLeft] = useState(WAIT_S)
  useEffect(() => {
    const tick = setInterval(() => setLeft((now) => now - 1), 1000)
    return () => clearInterval(tick)
  }, [])
  useEffect(() => {
    if (left > 0) return
    setLeft(WAIT_S)
    retry()
  }, [left, retry])
  return (
    <div className="failure" role="alert">
      <IconPlugConnectedX size={28} stroke={1.5} aria-hidden />
      <b>{what}</b>
      <p>
        {still} {messageOf(error)} <span aria-hidden>We try again in {Math.max(left, 0)} s.</span>
      </p>
      <div className="row">
        <button type="button" className="btn sm" onClick={retry}>
          Try now
        </button>
      </div>
    </div>
  )
}
