import { type RefObject, useEffect, useState } from 'react'

/** The instant of the first row in view, for the day in the sticky line. */
export const useDay = (area: RefObject<HTMLElement | null>, count: number): string | undefined => {
  const [day, setDay] = useState<string>()
  useEffect(() => {
    const element = area.current
    if (!element || count === 0) return
    const look = () => {
      const top = element.getBoundingClientRect().top + 36
      const row = [...element.querySelectorAll<HTMLElement>('[data-at]')].find((one) => one.getBoundingClientRect().bottom > top)
      setDay(row?.dataset.at)
    }
    look()
    element.addEventListener('scroll', look, { passive: true })
    return () => element.removeEventListener('scroll', look)
  }, [area, count])
  return day
}
