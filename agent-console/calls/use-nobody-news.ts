import { useEffect, useRef } from 'react'
import type { CallView } from '../../server/calls/wire.ts'
import { useQueues } from '../cases/use-queues.ts'
import { pushToast } from '../frame/toasts.ts'
import { partyFirstName } from './call-words.ts'

/** Nobody of the queue that I asked came, and the customer is with me again: I am told once, and not again when the page is loaded again. */
export const useNobodyNews = (call: CallView): void => {
  const { nobodyIn } = call
  const { queues } = useQueues()
  const before = useRef(nobodyIn)
  const queue = queues.find((one) => one.id === nobodyIn)?.name ?? 'that queue'
  const name = partyFirstName(call)
  useEffect(() => {
    const isNews = nobodyIn !== undefined && nobodyIn !== before.current
    before.current = nobodyIn
    if (isNews) pushToast(`Nobody in ${queue} is free right now. You are back with ${name}.`, { tone: 'failed' })
  }, [nobodyIn, queue, name])
}
