import { Tooltip } from '@mantine/core'
import { IconCircleCheck, IconShieldCheck, IconUsers } from '@tabler/icons-react'
import type { CaseRow } from '../../server/cases/wire.ts'
import type { Customer, Identity } from '../../server/customers/wire.ts'
import { DialButton } from '../calls/dial-button.tsx'
import { LaterButton } from '../calls/later-button.tsx'
import { ChannelTile } from '../signs/channel-tile.tsx'
import { trustWords } from '../signs/trust-bars.tsx'
import { addressWords } from '../words/address-words.ts'
import { WriteButton } from './write-button.tsx'

const icon = { size: 14, stroke: 1.75, 'aria-hidden': true } as const

const Trust = ({ identity }: { identity: Identity }) => {
  const { word, why } = trustWords[identity.trust]
  return (
    <Tooltip label={`${word}: ${why}`}>
      <span className="trust">
        {identity.trust === 'proved' ? (
          <IconShieldCheck {...icon} />
        ) : identity.trust === 'channel-verified' ? (
          <IconCircleCheck {...icon} />
        ) : null}
        {identity.trust === 'claimed' ? <small>claimed</small> : <span className="sr">{word}</span>}
      </span>
    </Tooltip>
  )
}

interface IdentityListProps {
  customer: Pick<Customer, 'id' | 'identities'>
  /** The case they are shown beside. */
  current?: Pick<CaseRow, 'id' | 'queueId'>
}

export const IdentityList = ({ customer: { id: customerId, identities }, current }: IdentityListProps) => {
  const numbers = identities.filter(({ channel }) => channel === 'phone').map(({ address }) => address)
  return (
    <section>
      <h3>Reached on</h3>
      <ul className="ids">
        {identities.map((identity) => (
          <li key={identity.id}>
            <ChannelTile kind={identity.channel} size={20} />
            <bdi title={identity.address}>{addressWords(identity)}</bdi>
            {identity.isShared ? (
              <Tooltip label="Several people use this address">
                <span className="trust">
                  <IconUsers {...icon} />
                  <span className="sr">Used by several people</span>
                </span>
              </Tooltip>
            ) : null}
            <Trust identity={identity} />
            {identity.channel === 'phone' ? (
              <>
                <DialButton number={identity.address} {...(current ? { caseId: current.id } : {})} />
                <LaterButton number={identity.address} others={numbers} caseId={current?.id} />
              </>
            ) : null}
            {identity.channel === 'email' ? (
              <WriteButton customerId={customerId} identity={identity} {...(current ? { queueId: current.queueId } : {})} />
            ) : null}
          </li>
        ))}
        {identities.length === 0 ? <li className="mut">No address yet</li> : null}
      </ul>
    </section>
  )
}
