import { useMediaQuery } from '@mantine/hooks'
import { lazy, Suspense, useState } from 'react'
import { useParams } from 'react-router'
import type { FlowItem, FlowText } from '../../server/calls/flows/wire.ts'
import { ConnectionLine } from '../frame/connection-line.tsx'
import { may, useMe } from '../frame/me.ts'
import { Page } from '../frame/page.tsx'
import { Sheet } from '../frame/sheet.tsx'
import { Empty } from '../signs/empty.tsx'
import { Failure } from '../signs/failure.tsx'
import { QuietBars } from '../signs/quiet-bars.tsx'
import { FlowHead } from './flow-head.tsx'
import { FlowNotices } from './flow-notices.tsx'
import { useFlowView } from './flow-views.tsx'
import { GraphView } from './graph-view.tsx'
import { NewFlowDialog } from './new-flow-dialog.tsx'
import { type Days, useFlow, useFlows } from './use-flow.ts'
import { useFlowText } from './use-flow-text.ts'
import './flows.css'

// The editor is a chunk of its own: only here is anything written in YAML.
const TextView = lazy(async () => ({ default: (await import('./text-view.tsx')).TextView }))
const VersionsView = lazy(async () => ({ default: (await import('./versions-view.tsx')).VersionsView }))

interface WordsProps {
  item: FlowItem
  view: 'text' | 'versions'
  words: FlowText
  aside: HTMLElement | null
}

const Words = ({ item, view, words, aside }: WordsProps) => (
  <Suspense fallback={<QuietBars what="The text" rows={4} />}>
    {view === 'text' ? (
      <TextView key={item.name} item={item} words={words} aside={aside} />
    ) : (
      <VersionsView key={item.name} item={item} words={words} />
    )}
  </Suspense>
)

/** The phone menus: each as a graph with how its calls go, as the words it is made of, and as the versions it had. */
export const FlowPage = () => {
  const { name } = useParams()
  const view = useFlowView()
  const isWide = useMediaQuery('(min-width: 64em)', true, { getInitialValueInEffect: false })
  const mayWrite = may(useMe(), 'flow.manage')
  const [isBeginning, setBeginning] = useState(false)
  const begin = mayWrite ? () => setBeginning(true) : null
  const [days, setDays] = useState<Days>(1)
  const all = useFlows()
  const item = all.flows?.find((one) => one.name === name) ?? all.flows?.[0]
  const { flow, isLoading, error, retry } = useFlow(item?.isLive && view === 'graph' ? item.name : null, days)
  const { words, error: wordsError, retry: retryWords } = useFlowText(item?.name ?? null)
  const period = days === 1 ? 'today' : 'in these seven days'
  const isWritten = view !== 'graph'
  const [aside, setAside] = useState<HTMLElement | null>(null)
  const hasAside = isWide && (view === 'graph' ? flow !== undefined : view === 'text' && words !== undefined)
  return (
    <Page at="page">
      <Sheet also="flows">
        {item ? <FlowHead flows={all.flows ?? []} item={item} flow={flow} view={view} days={days} setDays={setDays} begin={begin} /> : null}
        <ConnectionLine />
        {item ? <FlowNotices item={item} words={words} /> : null}
        {all.isLoading || isLoading ? <QuietBars what="The menu" rows={4} /> : null}
        {all.error ? (
          <Failure what="The phone menus did not load" still="Calls go on as they are." error={all.error} retry={all.retry} />
        ) : null}
        {all.flows?.length === 0 ? (
          <Empty
            title="No phone menu yet"
            act={
              begin ? (
                <button type="button" className="btn pri" onClick={begin}>
                  New menu
                </button>
              ) : null
            }
          >
            Callers go straight to the queue of the number they call. Menus come with the installation, or begin here.
          </Empty>
        ) : null}
        {error ? <Failure what="The menu did not load" still="Calls go on as they are." error={error} retry={retry} /> : null}
        {isWritten && wordsError ? (
          <Failure what="The text did not load" still="Calls go on as they are." error={wordsError} retry={retryWords} />
        ) : null}
        {item && !isWritten ? <GraphView item={item} flow={flow} words={words} aside={aside} isWide={isWide} period={period} /> : null}
        {item && isWritten && words ? <Words item={item} view={view} words={words} aside={aside} /> : null}
      </Sheet>
      {isBeginning ? <NewFlowDialog close={() => setBeginning(false)} /> : null}
      {hasAside ? <aside className="insp" ref={setAside} aria-label={view === 'graph' ? 'Step' : 'Checks'} /> : null}
    </Page>
  )
}
