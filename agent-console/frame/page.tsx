import type { ReactNode } from 'react'
import { AtContext } from './list-pane.tsx'
import { Rail } from './rail.tsx'

interface PageProps {
  /** Of list and sheet a narrow screen shows one, and beside the sheet no rail: the way is back. `page`: there is no list, the rail stays. */
  at: 'list' | 'sheet' | 'page'
  list?: ReactNode
  children: ReactNode
}

/** Rail, list, sheet and, from inside the sheet's screen, the customer. */
export const Page = ({ at, list, children }: PageProps) => (
  <AtContext value={at === 'list' ? 'list' : 'sheet'}>
    <div className="app" data-at={at}>
      <nav className="skip" aria-label="Skip">
        {list ? <a href="#list">To the list</a> : null}
        <a href="#sheet">To the page</a>
      </nav>
      <Rail />
      {list}
      {children}
    </div>
  </AtContext>
)
