import { IconCheck, IconChecks, IconClock, IconEye } from '@tabler/icons-react'
import type { MessageView } from '../../server/hub/wire.ts'
import { useNow } from '../frame/use-now.ts'
import { stamp } from '../words/time.ts'

type State = NonNullable<MessageView['delivery']>['state']
const icon = { size: 14, stroke: 1.75, 'aria-hidden': true } as const

const signs: Partial<Record<State, { glyph: React.ReactNode; word: string }>> = {
  pending: { glyph: <IconClock {...icon} />, word: 'Sending' },
  sending: { glyph: <IconClock {...icon} />, word: 'Sending' },
  sent: { glyph: <IconCheck {...icon} />, word: 'Sent' },
  delivered: { glyph: <IconChecks {...icon} />, word: 'Delivered' },
  read: { glyph: <IconEye {...icon} />, word: 'Read' },
}

/** Clock, tick, two ticks, eye. What failed has a line of its own. */
export const DeliverySign = ({ delivery }: { delivery: MessageView['delivery'] }) => {
  const now = useNow()
  const sign = delivery ? signs[delivery.state] : undefined
  if (!delivery || !sign) return null
  const word = delivery.state === 'pending' && delivery.reason ? 'Waiting' : sign.word
  return (
    <span className="dlv-s" title={`${word} ${stamp(delivery.at, now)}`}>
      {sign.glyph}
      {word}
    </span>
  )
}
