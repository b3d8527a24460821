import type { Connection } from 'mongoose'
import type { IndexSpec } from '../platform/db/indexes.ts'

/**
 * That a note names somebody, or that messages to their case are held back: one for each of them. Ids only; the words lie with the note or the message,
 * and go with it.
 */
export interface StoredMention {
  /** `<user>/<note>` or `<user>/held-<case>`: made again it is the same one. */
  _id: string
  /** Absent: a note names them. */
  kind?: 'held'
  userId: string
  /** '' where messages are held back. */
  noteId: string
  /** The messages that are held back. */
  heldIds?: string[]
  /** The case the note was written in, or that the messages name. */
  caseId: string
  /** Its line in the timeline; of several messages the last one's. */
  itemId: string
  by: string
  at: Date
  readAt: Date | null
}

export const openMentions = (connection: Connection) => connection.collection<StoredMention>('mentions')

export const mentionIndexes: IndexSpec[] = [
  { collection: 'mentions', key: { userId: 1, at: -1 } },
  { collection: 'mentions', key: { userId: 1, readAt: 1, at: -1 } },
  { collection: 'mentions', key: { caseId: 1 } },
  { collection: 'mentions', key: { readAt: 1 } },
  { collection: 'mentions', key: { heldIds: 1 }, sparse: true },
]
