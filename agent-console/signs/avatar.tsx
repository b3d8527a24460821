import type { CSSProperties } from 'react'
import { initials } from '../words/names.ts'

/** Round is the customer, square is a colleague. */
export const Avatar = ({ name, of, size = 22 }: { name: string; of: 'customer' | 'colleague'; size?: number }) => (
  <span className={of === 'customer' ? 'av cust' : 'av agent'} style={{ '--z': `${size}px` } as CSSProperties} aria-hidden>
    {initials(name)}
  </span>
)
