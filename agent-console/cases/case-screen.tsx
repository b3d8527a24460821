import { useEffect, useMemo } from 'react'
import { CustomerPanel } from '../customers/customer-panel.tsx'
import { isKind } from '../desk/desk-error.ts'
import { ConnectionLine } from '../frame/connection-line.tsx'
import { Sheet } from '../frame/sheet.tsx'
import { usePanel } from '../frame/use-panel.ts'
import { useReadHere } from '../mentions/use-read-here.ts'
import { ReplyBox } from '../reply/reply-box.tsx'
import { Failure } from '../signs/failure.tsx'
import { QuietBars } from '../signs/quiet-bars.tsx'
import { Timeline } from '../timeline/timeline.tsx'
import { markSeen } from '../work/seen.ts'
import { CaseHeader } from './case-header.tsx'
import { knownCases } from './case-view.ts'
import { MissingCase } from './missing-case.tsx'
import { useCaseScreen } from './use-case-screen.ts'
import { useNames } from './use-names.ts'
import { useSurvivor } from './use-survivor.ts'
import './case.css'
import { withPhoneWords } from '../words/phone-words.ts'

const usePageTitle = (title: string | undefined): void => {
  useEffect(() => {
    if (!title) return
    document.title = `${title} · Patchbay`
    return () => {
      document.title = 'Patchbay'
    }
  }, [title])
}

export const CaseScreen = ({ caseId, back }: { caseId: string; back: string }) => {
  const { view, error, refetch } = useCaseScreen(caseId)
  const panel = usePanel()
  const known = useMemo(() => (view ? knownCases(view) : []), [view])
  const names = useNames(known)
  useReadHere(caseId, view !== undefined)
  useSurvivor(view)
  usePageTitle(view ? `${view.case.number} ${withPhoneWords(view.case.title)}` : undefined)
  useEffect(() => {
    if (view && document.visibilityState === 'visible') markSeen(view.case)
  }, [view])

  if (!view || view.case.mergedInto)
    return (
      <Sheet>
        <ConnectionLine />
        {isKind(error, 'not-found', 'forbidden') ? (
          <MissingCase back={back} />
        ) : error ? (
          <Failure what="The case did not load" still="It is safe, and the list still works." error={error} retry={refetch} />
        ) : (
          <QuietBars what="The case" rows={4} />
        )}
      </Sheet>
    )
  return (
    <>
      <Sheet>
        <nav className="skip second" aria-label="Skip within the case">
          <a href="#reply">To the reply</a>
          {panel.isOpen ? <a href="#customer">To the customer</a> : null}
        </nav>
        <CaseHeader view={view} back={back} panel={panel} />
        <ConnectionLine />
        <Timeline view={view} names={names} />
        <ReplyBox view={view} />
      </Sheet>
      {panel.isOpen ? <CustomerPanel view={view} panel={panel} /> : null}
    </>
  )
}
