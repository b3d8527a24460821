import type { Calls } from '../calls/index.ts'
import type { Cases } from '../cases/index.ts'
import type { Customers } from '../customers/index.ts'
import type { Hub } from '../hub/index.ts'
import type { SuggestArticles } from '../knowledge/index.ts'
import type { Platform } from '../platform/room.ts'
import type { Queues } from '../queues/index.ts'
import type { Routing } from '../routing/index.ts'
import type { Staff } from '../staff/index.ts'

/** The rooms whose reads are joined here. */
export interface ScreenDeps {
  platform: Platform
  staff: Staff
  queues: Queues
  customers: Customers
  cases: Cases
  hub: Hub
  routing: Routing
  calls: Pick<Calls, 'callsOfInteractions' | 'getCall'>
  suggestArticles: SuggestArticles
}
