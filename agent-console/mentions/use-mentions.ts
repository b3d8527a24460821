import type { Mention } from '../../server/notices/wire.ts'
import { usePages } from '../desk/use-pages.ts'
import { useAgain, useStanding } from '../desk/use-standing.ts'
import { useUnread } from './use-unread.ts'

/** Everything that names me, page by page, and asked for again whenever what I have not read is another. */
export const useMentions = () => {
  const { unread, ...topic } = useUnread()
  const isAsked = useStanding(topic)
  const { items, refetch, ...pages } = usePages<Mention>(['mentions'], '/mentions', {
    // What was read is told nowhere: a case that was merged or renamed since.
    enabled: isAsked,
    staleTime: 0,
  })
  useAgain(unread, isAsked, refetch)
  return { ...pages, mentions: items, refetch: () => void refetch() }
}
