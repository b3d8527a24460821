import { useEffect, useState } from 'react'
import type { OfferView } from '../../server/screens/wire.ts'
import { useAct } from '../keys/registry.ts'
import { OfferPop } from './offer-pop.tsx'
import { ring } from './ring.ts'
import { useMyWork } from './use-my-work.ts'
import { useOffer } from './use-offer.ts'

const keyOf = ({ work }: OfferView): string => `${work.id} ${work.offerExpiresAt}`

const First = ({ offer, isPut, put }: { offer: OfferView; isPut: boolean; put(): void }) => {
  const answers = useOffer(offer)
  useAct('offer.accept', () => void answers.accept())
  useAct('offer.decline', answers.decline)
  useEffect(() => ring.start(), [])
  useEffect(() => {
    const title = document.title
    document.title = `(1) Offer: ${offer.customer.name}`
    return () => {
      document.title = title
    }
  }, [offer.customer.name])
  useEffect(() => {
    if (isPut) return
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) put()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [isPut, put])
  return isPut ? null : <OfferPop offer={offer} answers={answers} put={put} />
}

/** The offer that ends first, over the screen. Put aside, it stays as a card in "My work"; its keys work on. */
export const OfferLayer = () => {
  const { offers } = useMyWork()
  const [aside, setAside] = useState<ReadonlySet<string>>(new Set())
  const [offer] = offers
  if (!offer) return null
  const key = keyOf(offer)
  return <First key={key} offer={offer} isPut={aside.has(key)} put={() => setAside(new Set([...aside, key]))} />
}
