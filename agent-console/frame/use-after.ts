import { useEffect, useState } from 'react'

/** Turns true once the time has passed. */
export const useAfter = (ms: number, isCounting = true): boolean => {
  const [isOver, setIsOver] = useState(false)
  useEffect(() => {
    setIsOver(false)
    if (!isCounting) return
    const timer = setTimeout(() => setIsOver(true), ms)
    return () => clearTimeout(timer)
  }, [ms, isCounting])
  return isOver
}
