import type { MessageView } from '../../server/hub/wire.ts'
import { usePages } from '../desk/use-pages.ts'

/** What waits for a person: messages that named a case their sender has no part in, and those that could not be filed. */
export const useHeld = () => {
  const { items, refetch, ...pages } = usePages<MessageView>(['held'], '/messages', {
    query: { state: 'held', limit: 50 },
    refetchInterval: 15_000,
  })
  return { ...pages, messages: items, refetch: () => void refetch() }
}
