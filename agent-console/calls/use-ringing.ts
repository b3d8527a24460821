import { useEffect, useLayoutEffect, useRef } from 'react'
import { ring } from './ringing.ts'

/** Rings as long as it is shown. */
export const useRinging = (answer: () => void, isCall = true): void => {
  const latest = useRef(answer)
  useLayoutEffect(() => {
    latest.current = answer
  })
  useEffect(() => (isCall ? ring({ answer: () => latest.current() }) : undefined), [isCall])
}
