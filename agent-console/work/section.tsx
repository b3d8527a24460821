import type { ReactNode } from 'react'
import { amount } from '../words/amount.ts'

interface SectionProps {
  title: string
  count: number
  /** There are more than are counted. */
  hasMore?: boolean
  children: ReactNode
}

/** A part of a list with its count. */
export const Section = ({ title, count, hasMore = false, children }: SectionProps) => (
  <section>
    <h2 className="sec">
      <span>{title}</span>
      <span className="mut">{`${amount(count)}${hasMore ? '+' : ''}`}</span>
    </h2>
    {children}
  </section>
)
