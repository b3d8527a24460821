import { Tooltip } from '@mantine/core'
import { IconCircleCheck, IconShieldCheck, IconUsers } from '@tabler/icons-react'
import type { Identity } from '../../server/customers/wire.ts'
import { DialButton } from '../calls/dial-button.tsx'
import { ChannelTile } from '../signs/channel-tile.tsx'
import { trustWords } from '../signs/trust-bars.tsx'
import { addressWords } from '../words/address-words.ts'

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

export const IdentityList = ({ identities, caseId }: { identities: readonly Identity[]; caseId?: string }) => (
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
          {identity.channel === 'phone' ? <DialButton number={identity.address} {...(caseId ? { caseId } : {})} /> : null}
        </li>
      ))}
      {identities.length === 0 ? <li className="mut">No address yet</li> : null}
    </ul>
  </section>
)
