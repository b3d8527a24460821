import type { WorkView } from '../../server/routing/wire.ts'
import { channelColour, channelSign } from '../signs/channels.ts'
import { amount } from '../words/amount.ts'
import { lasting } from '../words/time.ts'
import { type Promised, placeOf } from './floor-of.ts'

const W = 360
const H = 44
const PROMISE = (W - 24) * (2 / 3) + 12
const MOST = 24

/** Everyone who waits, moving right with age; the line is the promise of their channel. */
export const WaitingLane = ({ queue, works, now }: { queue: Promised; works: readonly WorkView[]; now: number }) => {
  const shown = works.slice(0, MOST)
  const late = shown.filter((one) => placeOf(queue, one, now).isLate).length
  const words =
    works.length === 0
      ? 'Nobody waits'
      : `${amount(works.length)} wait, the longest for ${lasting(now - Date.parse(works[0]?.since ?? ''))}${late > 0 ? `, ${late} late` : ''}`
  return (
    <svg className="wl" viewBox={`0 0 ${W} ${H}`} role="img" aria-label={words}>
      <rect className={late > 0 ? 'late on' : 'late'} x={PROMISE} y={6} width={W - PROMISE - 4} height={H - 12} rx={4} />
      <line className="ax" x1={4} x2={W - 4} y1={H / 2} y2={H / 2} />
      <line className="pr" x1={PROMISE} x2={PROMISE} y1={4} y2={H - 4} />
      {[...shown].reverse().map((work) => {
        const { icon: Icon } = channelSign(work.channel)
        const x = 14 + placeOf(queue, work, now).x * (W - 28)
        return (
          <g key={work.id} transform={`translate(${x} ${H / 2})`}>
            <circle r={10} fill={channelColour(work.channel)} />
            <Icon x={-6} y={-6} width={12} height={12} stroke={1.75} aria-hidden />
          </g>
        )
      })}
    </svg>
  )
}
