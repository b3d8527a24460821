import { IconCheck, IconChevronLeft, IconRotate } from '@tabler/icons-react'
import { useState } from 'react'
import { Link } from 'react-router'
import type { Panel } from '../frame/use-panel.ts'
import { useAct } from '../keys/registry.ts'
import { Avatar } from '../signs/avatar.tsx'
import { AssignMenu } from './assign-menu.tsx'
import { caseActs } from './case-acts.ts'
import { CaseMenu } from './case-menu.tsx'
import { CaseProperties } from './case-properties.tsx'
import { CaseTitle } from './case-title.tsx'
import type { CaseView } from './case-view.ts'
import { CloseDialog } from './close-dialog.tsx'
import { MergedLine } from './merged-line.tsx'
import { SnoozeMenu } from './snooze-menu.tsx'
import { TakeButton } from './take-button.tsx'
import { TransferDialog } from './transfer-dialog.tsx'
import { useNames } from './use-names.ts'

export const CaseHeader = ({ view, back, panel }: { view: CaseView; back: string; panel: Panel }) => {
  const { case: current, customer } = view
  const names = useNames(view.history)
  const acts = caseActs(current, names)
  const [dialog, setDialog] = useState<'close' | 'transfer' | null>(null)
  const isClosed = current.status === 'closed'
  const canReopen = isClosed && customer.erasedAt === null
  useAct('case.close', () => setDialog('close'), !isClosed)
  useAct('case.reopen', () => void acts.reopen(), canReopen)
  useAct('case.transfer', () => setDialog('transfer'), !isClosed)
  return (
    <header className="case-h">
      <div className="ch-1">
        <Link to={back} className="ib back" aria-label="Back to the list">
          <IconChevronLeft size={17} stroke={1.75} aria-hidden />
        </Link>
        <span className="num">
          <span className="sr">Case </span>
          {current.number}
        </span>
        <CaseTitle current={current} acts={acts} />
        <span className="sp" />
        {isClosed ? null : (
          <>
            <TakeButton view={view} />
            <SnoozeMenu current={current} acts={acts} />
            <AssignMenu current={current} acts={acts} />
          </>
        )}
        <CaseMenu view={view} acts={acts} transfer={() => setDialog('transfer')} />
        {panel.isOver || !panel.isOpen ? (
          <button type="button" className="ib face" aria-label={`Customer: ${customer.name}`} onClick={panel.toggle}>
            <Avatar name={customer.name} of="customer" size={24} />
          </button>
        ) : null}
        {canReopen ? (
          <button type="button" className="btn sm end" onClick={() => void acts.reopen()}>
            <IconRotate size={15} stroke={1.75} aria-hidden />
            <span>Reopen</span>
          </button>
        ) : isClosed ? null : (
          <button type="button" className="btn sm end" onClick={() => setDialog('close')}>
            <IconCheck size={15} stroke={1.75} aria-hidden />
            <span>Close case</span>
          </button>
        )}
      </div>
      <CaseProperties view={view} acts={acts} names={names} />
      <MergedLine view={view} acts={acts} />
      <CloseDialog
        current={current}
        isOpen={dialog === 'close'}
        close={() => setDialog(null)}
        take={(disposition) => void acts.close(disposition)}
      />
      <TransferDialog current={current} isOpen={dialog === 'transfer'} close={() => setDialog(null)} acts={acts} />
    </header>
  )
}
