import type { CallDocument, DocumentVerb, LegState, StepRef } from '../../server/calls/index.ts'

type Waiting = { at: 'gather' | 'record' | 'music' | 'conference' | 'over'; step?: StepRef; rest: DocumentVerb[] }

/** One line at the carrier, and whoever holds its far end. */
export interface Line {
  carrierId: string
  callId: string
  legId: string
  to: string
  from: string
  state: LegState
  /** Everything it was told or played so far. */
  heard: string[]
  documents: CallDocument[]
  waits: Waiting
  conference: string | null
  isHeld: boolean
  isMuted: boolean
  hears: string | null
}
