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
