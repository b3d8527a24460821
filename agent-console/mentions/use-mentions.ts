import { useEffect, useRef } from 'react'
import type { Mention } from '../../server/notices/wire.ts'
import { usePages } from '../desk/use-pages.ts'
import { useUnread } from './use-unread.ts'

/** Everything that names me, page by page, and asked for again whenever what I have not read is another. */
export const useMentions = () => {
  const { unread } = useUnread()
  const { items, refetch, ...pages } = usePages<Mention>(['mentions'], '/mentions', {
    // What was read is told nowhere: a case that was merged or renamed since.
    refetchOnMount: 'always',
  })
  const before = useRef(unread)
  useEffect(() => {
    if (before.current !== unread) void refetch()
    before.current = unread
  }, [unread, refetch])
  return { ...pages, mentions: items, refetch: () => void refetch() }
}
