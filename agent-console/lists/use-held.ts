import type { MessageView } from '../../server/hub/wire.ts'
import { usePages } from '../desk/use-pages.ts'
import { useAgain, useStanding } from '../desk/use-standing.ts'
import { useHeldNow } from './use-held-now.ts'

/** What waits for a person: messages that named a case their sender has no part in, and those that could not be filed. */
export const useHeld = () => {
  const { held, ...topic } = useHeldNow()
  const isAsked = useStanding(topic)
  const { items, refetch, ...pages } = usePages<MessageView>(['held'], '/messages', {
    query: { state: 'held', limit: 50 },
    // Live where the line stands; asked for now and then where it does not.
    refetchInterval: 15_000,
    enabled: isAsked,
    staleTime: 0,
  })
  useAgain(held, isAsked, refetch)
  return { ...pages, messages: items, refetch: () => void refetch() }
}
