import type { FlowView } from '../../server/calls/flows/wire.ts'
import { worstOf } from './flow-words.ts'
import { kindOf } from './kinds.ts'
import { StepFigures, StepLoss } from './step-figures.tsx'
import { Checks, Loss, StepFacts } from './step-panel.tsx'

interface StepListProps {
  flow: FlowView
  /** Empty: none is opened. */
  chosen: string
  choose(id: string): void
}

/** The graph where there is no room for one: its steps as they are written, each to be opened. */
export const StepList = ({ flow, chosen, choose }: StepListProps) => {
  const worst = worstOf(flow.nodes)
  return (
    <div className="fl-list">
      <Loss flow={flow} choose={choose} />
      <ol aria-label="Steps">
        {flow.nodes.map((step) => {
          const { icon: Icon } = kindOf(step.kind)
          const isOpen = step.id === chosen
          return (
            <li key={step.id}>
              <button type="button" className="fl-row" aria-expanded={isOpen} onClick={() => choose(isOpen ? '' : step.id)}>
                <span className="fn-h">
                  <Icon size={15} stroke={1.75} aria-hidden />
                  <b>{step.title}</b>
                </span>
                <StepFigures step={step} />
                <StepLoss step={step} isWorst={step.id === worst?.id} />
              </button>
              {isOpen ? (
                <div className="insp">
                  <StepFacts flow={flow} step={step} />
                </div>
              ) : null}
            </li>
          )
        })}
      </ol>
      <div className="insp">
        <Checks flow={flow} />
      </div>
    </div>
  )
}
