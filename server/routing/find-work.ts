import { batchFinds } from '../platform/batch.ts'
import type { IndexSpec } from '../platform/db/indexes.ts'
import type { Platform } from '../platform/room.ts'
import { createOfferedWorks } from './offered-works.ts'
import { startWork, type WorkState } from './work.ts'

type Stored = WorkState & { _id: string }
type Filter = Record<string, unknown>

export const workIndexes: IndexSpec[] = [
  { collection: 'works', key: { isQueued: 1, since: 1, _id: 1 } },
  { collection: 'works', key: { holderId: 1, isOpen: 1 } },
  { collection: 'works', key: { caseId: 1, since: -1 } },
  { collection: 'works', key: { isOpen: 1, _id: 1 } },
  { collection: 'works', key: { interactionId: 1, queueSince: -1 } },
  { collection: 'works', key: { queueId: 1, isQueued: 1 } },
]

const fromStored = ({ _id, ...state }: Stored): WorkState => ({ ...startWork(String(_id)), ...state })

/** Unguarded reads of the projection, for this room alone. */
export const createWorks = ({ connection, bus, isOnlyProcess }: Pick<Platform, 'connection' | 'bus' | 'isOnlyProcess'>) => {
  const works = connection.collection<Stored>('works')
  const read = async (filter: Filter, sort: Record<string, 1 | -1>, limit = 0): Promise<WorkState[]> =>
    (
      await works
        .find(filter as never)
        .sort(sort)
        .limit(limit)
        .toArray()
    ).map((one) => fromStored(one as Stored))
  const offered = (whose: Filter): Promise<WorkState[]> => read({ ...whose, isOpen: true, state: 'offered' }, { since: 1 })
  const offeredTo = isOnlyProcess
    ? createOfferedWorks(bus, () => offered({}))
    : (agentIds: readonly string[]): Promise<WorkState[]> => offered({ holderId: { $in: [...agentIds] } })
  const findOpen = batchFinds<Stored>(works as never, 'caseId', { only: { isOpen: true } })
  return {
    /** Asked for every message, so many are asked together. Newest first. */
    openOfCase: async (caseId: string): Promise<WorkState[]> =>
      (await findOpen(caseId)).sort((a, b) => b.since.getTime() - a.since.getTime()).map(fromStored),
    /** Newest first, beginning after a place. */
    ofCase: (caseId: string, limit: number, after?: { at: Date; id: string }): Promise<WorkState[]> =>
      read(
        {
          caseId,
          ...(after ? { $or: [{ since: { $lt: after.at } }, { since: after.at, _id: { $lt: after.id } }] } : {}),
        },
        { since: -1, _id: -1 },
        limit,
      ),
    heldBy: (agentId: string): Promise<WorkState[]> => read({ holderId: agentId, isOpen: true }, { since: 1 }, 200),
    offeredTo,
    /** Newest first: asked for once more, work is as old as before, and begins later. */
    ofInteraction: (interactionId: string): Promise<WorkState[]> => read({ interactionId }, { queueSince: -1 }, 20),
    queuedOf: (queueId: string): Promise<WorkState[]> => read({ queueId, isQueued: true }, { since: 1 }, 1_000),
    open: (): Promise<WorkState[]> => read({ isOpen: true }, { _id: 1 }),
    /** Longest waiting first, beginning after a place. */
    queued: (hiddenQueueIds: readonly string[], limit: number, after?: { since: Date; id: string }): Promise<WorkState[]> =>
      read(
        {
          isQueued: true,
          ...(hiddenQueueIds.length > 0 ? { queueId: { $nin: [...hiddenQueueIds] } } : {}),
          ...(after ? { $or: [{ since: { $gt: after.since } }, { since: after.since, _id: { $gt: after.id } }] } : {}),
        },
        { since: 1, _id: 1 },
        limit,
      ),
  }
}
export type Works = ReturnType<typeof createWorks>
