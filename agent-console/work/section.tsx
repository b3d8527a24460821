import type { ReactNode } from 'react'

/** A part of a list with its count. */
export const Section = ({ title, count, children }: { title: string; count: number; children: ReactNode }) => (
  <section>
    <h2 className="sec">
      <span>{title}</span>
      <span className="mut">{count}</span>
    </h2>
    {children}
  </section>
)
