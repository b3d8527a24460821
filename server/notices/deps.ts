import type { Cases } from '../cases/index.ts'
import type { Hub } from '../hub/index.ts'
import type { Platform } from '../platform/room.ts'
import type { Queues } from '../queues/index.ts'
import type { Staff } from '../staff/index.ts'

/** What the verbs of this room share. */
export interface NoticeDeps {
  platform: Platform
  staff: Staff
  queues: Queues
  cases: Cases
  hub: Pick<Hub, 'byIds'>
}

/** What somebody is named in is another than before: `userIds`. It follows the write. */
export const MENTIONS_CHANGED = 'notices.mentions-changed'
export interface MentionsChanged {
  userIds: string[]
}
