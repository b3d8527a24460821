import type { ReactNode } from 'react'

/** What is to be read or taken along in a dialog, with nothing left to decide. */
export const DialogNotice = ({ close, children }: { close(): void; children: ReactNode }) => (
  <div className="form">
    {children}
    <div className="acts">
      <button type="button" className="btn pri" onClick={close}>
        Done
      </button>
    </div>
  </div>
)
