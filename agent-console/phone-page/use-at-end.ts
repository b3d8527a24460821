import { useLayoutEffect, useRef } from 'react'

/** Keeps the end of a list in view while it grows, unless its reader has scrolled up. */
export const useAtEnd = <T extends HTMLElement>(length: number) => {
  const ref = useRef<T>(null)
  const isAtEnd = useRef(true)
  useLayoutEffect(() => {
    const list = ref.current
    if (list && length >= 0 && isAtEnd.current) list.scrollTop = list.scrollHeight
  }, [length])
  const onScroll = () => {
    const list = ref.current
    if (list) isAtEnd.current = list.scrollHeight - list.scrollTop - list.clientHeight < 24
  }
  return { ref, onScroll }
}
