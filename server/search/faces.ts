import type { Customer } from '../customers/index.ts'
import type { Queue } from '../queues/index.ts'
import type { Actor } from '../staff/index.ts'

/** What this room needs to know of a case. */
export interface FoundCase {
  id: string
  number: number
  queueId: string
  customerId: string
  tags: string[]
  updatedAt: Date | null
  erasedAt: Date | null
}

/** What it needs to know of a message. */
export interface FoundMessage {
  id: string
  /** Where it stands; '' until that is marked. */
  caseId: string
  from: { address: string; name?: string }
  to: { address: string }[]
  subject: string
  text: string
  receivedAt: Date
}

/** The rooms to the left, as far as this one asks them. */
export interface SearchFaces {
  cases: {
    /** Those of the ids that are there and visible to the actor. */
    getStates(actor: Actor, ids: readonly string[]): Promise<FoundCase[]>
    readTitles(ids: readonly string[]): Promise<Map<string, string>>
  }
  hub: { byIds(ids: readonly string[]): Promise<FoundMessage[]> }
  customers: { getMany(actor: Actor, ids: readonly string[], options?: { isFresh?: boolean }): Promise<Map<string, Customer>> }
  queues: { all(): readonly Pick<Queue, 'id' | 'restrictedTo'>[] }
}
