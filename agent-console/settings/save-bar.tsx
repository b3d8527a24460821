import type { ReactNode } from 'react'

/** At the foot of a form that was changed; what else can be done with it stands first. */
export const SaveBar = ({ isBusy, reset, children }: { isBusy: boolean; reset(): void; children?: ReactNode }) => (
  <footer className="set-save">
    <span className="mut">Not saved yet</span>
    {children}
    <button type="button" className="btn ghost" onClick={reset}>
      Leave as it was
    </button>
    <button type="submit" className="btn pri" disabled={isBusy}>
      Save
    </button>
  </footer>
)
