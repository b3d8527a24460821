import type { OfferView } from '../../server/screens/wire.ts'
import { post } from '../desk/call.ts'
import { isKind, messageOf } from '../desk/desk-error.ts'
import { refreshScreens } from '../frame/perform.ts'
import { pushToast } from '../frame/toasts.ts'

/** Resolves whether the work is mine now. The key is the offer's own, so a second press asks nothing new. */
const answer = async (offer: OfferView, how: 'accept' | 'decline'): Promise<boolean> => {
  const key = `${how}.${offer.work.id}.${offer.work.v}`
  try {
    await post(`/work/${offer.work.id}/${how}`, {}, key)
    return true
  } catch (error) {
    const text = isKind(error, 'conflict', 'gone', 'not-found')
      ? 'This offer is over. It keeps its place for the next colleague.'
      : `Not done: ${messageOf(error)}`
    pushToast(text, { tone: 'failed' })
    return false
  } finally {
    refreshScreens()
  }
}

export const acceptOffer = (offer: OfferView): Promise<boolean> => answer(offer, 'accept')
export const declineOffer = (offer: OfferView): Promise<boolean> => answer(offer, 'decline')
