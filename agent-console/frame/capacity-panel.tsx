import { useMemo } from 'react'
import { channelSign } from '../signs/channels.ts'
import { useMyWork } from '../work/use-my-work.ts'
import { useMeNow } from './me.ts'

const order = ['phone', 'chat', 'email', 'slack']

/** Sockets, one for each piece of work of a channel, filled when in use. */
export const CapacityPanel = () => {
  const me = useMeNow()
  const { active } = useMyWork()
  const used = useMemo(() => {
    const counts = new Map<string, number>()
    for (const one of active) {
      const channel = one.channels.at(-1)
      if (channel && one.isAwaitingReply) counts.set(channel, (counts.get(channel) ?? 0) + 1)
    }
    return counts
  }, [active])
  const kinds = Object.keys(me.capacity)
    .filter((kind) => kind !== 'default')
    .sort((a, b) => ((order.indexOf(a) + 9) % 9) - ((order.indexOf(b) + 9) % 9))
  if (kinds.length === 0) return null
  return (
    <div className="caps" role="list" aria-label="Your capacity">
      {kinds.map((kind) => {
        const { label, icon: Icon } = channelSign(kind)
        const places = Math.min(8, me.capacity[kind] ?? 0)
        const filled = Math.min(places, used.get(kind) ?? 0)
        return (
          <div className="cap" role="listitem" key={kind} aria-label={`${label}: ${filled} of ${places} in use`}>
            <Icon size={13} stroke={1.75} aria-hidden />
            <span aria-hidden>
              {Array.from({ length: places }, (_, at) => (
                <i key={`${kind} ${at + 1}`} className={at < filled ? 'u' : ''} />
              ))}
            </span>
          </div>
        )
      })}
    </div>
  )
}
