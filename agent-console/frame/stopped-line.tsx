import { IconPhoneOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import type { OutboundStop } from '../../server/calls/wire.ts'
import { get } from '../desk/call.ts'
import { amount } from '../words/amount.ts'
import { may, useMe } from './me.ts'

const LOOK_AGAIN_MS = 30_000

const Line = () => {
  const { data } = useQuery({
    queryKey: ['outbound-stop'],
    queryFn: ({ signal }) => get<OutboundStop>('/outbound-stop', {}, signal),
    refetchInterval: LOOK_AGAIN_MS,
  })
  const mayChange = may(useMe(), 'number.manage')
  if (!data?.stop) return null
  const { what, limit } = data.stop
  return (
    <section className="ban warn" role="status" aria-label="Calls out have stopped">
      <IconPhoneOff size={16} stroke={1.75} aria-hidden />
      <span>
        <b>Nobody is called{what === 'minutes' ? ' or texted' : ''} any more.</b> The limit of {amount(limit)}{' '}
        {what === 'calls' ? 'calls' : 'minutes of calls'} out within 24 hours is reached. Callers still come through, and callbacks wait.
      </span>
      {mayChange ? (
        <Link className="lk" to="/settings/phone">
          See the limits
        </Link>
      ) : null}
    </section>
  )
}

/** Above everything while a limit of the day holds: usually somebody misuses the phone, and somebody should look. */
export const StoppedLine = () => (may(useMe(), 'audit.read') ? <Line /> : null)
