import { useMediaQuery } from '@mantine/hooks'
import { lazy, Suspense, useState } from 'react'
import { useParams } from 'react-router'
import { ConnectionLine } from '../frame/connection-line.tsx'
import { Page } from '../frame/page.tsx'
import { Sheet } from '../frame/sheet.tsx'
import { Empty } from '../signs/empty.tsx'
import { Failure } from '../signs/failure.tsx'
import { QuietBars } from '../signs/quiet-bars.tsx'
import { FlowHead } from './flow-head.tsx'
import { kindOf } from './kinds.ts'
import { OutcomeMix } from './outcome-mix.tsx'
import { StepList } from './step-list.tsx'
import { Checks, Loss, StepFacts } from './step-panel.tsx'
import { type Days, useFlow, useFlows } from './use-flow.ts'
import './flows.css'

const FlowGraph = lazy(async () => ({ default: (await import('./flow-graph.tsx')).FlowGraph }))

/** The phone menus, each as a graph with how its calls go: what runs, who leaves where. */
export const FlowPage = () => {
  const { name } = useParams()
  const isWide = useMediaQuery('(min-width: 64em)', true, { getInitialValueInEffect: false })
  const [days, setDays] = useState<Days>(1)
  const [chosen, setChosen] = useState<{ flow: string; step: string } | null>(null)
  const all = useFlows()
  const item = all.flows?.find((one) => one.name === name) ?? all.flows?.[0]
  const { flow, isLoading, error, retry } = useFlow(item?.isLive ? item.name : null, days)
  const own = chosen && chosen.flow === item?.name ? chosen.step : null
  const choose = (step: string): void => setChosen({ flow: item?.name ?? '', step })
  const step = flow?.nodes.find(({ id }) => id === (own || flow.first))
  const period = days === 1 ? 'today' : 'in these seven days'
  const Icon = kindOf(step?.kind ?? '').icon
  return (
    <Page at="page">
      <Sheet also="flows">
        {item ? <FlowHead flows={all.flows ?? []} item={item} flow={flow} days={days} setDays={setDays} /> : null}
        <ConnectionLine />
        {all.isLoading || isLoading ? <QuietBars what="The menu" rows={4} /> : null}
        {all.error ? (
          <Failure what="The phone menus did not load" still="Calls go on as they are." error={all.error} retry={all.retry} />
        ) : null}
        {all.flows?.length === 0 ? (
          <Empty title="No phone menu yet">
            Callers go straight to the queue of the number they call. Menus are files of the flows’ folder.
          </Empty>
        ) : null}
        {item && !item.isLive ? (
          <div className="fl-list">
            <Empty title="This menu cannot run" isPlain>
              Callers go straight to the queue of the number they call, until its file is mended.
            </Empty>
            <div className="insp">
              <Checks flow={item} />
            </div>
          </div>
        ) : null}
        {error ? <Failure what="The menu did not load" still="Calls go on as they are." error={error} retry={retry} /> : null}
        {flow && isWide ? (
          <div className="canvas">
            <Suspense fallback={<QuietBars what="The graph" rows={4} />}>
              <FlowGraph key={flow.name} flow={flow} chosen={step?.id ?? ''} choose={choose} />
            </Suspense>
            <OutcomeMix flow={flow} period={period} />
          </div>
        ) : null}
        {flow && !isWide ? (
          <div className="fl-narrow">
            <OutcomeMix flow={flow} period={period} />
            <StepList flow={flow} chosen={own ?? ''} choose={choose} />
          </div>
        ) : null}
      </Sheet>
      {flow && step && isWide ? (
        <aside className="insp" aria-label="Step">
          <h2>
            <Icon size={16} stroke={1.75} aria-hidden />
            {step.title}
          </h2>
          <StepFacts flow={flow} step={step} />
          <Loss flow={flow} choose={choose} />
          <Checks flow={flow} />
        </aside>
      ) : null}
    </Page>
  )
}
