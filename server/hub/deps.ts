import type { Cases } from '../cases/index.ts'
import type { Customers } from '../customers/index.ts'
import type { Platform } from '../platform/room.ts'
import type { Queues } from '../queues/index.ts'
import type { Staff } from '../staff/index.ts'
import type { Channel } from './channel.ts'
import type { MessageStore } from './message-store.ts'
import type { ThreadStore } from './thread-store.ts'

/** What the verbs of this room share. */
export interface HubDeps {
  platform: Platform
  messages: MessageStore
  threads: ThreadStore
  cases: Cases
  customers: Customers
  queues: Queues
  staff: Staff
  /** Throws invalid for a kind that no channel serves. */
  channelOf(kind: string): Channel
}
