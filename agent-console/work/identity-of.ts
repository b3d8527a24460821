import type { Identity } from '../../server/customers/wire.ts'
import type { OfferView } from '../../server/screens/wire.ts'

const rank: Record<Identity['trust'], number> = { claimed: 0, 'channel-verified': 1, proved: 2 }

/** The best proof of who this is on the channel they came by. */
export const identityOf = ({ customer, work }: OfferView): Identity | undefined =>
  customer.identities.filter(({ channel }) => channel === work.channel).sort((a, b) => rank[b.trust] - rank[a.trust])[0]
