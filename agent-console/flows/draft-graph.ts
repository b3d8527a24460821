import type { FlowCheck, FlowText, FlowView } from '../../server/calls/flows/wire.ts'
import { useStore } from '../desk/use-store.ts'
import { draftOf } from './draft-of.ts'
import { keptDrafts } from './kept-drafts.ts'
import { useFlowCheck } from './use-flow-text.ts'

/** A graph that no call has gone through yet. */
export const unwalked = (flow: FlowView, graph: NonNullable<FlowCheck['graph']>, version: string): FlowView => ({
  ...flow,
  ...graph,
  version,
  calls: 0,
  now: 0,
  outcomes: { person: 0, served: 0, message: 0, hungUp: 0 },
  nodes: graph.nodes.map((one) => ({ ...one, reached: 0, left: 0, seconds: null, now: 0 })),
  edges: graph.edges.map((one) => ({ ...one, took: 0 })),
})

/** What is being written, as a graph; null while it cannot be drawn, undefined when nothing is. */
export const useDraftGraph = (flow: FlowView | undefined, words: FlowText | undefined, isAsked: boolean): FlowView | null | undefined => {
  const kept = useStore(keptDrafts)[words?.name ?? '']
  const draft = words && draftOf(words, kept)
  const text = draft?.text ?? ''
  const isThere = draft !== undefined && !draft.isNone
  const { check } = useFlowCheck(words?.name ?? '', text, words?.running.version ?? 0, isAsked && isThere)
  if (!flow || !isThere) return undefined
  const { graph = null } = check ?? {}
  // Other steps or other ways are another drawing.
  return (
    graph && unwalked(flow, graph, JSON.stringify([graph.nodes.map(({ id }) => id), graph.edges.map(({ from, to, on }) => [from, on, to])]))
  )
}
