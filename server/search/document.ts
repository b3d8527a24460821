import type { Connection } from 'mongoose'
import type { IndexSpec } from '../platform/db/indexes.ts'

export type FoundKind = 'case' | 'customer' | 'message'

/**
 * What one thing is found by. It holds terms and no sentences: titles and texts are read from their own rooms when they are shown, so what was erased
 * there is not shown from here, and what was erased here is not found.
 */
export interface SearchDocument {
  _id: string
  kind: FoundKind
  /** Of the case, message or customer. */
  of: string
  caseId: string
  customerId: string
  /** Decides who may see it; '' for customers, who belong to no queue. */
  queueId: string
  terms: string[]
  at: Date
  /** People first, then matters, then what was said. */
  rank: number
}

export const ranks: Record<FoundKind, number> = { customer: 0, case: 1, message: 2 }

export const documentId = (kind: FoundKind, id: string): string => `${kind}:${id}`

export const openDocuments = (connection: Connection) => connection.collection<SearchDocument>('search')

export const searchIndexes: IndexSpec[] = [
  // By time within a word: what comes now is written beside what came before it, not all over the index.
  { collection: 'search', key: { terms: 1, at: 1 } },
  { collection: 'search', key: { caseId: 1 } },
]
