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
  Priority,
  Utterance,
} from './face.ts'
