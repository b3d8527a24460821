import { useEffect, useRef } from 'react'

/** Keeps `--level` of an element at what is read. Beside React: sixty times a second is nothing for it to follow. */
export const useLevel = <T extends HTMLElement>(read: () => number) => {
  const ref = useRef<T>(null)
  const reading = useRef(read)
  reading.current = read
  useEffect(() => {
    let frame = 0
    const draw = () => {
      ref.current?.style.setProperty('--level', reading.current().toFixed(2))
      frame = requestAnimationFrame(draw)
    }
    draw()
    return () => cancelAnimationFrame(frame)
  }, [])
  return ref
}
