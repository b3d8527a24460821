import type { ReactNode } from 'react'
import { Rail } from './rail.tsx'

interface PageProps {
  /** Which of the two a narrow screen shows. */
  at: 'list' | 'sheet'
  list?: ReactNode
  children: ReactNode
}

/** Rail, list, sheet and, from inside the sheet's screen, the customer. */
export const Page = ({ at, list, children }: PageProps) => (
  <div className="app" data-at={at}>
    <nav className="skip" aria-label="Skip">
      {list ? <a href="#list">To the list</a> : null}
      <a href="#sheet">To the case</a>
      <a href="#reply">To the reply</a>
      <a href="#customer">To the customer</a>
    </nav>
    <Rail />
    {list}
    {children}
  </div>
)
