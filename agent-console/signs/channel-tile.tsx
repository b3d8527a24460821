import type { CSSProperties } from 'react'
import { channelSign } from './channels.ts'

/** Always glyph and colour, on a tinted tile. */
export const ChannelTile = ({ kind, size = 22 }: { kind: string; size?: number }) => {
  const { tone, label, icon: Icon } = channelSign(kind)
  return (
    <span className={`ch ch-${tone}`} style={{ '--z': `${size}px` } as CSSProperties} role="img" aria-label={label}>
      <Icon size={Math.round(size * 0.64)} stroke={1.75} aria-hidden />
    </span>
  )
}
