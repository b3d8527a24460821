import type { Platform } from '../platform/room.ts'
import type { Staff } from '../staff/index.ts'
import type { Board } from './board.ts'

/** What the verbs of this room are made with. */
export interface QueueDeps {
  platform: Platform
  staff: Pick<Staff, 'hasTeam'>
  board: Board
}
