import { useEffect } from 'react'
import type { MessageView } from '../../server/hub/wire.ts'
import { usePages } from '../desk/use-pages.ts'
import { useHeldNow } from './use-held-now.ts'

/** What waits for a person: messages that named a case their sender has no part in, and those that could not be filed. */
export const useHeld = () => {
  const { items, refetch, ...pages } = usePages<MessageView>(['held'], '/messages', {
    query: { state: 'held', limit: 50 },
    refetchInterval: 15_000,
  })
  const { held } = useHeldNow()
  // Live where the line stands; asked for now and then where it does not.
  useEffect(() => void (held && refetch()), [held, refetch])
  return { ...pages, messages: items, refetch: () => void refetch() }
}
