import type { CaseRow } from '../../server/cases/wire.ts'

const bars = [
  { x: 1.5, y: 9, height: 3.5 },
  { x: 5.5, y: 6, height: 6.5 },
  { x: 9.5, y: 3, height: 9.5 },
]
const filled: Record<CaseRow['priority'], number> = { low: 1, normal: 2, high: 3, urgent: 0 }

export const PriorityBars = ({ priority }: { priority: CaseRow['priority'] }) =>
  priority === 'urgent' ? (
    <svg className="prio urgent" width="14" height="14" viewBox="0 0 14 14" aria-hidden>
      <rect x="1" y="1" width="12" height="12" rx="3" />
      <path d="M7 3.8v3.8M7 10.1v.1" />
    </svg>
  ) : (
    <svg className="prio" width="14" height="14" viewBox="0 0 14 14" aria-hidden>
      {bars.map(({ x, y, height }, at) => (
        <rect key={x} x={x} y={y} width="2.6" height={height} rx="1" className={at < filled[priority] ? 'on' : ''} />
      ))}
    </svg>
  )
