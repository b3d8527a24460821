import type { Platform } from '../platform/room.ts'
import type { Staff } from '../staff/index.ts'
import type { Board } from './board.ts'

/** A queue is another here than before, whichever process changed it: each process says so to itself, when it has come to know. */
export const QUEUE_KNOWN = 'queue.known'

/** What the verbs of this room are made with. */
export interface QueueDeps {
  platform: Platform
  staff: Pick<Staff, 'hasTeam'>
  board: Board
}
