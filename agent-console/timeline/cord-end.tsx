import { useId } from 'react'
import { channelColour } from '../signs/channels.ts'
import { cordEnd } from './cord.ts'
import type { Lanes } from './lanes.ts'

/** Dotted, under the last entry: where the answer will go. A note goes nowhere, so it has none. */
export const CordEnd = ({ from, to, lanes }: { from: string | undefined; to: string | undefined; lanes: Lanes }) => {
  const id = useId()
  if (!to) return <div className="cord-end" aria-hidden />
  const { path, x, y, height, isBend } = cordEnd(lanes.x(from ?? to), lanes.x(to))
  const colour = channelColour(to)
  return (
    <div className="cord-end cord" aria-hidden>
      <svg width="84" height={height} aria-hidden>
        <defs>
          <linearGradient id={id} gradientUnits="userSpaceOnUse" x1="0" y1="0" x2="0" y2={y}>
            <stop offset=".25" stopColor={channelColour(from ?? to)} />
            <stop offset=".75" stopColor={colour} />
          </linearGradient>
        </defs>
        <path d={path} fill="none" stroke={isBend ? `url(#${id})` : colour} strokeWidth="2" strokeDasharray="1 5" strokeLinecap="round" />
        <circle cx={x} cy={y} r="5.5" className="jk" stroke={colour} />
        <circle cx={x} cy={y} r="2" fill={colour} />
      </svg>
    </div>
  )
}
