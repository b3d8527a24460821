import { useMemo } from 'react'
import { channelSign } from '../signs/channels.ts'
import { useMyWork } from '../work/use-my-work.ts'
import { useMeNow } from './me.ts'

const order = ['voice', 'phone', 'chat', 'default', 'slack']
/** What has no number of its own is mail and the like. */
const signOf = (kind: string) => (kind === 'default' ? { ...channelSign('email'), label: 'Email and others' } : channelSign(kind))

/** Sockets, one for each piece of work of a channel, filled when in use. */
export const CapacityPanel = () => {
  const me = useMeNow()
  const { active } = useMyWork()
  const used = useMemo(() => {
    const counts = new Map<string, number>()
    for (const one of active) {
      const channel = one.channels.at(-1)
      const place = channel && channel in me.capacity ? channel : 'default'
      if (one.status !== 'waiting') counts.set(place, (counts.get(place) ?? 0) + 1)
    }
    return counts
  }, [active, me.capacity])
  const kinds = Object.keys(me.capacity)
    .filter((kind) => (me.capacity[kind] ?? 0) > 0)
    .sort((a, b) => ((order.indexOf(a) + 9) % 9) - ((order.indexOf(b) + 9) % 9))
  if (kinds.length === 0) return null
  return (
    <ul className="caps" aria-label="Your capacity">
      {kinds.map((kind) => {
        const { label, icon: Icon } = signOf(kind)
        const places = Math.min(8, me.capacity[kind] ?? 0)
        const filled = Math.min(places, used.get(kind) ?? 0)
        return (
          <li className="cap" key={kind}>
            <Icon size={13} stroke={1.75} aria-hidden />
            <span className="sr">{`${label}: ${filled} of ${places} in use`}</span>
            <span className="sockets" aria-hidden>
              {Array.from({ length: places }, (_, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: sockets are alike
                <i key={`${kind} ${at + 1}`} className={at < filled ? 'u' : ''} />
              ))}
            </span>
          </li>
        )
      })}
    </ul>
  )
}
