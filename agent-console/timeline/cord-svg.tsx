import { useId } from 'react'
import { channelColour } from '../signs/channels.ts'
import { cordPiece, type Mark } from './cord.ts'
import type { Lanes } from './lanes.ts'

interface CordProps {
  /** The lane of the row before; undefined in the first row. */
  from: string | undefined
  to: string
  mark: Mark
  lanes: Lanes
  /** The last row before a dotted end, or one with nothing after it. */
  isLast: boolean
}

const MarkShape = ({ shape, x, y, colour }: { shape: Mark; x: number; y: number; colour: string }) => {
  if (shape === 'ring') return <circle cx={x} cy={y} r="3" className="jk sys" />
  if (shape === 'square') return <rect x={x - 4} y={y - 4} width="8" height="8" rx="2" className="jk sys" />
  return (
    <>
      <circle cx={x} cy={y} r="5.5" className="jk" stroke={colour} />
      <circle cx={x} cy={y} r="2" fill={colour} />
    </>
  )
}

/** This row's own piece of the cord: from the lane above to its own mark, and straight on to its lower edge. */
export const Cord = ({ from, to, mark, lanes, isLast }: CordProps) => {
  const id = useId()
  const colour = channelColour(to)
  const piece = cordPiece(from === undefined ? null : lanes.x(from), lanes.x(to), mark)
  const { x, y } = piece.mark
  return (
    <div className={isLast ? 'cord last' : 'cord'} style={{ '--c': colour } as React.CSSProperties} aria-hidden>
      <svg width="84" height={piece.height} aria-hidden>
        {piece.isBend && from ? (
          <defs>
            <linearGradient id={id} gradientUnits="userSpaceOnUse" x1="0" y1="0" x2="0" y2={piece.gradientEnd}>
              <stop offset=".25" stopColor={channelColour(from)} />
              <stop offset=".75" stopColor={colour} />
            </linearGradient>
          </defs>
        ) : null}
        {piece.path ? <path d={piece.path} fill="none" stroke={piece.isBend ? `url(#${id})` : colour} strokeWidth="2" /> : null}
        <MarkShape shape={mark} x={x} y={y} colour={colour} />
      </svg>
      <i style={{ insetInlineStart: x - 1, top: piece.tailTop, background: colour }} />
    </div>
  )
}
