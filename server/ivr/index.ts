export { advance, beginFlow } from './advance.ts'
export { lookupRequest, readLookup } from './ask-look-up.ts'
export type {
  Estimate,
  FlowAct,
  FlowEvent,
  FlowFacts,
  FlowFault,
  FlowFile,
  FlowState,
  Gather,
  KnownNames,
  PathStep,
  Place,
  Priority,
  TrailStep,
  Utterance,
} from './face.ts'
export { flowFileName, flowNameOf } from './file-names.ts'
export { NAME as FLOW_NAME } from './flow.ts'
export { type FlowSet, goesOnAfter, hasFlow } from './flow-set.ts'
export { type FlowEdge, type FlowGraph, type FlowNode, graphOf } from './graph.ts'
export { publishedSchemas, publishSchema } from './published-schemas.ts'
export { readFlows } from './read-flows.ts'
export { type Played, playScenarios, type ReplayWorld, replayScenario } from './replay.ts'
export { type LocalStep, rootsOf, trailIn } from './trail.ts'
