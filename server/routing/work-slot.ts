import { batchInserts, wasFree } from '../platform/batch.ts'
import { early } from '../platform/db/early.ts'
import type { Platform } from '../platform/room.ts'
import type { WorkState } from './work.ts'

type Slotted = Pick<WorkState, 'id' | 'caseId' | 'interactionId' | 'isExclusive'>

const slotOf = ({ caseId, interactionId, isExclusive }: Slotted): string => `${caseId}:${interactionId}${isExclusive ? ':line' : ''}`

/**
 * One interaction of a case has at most one piece of open work: whoever holds the slot is it. Who is on the line waits beside it: what was said to a
 * machine may come before that line is known to be over.
 */
export const createWorkSlots = (platform: Pick<Platform, 'connection' | 'isOnlyProcess'>, isOver: (workId: string) => Promise<boolean>) => {
  const slots = platform.connection.collection<{ _id: string; workId: string }>('work_slots')
  const insert = batchInserts<{ _id: string; workId: string }>(slots, early(platform))
  return {
    /** True when the work holds the slot now. */
    claim: async (work: Slotted): Promise<boolean> => {
      const _id = slotOf(work)
      for (;;) {
        if (await wasFree(insert({ _id, workId: work.id }))) return true
        const held = await slots.findOne({ _id })
        if (held?.workId === work.id) return true
        // Held by work that is not there yet: the reaction that claimed it will run again and make it.
        if (held && !(await isOver(held.workId))) return false
        if (held) await slots.deleteOne({ _id, workId: held.workId })
      }
    },
    clear: async (work: Slotted): Promise<void> => {
      await slots.deleteOne({ _id: slotOf(work), workId: work.id })
    },
  }
}
export type WorkSlots = ReturnType<typeof createWorkSlots>
