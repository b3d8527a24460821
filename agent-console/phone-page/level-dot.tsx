import { useEffect, useRef } from 'react'

/** A ring that grows with what is said. Drawn beside React: sixty times a second is nothing for it to follow. */
export const LevelDot = ({ read }: { read(): number }) => {
  const ref = useRef<HTMLElement>(null)
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
  return <i ref={ref} className="lvl" aria-hidden />
}
