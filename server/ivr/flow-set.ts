import type { Machine } from './compile.ts'
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
