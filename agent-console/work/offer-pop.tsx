import { IconArrowGuide, IconX } from '@tabler/icons-react'
import type { OfferView } from '../../server/screens/wire.ts'
import { isToCallBack } from '../calls/call-words.ts'
import { CallConfidence, CallSteps } from '../calls/offer-call.tsx'
import { useNow } from '../frame/use-now.ts'
import { Avatar } from '../signs/avatar.tsx'
import { channelSign } from '../signs/channels.ts'
import { CountdownRing } from '../signs/countdown-ring.tsx'
import { IconButton } from '../signs/icon-button.tsx'
import { TrustBars, trustWords } from '../signs/trust-bars.tsx'
import { addressWords } from '../words/address-words.ts'
import { counted } from '../words/case-words.ts'
import { phoneWords, withPhoneWords } from '../words/phone-words.ts'
import { waited } from '../words/time.ts'
import { identityOf } from './identity-of.ts'
import { MayHelp } from './may-help.tsx'
import { PopHistory } from './pop-history.tsx'
import type { useOffer } from './use-offer.ts'
import './offer-pop.css'

interface OfferPopProps {
  offer: OfferView
  answers: Omit<ReturnType<typeof useOffer>, 'accept'> & { accept(): void }
  /** Offered besides this one. */
  more: number
  put(): void
  /** The line opens in a moment, without a press. */
  opensItself: boolean
}

/** What it is about, as far as the customer said. */
const About = ({ offer: { case: current, said } }: { offer: OfferView }) => (
  <section>
    <h2>About</h2>
    {said.startsWith(current.title.replace(/…$/, '')) ? null : (
      <p className="pop-t">
        <b>{withPhoneWords(current.title)}</b>
      </p>
    )}
    {said ? <blockquote className="said">{withPhoneWords(said)}</blockquote> : null}
  </section>
)

/** Over the screen with a veil that lets clicks and typing through. It never takes the focus. */
export const OfferPop = ({ offer, answers, more, put, opensItself }: OfferPopProps) => {
  const { work, customer } = offer
  const { endsAtMs, totalMs, isBusy, accept, decline, queueName } = answers
  const now = useNow(1000)
  const { icon: Icon, label, tone } = channelSign(work.channel)
  const identity = identityOf(offer)
  const name = phoneWords(customer.name)
  const isCallback = isToCallBack(offer.call)
  const address = offer.call ? phoneWords(offer.call.party.address) : identity ? addressWords(identity) : ''
  const trust = identity ? trustWords[identity.trust] : undefined
  return (
    <>
      <div className="veil" aria-hidden />
      <section className="pop" role="alertdialog" aria-labelledby="offered" aria-describedby="offered-why" aria-modal="false">
        <header className={`pop-h tone-${tone}`}>
          <span className="pop-k">
            <Icon size={16} stroke={1.75} aria-hidden />
            {isCallback ? 'Callback' : label}
            {queueName ? `, ${queueName}` : ''}
          </span>
          <span className="pop-w">waited {waited(now - Date.parse(work.since))}</span>
          <span className="sp" />
          <span className="why" id="offered-why">
            <IconArrowGuide size={14} stroke={1.75} aria-hidden />
            {work.why}
          </span>
          <IconButton label="Put aside" keys="Esc" onClick={put}>
            <IconX size={16} stroke={1.75} aria-hidden />
          </IconButton>
        </header>
        <div className="pop-id">
          <Avatar name={customer.name} of="customer" size={56} />
          <div>
            <h1 id="offered">{name}</h1>
            <p>{[address === name ? '' : address, customer.title, customer.company].filter(Boolean).join(', ')}</p>
            {offer.call ? (
              <CallConfidence call={offer.call} />
            ) : identity && trust ? (
              <p className="conf">
                <TrustBars trust={identity.trust} />
                <b>{trust.word}</b>
                <span className="mut">{identity.isShared ? 'several people use this address' : trust.why}</span>
              </p>
            ) : null}
          </div>
          <CountdownRing endsAtMs={endsAtMs} totalMs={totalMs} size="big" />
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: an area that scrolls must be reachable by keyboard */}
        <section className="pop-g" aria-label="What is known" tabIndex={0}>
          <div className="pop-c">
            {offer.call ? <CallSteps call={offer.call} /> : <About offer={offer} />}
            <MayHelp articles={offer.articles} />
          </div>
          <PopHistory pop={offer} />
        </section>
        <footer className="pop-f">
          <button type="button" className="btn pri lg grow" disabled={isBusy} onClick={accept}>
            <Icon size={18} stroke={1.75} aria-hidden />
            Accept <kbd aria-hidden>F8</kbd>
          </button>
          <button type="button" className="btn lg" disabled={isBusy} onClick={decline}>
            Decline <kbd aria-hidden>Shift</kbd>
            <kbd aria-hidden>F8</kbd>
          </button>
          <span className="pop-n">
            {more > 0 ? `${counted(more, 'more offer')} in My work. ` : ''}
            {isCallback ? 'They are called when you accept. ' : ''}
            {opensItself
              ? 'The line opens by itself in a moment.'
              : 'If you let it pass, it goes to the next colleague and keeps its place.'}
          </span>
        </footer>
      </section>
    </>
  )
}
