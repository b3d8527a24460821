import type { Connection } from 'mongoose'
import { batchInserts, wasFree } from '../platform/batch.ts'
import type { WriteOptions } from '../platform/db/early.ts'
import type { IndexSpec } from '../platform/db/indexes.ts'

/**
 * A customer's place for an open case in a queue. Two first messages that arrive at the same moment over two channels meet here: one decides the
 * case, the other joins it.
 */
export const createSlots = (connection: Connection, options: WriteOptions = {}) => {
  const slots = connection.collection<{ _id: string; caseId: string }>('open_slots')
  const insert = batchInserts<{ _id: string; caseId: string }>(slots, options)
  const keyOf = (customerId: string, queueId: string): string => `${customerId}:${queueId}`
  return {
    /** The case in the slot; `caseId` itself when the slot was free. */
    claim: async (customerId: string, queueId: string, caseId: string): Promise<string> => {
      const _id = keyOf(customerId, queueId)
      for (;;) {
        if (await wasFree(insert({ _id, caseId }))) return caseId
        const there = await slots.findOne({ _id })
        if (there) return there.caseId
      }
    },
    /** Puts `caseId` where `before` was; false when someone else was faster. */
    replace: async (customerId: string, queueId: string, before: string, caseId: string): Promise<boolean> =>
      (await slots.updateOne({ _id: keyOf(customerId, queueId), caseId: before }, { $set: { caseId } })).matchedCount === 1,
    /** Frees what the case holds elsewhere, and puts it here if nobody is there. */
    move: async (caseId: string, customerId: string, queueId: string): Promise<void> => {
      const _id = keyOf(customerId, queueId)
      await wasFree(insert({ _id, caseId }))
      await slots.deleteMany({ caseId, _id: { $ne: _id } })
    },
    /** Frees every slot the case holds. */
    clear: async (caseId: string): Promise<void> => {
      await slots.deleteMany({ caseId })
    },
  }
}

export type Slots = ReturnType<typeof createSlots>
export const slotIndexes: IndexSpec[] = [{ collection: 'open_slots', key: { caseId: 1 } }]
