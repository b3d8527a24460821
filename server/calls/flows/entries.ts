import type { WrittenHours } from './wire.ts'

/**
 * What can happen to a phone menu, one stream `flow:<name>`. An audit: who published what, when and why. Its entries are its versions, by their number.
 * Texts lie in `flow_texts` under their hash, so that an entry holds exactly one of them and stays short.
 */
export interface FlowChange {
  type: 'flow.published'
  /** Null: the file of the installation runs again, whatever an upgrade makes of it. */
  text: string | null
  /** The file of the installation as it was then; null when there was none. */
  file: string | null
  note: string
  /** The older version whose text this is once more; 0: the file. */
  restores: number | null
}

/**
 * What can happen to some opening hours, one stream `hours:<name>`. An audit: who said when we are open, and when. The hours themselves stand in the
 * entry, whole.
 */
export type HoursChange =
  | ({ type: 'hours.set' } & WrittenHours)
  /** What the console said ends: the installation's file counts again, and without one there are no such hours. */
  | { type: 'hours.dropped' }
