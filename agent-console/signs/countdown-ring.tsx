import { useReducedMotion } from '@mantine/hooks'
import { useNow } from '../frame/use-now.ts'
import { announcement, countdown } from '../words/countdown.ts'

const sizes = { small: { box: 30, r: 12.5 }, big: { box: 76, r: 33 } }

/**
 * Accent, never red: letting an offer pass is allowed. The arc moves in steps of a pixel or two: a transition of it would have the page drawn anew
 * sixty times a second for as long as anything is offered.
 */
export const CountdownRing = ({ endsAtMs, totalMs, size = 'small' }: { endsAtMs: number; totalMs: number; size?: 'small' | 'big' }) => {
  const { seconds, share, isClosing } = countdown(endsAtMs, totalMs, useNow(useReducedMotion() ? 1000 : 200))
  const { box, r } = sizes[size]
  const middle = box / 2
  return (
    <span className={`count ${size}${isClosing ? ' closing' : ''}`}>
      <svg viewBox={`0 0 ${box} ${box}`} width={box} height={box} aria-hidden>
        <circle cx={middle} cy={middle} r={r} className="track" />
        <circle
          cx={middle}
          cy={middle}
          r={r}
          className="arc"
          pathLength={100}
          strokeDasharray={`${share * 100} 100`}
          transform={`rotate(-90 ${middle} ${middle})`}
        />
      </svg>
      <b aria-hidden>{seconds}</b>
      {size === 'big' ? <span aria-hidden>seconds</span> : null}
      <span className="sr" role="status">
        {announcement(seconds)}
      </span>
    </span>
  )
}
