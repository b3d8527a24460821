export type { CallPhase, CallState } from './call.ts'
export type { CallChange } from './entries.ts'
export type * from './ports.ts'
export type { CallView } from './wire.ts'
