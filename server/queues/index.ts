import type { Platform, RoomParts } from '../platform/room.ts'
import type { Actor, Staff } from '../staff/index.ts'
import { addFirstQueue } from './add-queue.ts'
import { createBoard } from './board.ts'
import { QUEUE_KNOWN } from './deps.ts'
import { createFace, type QueuesFace } from './face.ts'
import { queuesTopic } from './live.ts'
import { queueRoutes } from './routes.ts'

export { QUEUE_KNOWN } from './deps.ts'
export type { QueueChange, QueueSettings } from './entries.ts'
export { LIVE_OFFER_SECONDS, noticeOf, OFFER_SECONDS, usualDispositions } from './queue.ts'
export { seenAnew } from './seen-anew.ts'
export { seesQueue } from './sees-queue.ts'
export type { InsteadOfWaiting, Notice, Queue } from './wire.ts'

export interface Queues extends QueuesFace {
  parts: RoomParts<Actor>
}

/** Where work waits. In memory once `parts.start` has run; a fresh desk then has its first queue. */
export const createQueues = (platform: Platform, { staff }: { staff: Pick<Staff, 'hasTeam'> }): Queues => {
  const board = createBoard(platform)
  board.onChanged(() => platform.bus.tell({ name: QUEUE_KNOWN, data: null }))
  const deps = { platform, staff, board }
  const face = createFace(deps)
  return {
    ...face,
    parts: {
      routes: queueRoutes(face),
      topics: [queuesTopic(board)],
      indexes: [{ collection: 'queues', key: { updatedAt: 1 } }],
      start: async () => {
        await board.load()
        await addFirstQueue(deps)
        platform.followOthers('queues/refresh', board.refresh)
      },
    },
  }
}
