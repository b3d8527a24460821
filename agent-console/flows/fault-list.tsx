import { IconAlertTriangle, IconCheck } from '@tabler/icons-react'
import type { FlowFaultView } from '../../server/calls/flows/wire.ts'

interface FaultListProps {
  faults: readonly FlowFaultView[]
  file: string
  isLooking: boolean
  jump(fault: FlowFaultView): void
}

/** Every fault, those of this file as a way to their line. */
export const FaultList = ({ faults, file, isLooking, jump }: FaultListProps) => (
  <ul className="chk" aria-label="Faults" aria-busy={isLooking}>
    {faults.length === 0 ? (
      <li>
        <IconCheck size={14} stroke={1.75} aria-label="Fine:" />
        {isLooking ? 'The desk looks at it' : 'Nothing is wrong with it'}
      </li>
    ) : null}
    {faults.map((fault) => (
      <li key={`${fault.file}${fault.line}:${fault.column}${fault.reason}`} className={fault.level === 'error' ? 'bad' : 'warn'}>
        <IconAlertTriangle size={14} stroke={1.75} aria-hidden />
        <span>
          {fault.file === file ? (
            <button type="button" className="lk" onClick={() => jump(fault)}>
              Line {fault.line}
            </button>
          ) : (
            `${fault.file}, line ${fault.line}`
          )}
          : {fault.reason}
        </span>
      </li>
    ))}
  </ul>
)
