import { useEffect, useLayoutEffect, useRef } from 'react'
import { createStore } from '../desk/store.ts'

export interface Ringing {
  answer(): void
}

/** The call that rings on this page now: offered, or asked into by a colleague. */
export const ringing = createStore<Ringing | null>(null)

export const useRinging = (answer: () => void, isCall = true): void => {
  const latest = useRef(answer)
  useLayoutEffect(() => {
    latest.current = answer
  })
  useEffect(() => {
    if (!isCall) return
    const one: Ringing = { answer: () => latest.current() }
    ringing.set(one)
    return () => {
      if (ringing.get() === one) ringing.set(null)
    }
  }, [isCall])
}
