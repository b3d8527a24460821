import type { Connection } from 'mongoose'
import type { IndexSpec } from '../platform/db/indexes.ts'

/** That a note names somebody: one for each of them. Ids only; the words lie with the note, and go with it. */
export interface StoredMention {
  /** `<user>/<note>`: made again it is the same one. */
  _id: string
  userId: string
  noteId: string
  /** The case the note was written in. */
  caseId: string
  /** The note's line in the timeline. */
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
]
