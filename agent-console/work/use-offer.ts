import { useState } from 'react'
import { useNavigate } from 'react-router'
import type { OfferView } from '../../server/screens/wire.ts'
import { useQueues } from '../cases/use-queues.ts'
import { deskNow } from '../desk/clock.ts'
import { acceptOffer, declineOffer } from './offer-acts.ts'

/** When each offer was first seen here: without a queue's own figure, its ring starts full from there. */
const firstSeen = new Map<string, number>()

/** An offer's times and its two answers. Accepting opens the case. */
export const useOffer = (offer: OfferView) => {
  const navigate = useNavigate()
  const { byId } = useQueues()
  const [isBusy, setIsBusy] = useState(false)
  const endsAtMs = Date.parse(offer.work.offerExpiresAt ?? '')
  const key = `${offer.work.id} ${offer.work.v}`
  const seenMs = firstSeen.get(key) ?? deskNow()
  firstSeen.set(key, seenMs)
  const standsMs = (byId.get(offer.work.queueId)?.offerSeconds ?? 0) * 1000 || endsAtMs - seenMs

  const run = async (answer: (offer: OfferView) => Promise<boolean>): Promise<boolean> => {
    if (isBusy) return false
    setIsBusy(true)
    const isDone = await answer(offer)
    setIsBusy(false)
    return isDone
  }
  return {
    endsAtMs,
    totalMs: standsMs,
    isBusy,
    queueName: byId.get(offer.work.queueId)?.name ?? '',
    accept: async () => {
      if (await run(acceptOffer)) await navigate(`/work/${offer.case.id}`)
    },
    decline: (): void => void run(declineOffer),
  }
}
