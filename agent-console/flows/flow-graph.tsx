import { Background, BackgroundVariant, type Edge, Panel, ReactFlow, ReactFlowProvider, useReactFlow, useStore } from '@xyflow/react'
import '@xyflow/react/dist/base.css'
import { IconMaximize, IconMinus, IconPlus } from '@tabler/icons-react'
import { useMemo } from 'react'
import type { FlowView } from '../../server/calls/flows/wire.ts'
import { IconButton } from '../signs/icon-button.tsx'
import { worstOf } from './flow-words.ts'
import { BOX_WIDTH, COLUMN_WIDTH, layout } from './layout.ts'
import { StepNode, type StepNodeData } from './step-node.tsx'

const nodeTypes = { step: StepNode }
const WAY_HEIGHT = 21
const LEAST_HEIGHT = 62
const WIDEST = 9
/** So much is seen at first, large enough to be read; the rest is beside it. */
const FIRST_COLUMNS = 4

const Zoom = () => {
  const { zoomIn, zoomOut, fitView } = useReactFlow()
  const zoom = useStore(({ transform }) => transform[2])
  return (
    <Panel position="bottom-right" className="fl-zoom">
      <IconButton label="Zoom out" onClick={() => void zoomOut()}>
        <IconMinus size={15} stroke={1.75} aria-hidden />
      </IconButton>
      <span>{Math.round(zoom * 100)} %</span>
      <IconButton label="Zoom in" onClick={() => void zoomIn()}>
        <IconPlus size={15} stroke={1.75} aria-hidden />
      </IconButton>
      <IconButton label="Show all of it" onClick={() => void fitView()}>
        <IconMaximize size={15} stroke={1.75} aria-hidden />
      </IconButton>
    </Panel>
  )
}

interface FlowGraphProps {
  flow: FlowView
  chosen: string
  choose(id: string): void
}

/** The menu as it is gone through, left to right. A chunk of its own: only here is a graph drawn. */
export const FlowGraph = ({ flow, chosen, choose }: FlowGraphProps) => {
  const { first, nodes: steps, edges: ways, version } = flow
  const heightOf = (id: string): number => Math.max(LEAST_HEIGHT, ways.filter(({ from }) => from === id).length * WAY_HEIGHT)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another version is another drawing, new figures are not
  const places = useMemo(
    () =>
      layout(
        first,
        steps.map(({ id }) => ({ id, height: heightOf(id) })),
        ways,
      ),
    [flow.name, version],
  )
  const worst = worstOf(steps)
  const most = Math.max(1, ...ways.map(({ took }) => took))
  const nodes: StepNodeData[] = steps.map((step) => ({
    id: step.id,
    type: 'step',
    position: places.get(step.id) ?? { x: 0, y: 0 },
    width: BOX_WIDTH,
    height: heightOf(step.id),
    data: {
      step,
      ways: ways.filter(({ from }) => from === step.id),
      height: heightOf(step.id),
      isChosen: step.id === chosen,
      isWorst: step.id === worst?.id,
      choose: () => choose(step.id),
    },
  }))
  const beginning = nodes.filter(({ position }) => position.x < FIRST_COLUMNS * COLUMN_WIDTH)
  const xOf = (id: string): number => places.get(id)?.x ?? 0
  const edges: Edge[] = ways.map(({ from, to, on, took }) => ({
    id: `${from} ${on}`,
    // A way back goes round the boxes, not across them.
    type: xOf(to) > xOf(from) ? 'default' : 'smoothstep',
    source: from,
    target: to,
    sourceHandle: on,
    className: from === chosen ? 'hl' : took === 0 ? 'none' : '',
    style: { strokeWidth: took === 0 ? 1 : 1.5 + (took / most) * (WIDEST - 1.5) },
    focusable: false,
  }))
  return (
    <ReactFlowProvider>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        elementsSelectable={false}
        minZoom={0.15}
        maxZoom={1.5}
        fitView
        fitViewOptions={{ nodes: beginning, padding: 0.06, maxZoom: 0.9 }}
        proOptions={{ hideAttribution: true }}
        aria-label={`The steps of ${flow.title}`}
      >
        <Background variant={BackgroundVariant.Dots} gap={22} size={1.6} />
        <Panel position="bottom-left" className="fl-legend">
          <span>
            <i className="lw1" />
            Cord width is the number of calls
          </span>
          <span>
            <i className="lw2" />
            On this step now
          </span>
          <span>
            <i className="lw3" />
            Hung up here
          </span>
        </Panel>
        <Zoom />
      </ReactFlow>
    </ReactFlowProvider>
  )
}
