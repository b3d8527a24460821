import type { ReactNode } from 'react'
import { amount } from '../words/amount.ts'

/** A part of a list with its count. */
export const Section = ({ title, count, children }: { title: string; count: number; children: ReactNode }) => (
  <section>
    <h2 className="sec">
      <span>{title}</span>
      <span className="mut">{amount(count)}</span>
    </h2>
    {children}
  </section>
)
