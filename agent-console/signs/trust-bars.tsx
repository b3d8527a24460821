import type { Identity } from '../../server/customers/wire.ts'

const level: Record<Identity['trust'], number> = { claimed: 1, 'channel-verified': 3, proved: 4 }
const words: Record<Identity['trust'], { word: string; why: string }> = {
  claimed: { word: 'Claimed', why: 'nothing proves who this is' },
  'channel-verified': { word: 'Verified', why: 'the channel vouches for the address' },
  proved: { word: 'Signed in', why: 'they proved who they are' },
}
export const trustWords = words

/** Four bars, so many of them filled. The word stands beside it. */
export const Bars = ({ filled }: { filled: number }) => (
  <span className="bars" aria-hidden>
    {[1, 2, 3, 4].map((one) => (
      <i key={one} className={one <= filled ? 'on' : ''} />
    ))}
  </span>
)

export const TrustBars = ({ trust }: { trust: Identity['trust'] }) => <Bars filled={level[trust]} />
