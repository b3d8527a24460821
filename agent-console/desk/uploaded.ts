/** A file on its way into a message. */
export interface Uploaded {
  id: string
  name: string
  type: string
  bytes: number
  /** When it came to the desk, by the clock of this browser. Missing in a draft of an older desk. */
  at?: string
}
