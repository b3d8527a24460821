import { IconArrowGuide } from '@tabler/icons-react'
import type { OfferView } from '../../server/screens/wire.ts'
import { isToCallBack } from '../calls/call-words.ts'
import { ChannelTile } from '../signs/channel-tile.tsx'
import { CountdownRing } from '../signs/countdown-ring.tsx'
import { trustWords } from '../signs/trust-bars.tsx'
import { phoneWords, withPhoneWords } from '../words/phone-words.ts'
import { identityOf } from './identity-of.ts'
import { useOffer } from './use-offer.ts'

/** `isNext`: the keys answer this one of several. */
export const OfferCard = ({ offer, isNext }: { offer: OfferView; isNext: boolean }) => {
  const { endsAtMs, totalMs, isBusy, accept, decline, queueName } = useOffer(offer)
  const { work, customer, case: current } = offer
  const identity = identityOf(offer)
  return (
    <article className="offer" aria-label={`Offer: ${phoneWords(customer.name)}, ${withPhoneWords(current.title)}`}>
      <div className="o-top">
        <ChannelTile kind={work.channel} />
        <div className="o-who">
          <b>{phoneWords(customer.name)}</b>
          <span>
            {isToCallBack(offer.call) ? 'Callback, ' : ''}
            {queueName}
            {identity ? `, ${trustWords[identity.trust].word.toLowerCase()}` : ''}
          </span>
        </div>
        <CountdownRing endsAtMs={endsAtMs} totalMs={totalMs} />
      </div>
      <p className="o-sub">{withPhoneWords(current.title)}</p>
      <p className="o-why">
        <IconArrowGuide size={13} stroke={1.75} aria-hidden />
        <span>{work.why}</span>
      </p>
      <div className="o-act">
        <button type="button" className="btn pri sm grow" disabled={isBusy} onClick={() => void accept()}>
          Accept {isNext ? <kbd aria-hidden>F8</kbd> : null}
        </button>
        <button type="button" className="btn sm" disabled={isBusy} onClick={decline}>
          Decline
        </button>
      </div>
    </article>
  )
}
