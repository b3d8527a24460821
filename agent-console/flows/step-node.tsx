import { Handle, type Node, type NodeProps, Position } from '@xyflow/react'
import type { FlowStepView, FlowWayView } from '../../server/calls/flows/wire.ts'
import { kindOf } from './kinds.ts'
import { StepFigures, StepLoss } from './step-figures.tsx'

export type StepNodeData = Node<{
  step: FlowStepView
  ways: FlowWayView[]
  height: number
  isChosen: boolean
  isWorst: boolean
  choose(): void
}>

const WAITS = ['wait', 'transfer', 'sub-flow']

export const StepNode = ({ data: { step, ways, height, isChosen, isWorst, choose } }: NodeProps<StepNodeData>) => {
  const { icon: Icon, word } = kindOf(step.kind)
  const kind = WAITS.includes(step.kind) ? ' q' : ''
  return (
    <div className={`fn${kind}${isChosen ? ' sel' : ''}`} style={{ height }}>
      <Handle type="target" position={Position.Left} isConnectable={false} />
      <button type="button" className="fn-b" aria-pressed={isChosen} onClick={choose}>
        <span className="fn-h">
          <Icon size={15} stroke={1.75} aria-hidden />
          <b>{step.title}</b>
          <span className="sr">, {word}</span>
        </span>
        <StepFigures step={step} />
      </button>
      <StepLoss step={step} isWorst={isWorst} />
      {ways.map(({ on, label }, index) => (
        <Handle
          key={on}
          id={on}
          type="source"
          position={Position.Right}
          isConnectable={false}
          style={{ top: `${((index + 1) / (ways.length + 1)) * 100}%` }}
        >
          {label ? <kbd aria-hidden>{label}</kbd> : null}
        </Handle>
      ))}
    </div>
  )
}
