import { useEffect, useState } from 'react'
import type { OfferView } from '../../server/screens/wire.ts'
import { useRinging } from '../calls/use-ringing.ts'
import { showDesktopNotice } from '../frame/desktop-notice.ts'
import { useMe, useMeNow } from '../frame/me.ts'
import { useAct } from '../keys/registry.ts'
import { outbox } from '../reply/outbox.ts'
import { isHeld } from '../reply/outbox-item.ts'
import { channelSign } from '../signs/channels.ts'
import { nextOffer } from './arrange-work.ts'
import { OfferPop } from './offer-pop.tsx'
import { ring } from './ring.ts'
import { useAutoAccept } from './use-auto-accept.ts'
import { useMyWork } from './use-my-work.ts'
import { useOffer } from './use-offer.ts'

const keyOf = ({ work }: OfferView): string => `${work.id} ${work.offerExpiresAt}`

const First = ({ offer, more, isPut, put }: { offer: OfferView; more: number; isPut: boolean; put(): void }) => {
  const answers = useOffer(offer)
  // Whoever has answered one offer is not asked for the next in the same breath: the others stay as cards.
  const accept = () => {
    put()
    void answers.accept()
  }
  const decline = () => {
    put()
    answers.decline()
  }
  useAct('offer.accept', accept)
  useAct('offer.decline', decline)
  useRinging(accept, offer.call !== null)
  const autoAccepts = useAutoAccept(offer, accept)
  useEffect(() => (autoAccepts ? ring.beep() : ring.start()), [autoAccepts])
  const { channel, id } = offer.work
  const { presence } = useMeNow()
  useEffect(
    () =>
      showDesktopNotice({
        kind: 'offer',
        presence,
        tag: `offer ${id}`,
        title: `An offer waits for you: ${channelSign(channel).label.toLowerCase()}`,
        body: answers.queueName,
      }),
    [id, channel, answers.queueName, presence],
  )
  const isCall = offer.call !== null
  useEffect(() => {
    const title = document.title
    document.title = `(${more + 1}) ${isCall ? 'Call' : 'Offer'}: ${offer.customer.name}`
    return () => {
      document.title = title
    }
  }, [offer.customer.name, isCall, more])
  useEffect(() => {
    if (isPut) return
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) put()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [isPut, put])
  return isPut ? null : <OfferPop offer={offer} answers={{ ...answers, accept, decline }} more={more} put={put} opensItself={autoAccepts} />
}

/** Wide enough for the list, where the cards of offers stand. */
const isWide = (): boolean => matchMedia('(min-width: 64em)').matches

const isWriting = (): boolean => {
  const field = document.activeElement
  return field instanceof HTMLTextAreaElement && field.value.trim() !== ''
}

/**
 * The offer that ends first, over the screen; a call before all others, because somebody listens to the ring. Put aside, it stays as a card in "My
 * work"; its keys work on. Nothing but a call comes over somebody in the middle of a sentence, or over the Undo of an answer that goes out in a
 * moment: then the card in the list and the ring have to do.
 */
export const OfferLayer = () => {
  const { offers } = useMyWork()
  const me = useMe()
  const [aside, setAside] = useState<ReadonlySet<string>>(new Set())
  const offer = nextOffer(offers)
  const key = offer ? keyOf(offer) : null
  const [asked, setAsked] = useState<string | null>(null)
  if (key !== asked) {
    setAsked(key)
    if (key && !offer?.call && isWide() && (isWriting() || isHeld(outbox.get(), me.id, Date.now()))) setAside(new Set([...aside, key]))
  }
  if (!offer || !key) return null
  return (
    <First
      key={key}
      offer={offer}
      isPut={aside.has(key)}
      more={offers.length - 1}
      put={() => setAside(new Set([...aside, key, ...(isWide() ? offers.filter((one) => !one.call).map(keyOf) : [])]))}
    />
  )
}
