/** A file on its way into a message. */
export interface Uploaded {
  id: string
  name: string
  type: string
  bytes: number
}
