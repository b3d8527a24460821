import type { ReactNode } from 'react'
import { SignInFrame } from './sign-in-frame.tsx'

/** A link that lets nobody in any more: why, and what next. */
export const LinkOver = ({ title, children, acts }: { title: string; children: ReactNode; acts: ReactNode }) => (
  <SignInFrame>
    <div className="si-card" role="alert">
      <div>
        <h1>{title}</h1>
        {children}
      </div>
      {acts}
    </div>
  </SignInFrame>
)
