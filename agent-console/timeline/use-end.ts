import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { isAtEnd } from './scroll.ts'

/**
 * Keeps the end in view while it is in view; otherwise counts what came in. `keys`: the rows, oldest first.
 * Opens at the row that is aimed at, else at the first unread one, else at the end. `aim`: the visit that aims, while its row is drawn.
 */
export const useEnd = (area: RefObject<HTMLElement | null>, keys: readonly string[], aim: string | undefined) => {
  const [unseen, setUnseen] = useState(0)
  const isFollowing = useRef(true)
  const known = useRef<{ count: number; last: string | undefined } | null>(null)
  const aimedFor = useRef<string>(undefined)
  const last = keys.at(-1)

  useLayoutEffect(() => {
    const element = area.current
    if (!element) return
    const before = known.current
    known.current = { count: keys.length, last }
    const aimed = aim === undefined || aim === aimedFor.current ? null : element.querySelector<HTMLElement>('.e.aimed')
    if (aimed) {
      aimedFor.current = aim
      aimed.scrollIntoView({ block: 'center' })
      aimed.focus({ preventScroll: true })
      isFollowing.current = isAtEnd(element)
      return
    }
    if (before === null) {
      const first = element.querySelector('.card.new')
      if (first) first.scrollIntoView({ block: 'center' })
      else element.scrollTop = element.scrollHeight
      isFollowing.current = isAtEnd(element)
      return
    }
    if (before.last === last) return
    if (isFollowing.current) element.scrollTop = element.scrollHeight
    else setUnseen((now) => now + Math.max(1, keys.length - before.count))
  }, [area, keys, last, aim])

  useEffect(() => {
    const element = area.current
    if (!element) return
    const onScroll = () => {
      isFollowing.current = isAtEnd(element)
      if (isFollowing.current) setUnseen(0)
    }
    // A card that grows, or a reply box that does, must not push the end out of sight.
    const observer = new ResizeObserver(() => {
      if (isFollowing.current) element.scrollTop = element.scrollHeight
    })
    observer.observe(element)
    if (element.firstElementChild) observer.observe(element.firstElementChild)
    element.addEventListener('scroll', onScroll, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', onScroll)
    }
  }, [area])
  return unseen
}
