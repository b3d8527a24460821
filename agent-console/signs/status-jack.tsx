import type { ReactNode } from 'react'
import type { CaseRow } from '../../server/cases/wire.ts'

const insides: Record<CaseRow['status'], ReactNode> = {
  new: <circle cx="7" cy="7" r="5" strokeDasharray="2 2" />,
  open: (
    <>
      <circle cx="7" cy="7" r="5" />
      <circle cx="7" cy="7" r="2" fill="currentColor" stroke="none" />
    </>
  ),
  waiting: (
    <>
      <circle cx="7" cy="7" r="5" />
      <path d="M5.6 5.2v3.6M8.4 5.2v3.6" />
    </>
  ),
  snoozed: (
    <>
      <circle cx="7" cy="7" r="5" />
      <path d="M7 4.4V7l1.8 1.2" />
    </>
  ),
  closed: (
    <>
      <circle cx="7" cy="7" r="5" fill="currentColor" />
      <path className="tick" d="M4.8 7.1 6.4 8.7 9.3 5.6" />
    </>
  ),
}

/** A status is a jack: its word stands beside it. */
export const StatusJack = ({ status }: { status: CaseRow['status'] }) => (
  <svg
    className="st"
    width="14"
    height="14"
    viewBox="0 0 14 14"
    fill="none"
    stroke="currentColor"
    strokeWidth="1.5"
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden
  >
    {insides[status]}
  </svg>
)
