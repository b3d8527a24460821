import type { Log } from '../../../platform/log.ts'
import type { Calls } from '../calls.ts'
import type { Conferences } from '../conference.ts'
import type { Edges } from '../edges.ts'
import type { Inputs } from '../inputs.ts'
import type { Lines } from '../lines.ts'
import type { Recordings } from '../recording.ts'
import type { Ringing } from '../ringing.ts'
import type { CallRecord, Method } from '../shapes.ts'
import type { CarrierTime } from '../time.ts'
import type { Webhooks } from '../webhook.ts'
import type { XmlElement } from './xml.ts'

/** What documents are carried out with. */
export interface Studio {
  calls: Calls
  conferences: Conferences
  edges: Edges
  inputs: Inputs
  lines: Lines
  recordings: Recordings
  ringing: Ringing
  time: CarrierTime
  webhooks: Webhooks
  log: Pick<Log, 'warn'>
}

/** One verb of a running document. */
export interface VerbRun {
  call: CallRecord
  element: XmlElement
  /** The document's own address and method: what relative addresses and missing actions mean. */
  document: { url: string; method: Method }
  /** Of another address of the document; throws BadAddress (11100). */
  resolve(url: string): string
  /** Aborted with `ended` when the call is over, with `replaced` when it was given another document. */
  signal: AbortSignal
  /** The answered leg of a `<Dial>` listens to a document of its own before both sides meet. */
  isScreening: boolean
  /** Runs such a document; false: the leg is not to be put through. */
  screen(leg: CallRecord, address: { url: string; method: Method }): Promise<boolean>
}

/** Where the call goes after a verb. */
export type Next = { go: 'on' } | { go: 'end' } | { go: 'ask'; url: string; method: Method; params?: Record<string, string> }

export class BadAddress extends Error {}
