import { lazy, Suspense, useState } from 'react'
import { createPortal } from 'react-dom'
import type { FlowItem, FlowText, FlowView } from '../../server/calls/flows/wire.ts'
import { Empty } from '../signs/empty.tsx'
import { QuietBars } from '../signs/quiet-bars.tsx'
import { useDraftGraph } from './draft-graph.ts'
import { kindOf } from './kinds.ts'
import { OutcomeMix } from './outcome-mix.tsx'
import { StepList } from './step-list.tsx'
import { Checks, Loss, StepFacts } from './step-panel.tsx'

const FlowGraph = lazy(async () => ({ default: (await import('./flow-graph.tsx')).FlowGraph }))

interface GraphViewProps {
  item: FlowItem
  flow: FlowView | undefined
  words: FlowText | undefined
  /** Beside the sheet; null where there is no room for it. */
  aside: HTMLElement | null
  isWide: boolean
  period: string
}

const Which = ({ isDraft, set }: { isDraft: boolean; set(isDraft: boolean): void }) => (
  <span className="sw fl-which">
    {[false, true].map((one) => (
      <button
        key={String(one)}
        type="button"
        className={one === isDraft ? 'on' : ''}
        aria-pressed={one === isDraft}
        onClick={() => set(one)}
      >
        {one ? 'Your draft' : 'What runs'}
      </button>
    ))}
  </span>
)

/** A menu as it is gone through: what runs, with who leaves where, or what is being written. */
export const GraphView = ({ item, flow: running, words, aside, isWide, period }: GraphViewProps) => {
  const [wantsDraft, setWantsDraft] = useState(false)
  const [chosen, setChosen] = useState<{ flow: string; step: string } | null>(null)
  const draft = useDraftGraph(running, words, wantsDraft)
  const isDraft = wantsDraft && draft !== undefined
  const flow = isDraft ? draft : running
  const own = chosen && chosen.flow === item.name ? chosen.step : null
  const choose = (step: string): void => setChosen({ flow: item.name, step })
  const step = flow?.nodes.find(({ id }) => id === own) ?? flow?.nodes.find(({ id }) => id === flow.first)
  const Icon = kindOf(step?.kind ?? '').icon
  if (!item.isLive)
    return (
      <div className="fl-list">
        <Empty title="This menu cannot run" isPlain>
          Callers go straight to the queue of the number they call, until its text is mended.
        </Empty>
        <div className="insp">
          <Checks flow={item} />
        </div>
      </div>
    )
  return (
    <>
      {draft === undefined ? null : <Which isDraft={isDraft} set={setWantsDraft} />}
      {flow === null ? (
        <Empty title="The draft cannot be drawn yet" isPlain>
          Its text has faults, or the desk is still looking at it.
        </Empty>
      ) : null}
      {flow && isWide ? (
        <div className="canvas">
          <Suspense fallback={<QuietBars what="The graph" rows={4} />}>
            <FlowGraph key={`${flow.name} ${isDraft}`} flow={flow} chosen={step?.id ?? ''} choose={choose} />
          </Suspense>
          {isDraft ? null : <OutcomeMix flow={flow} period={period} />}
        </div>
      ) : null}
      {flow && !isWide ? (
        <div className="fl-narrow">
          {isDraft ? null : <OutcomeMix flow={flow} period={period} />}
          <StepList flow={flow} chosen={own ?? ''} choose={choose} />
        </div>
      ) : null}
      {flow && step && aside
        ? createPortal(
            <>
              <h2>
                <Icon size={16} stroke={1.75} aria-hidden />
                {step.title}
              </h2>
              <StepFacts flow={flow} step={step} />
              <Loss flow={flow} choose={choose} />
              {isDraft ? null : <Checks flow={flow} />}
            </>,
            aside,
          )
        : null}
    </>
  )
}
