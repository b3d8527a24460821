import { useEffect, useRef } from 'react'

const FRAME_MS = 50

/** Keeps `--level` of an element at what is read, and draws only what changed: a call is long, and the page has other things to do. Beside React. */
export const useLevel = <T extends HTMLElement>(read: () => number) => {
  const ref = useRef<T>(null)
  const reading = useRef(read)
  reading.current = read
  useEffect(() => {
    let drawn = ''
    const draw = () => {
      const level = reading.current().toFixed(2)
      if (level !== drawn) ref.current?.style.setProperty('--level', level)
      drawn = level
    }
    draw()
    const timer = setInterval(draw, FRAME_MS)
    return () => clearInterval(timer)
  }, [])
  return ref
}
