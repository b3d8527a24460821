import type { ReactNode } from 'react'
import { LiveBar } from '../calls/live-bar.tsx'

/** The raised sheet of every page; a call that goes on lies on top of it. */
export const Sheet = ({ also, children }: { also?: string; children: ReactNode }) => (
  <main className={also ? `sheet ${also}` : 'sheet'} id="sheet" tabIndex={-1}>
    <LiveBar />
    {children}
  </main>
)
