import type { Raw } from './bson.ts'
import type { Position } from './find.ts'

/** What the reader is asked for. `command` is BSON, because classes of values do not survive a message between threads. */
export type ReaderTask =
  | { kind: 'find'; ns: string; command: Raw; position: Position | null; batchSize: number | undefined }
  | { kind: 'count'; ns: string; command: Raw }
  | { kind: 'distinct'; ns: string; command: Raw; path: string }
  | { kind: 'aggregate'; ns: string; command: Raw; position: Position | null; now: number }
  | { kind: 'candidates'; ns: string; command: Raw; ids: Uint8Array[] | undefined; from: PageFrom | null | undefined }

/** A document that matched as the reader saw it; the writer compares before it believes. */
export interface Candidate {
  id: Uint8Array
  digest: Uint8Array
}

export type PageFrom = 'start' | { range: number; key: Uint8Array }

export interface CandidatePage {
  found: Candidate[]
  /** Where the next part begins. */
  more: PageFrom | null
}

export interface ReaderAnswers {
  find: { docs: Raw[]; position: Position | null }
  count: number
  distinct: Raw
  aggregate: { docs: Raw[]; position: Position | null }
  candidates: CandidatePage
}

export type ReaderReply =
  | { id: number; value: ReaderAnswers[keyof ReaderAnswers] }
  | { id: number; code: number; codeName: string; message: string; extra: Raw }
