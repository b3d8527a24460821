import type { Machine } from './compile.ts'
import type { FlowState } from './face.ts'
import type { Flow } from './flow.ts'
import type { Lookup } from './look-up.ts'

/** All flows of a desk as they were at one time, checked and ready to run. */
export interface FlowSet {
  /** A hash of all their texts. */
  version: string
  flows: Readonly<Record<string, Flow>>
  lookups: Readonly<Record<string, Lookup>>
  machines: ReadonlyMap<string, Machine>
  /** Flow → step → the line it is written in. */
  lines: Readonly<Record<string, Readonly<Record<string, number>>>>
}

export const hasFlow = ({ machines }: FlowSet, flow: string): boolean => machines.has(flow)

/** Whether the flow has more to do for a caller when the person it asked for is gone, such as a survey. */
export const goesOnAfter = ({ machines }: FlowSet, { flow, step }: Pick<FlowState, 'flow' | 'step'>): boolean =>
  machines.get(flow)?.chart[step]?.after !== undefined
