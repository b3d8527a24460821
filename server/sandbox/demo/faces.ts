import type { Cases } from '../../cases/index.ts'
import type { Customers } from '../../customers/index.ts'
import type { Hub } from '../../hub/index.ts'
import type { Queues } from '../../queues/index.ts'
import type { Search } from '../../search/index.ts'
import type { Staff } from '../../staff/index.ts'

/** The rooms whose verbs the demo is written through. */
export interface DemoFaces {
  staff: Pick<Staff, 'addUser' | 'actorOf' | 'userIdByEmail'>
  queues: Pick<Queues, 'all' | 'addQueue' | 'editQueue'>
  customers: Pick<Customers, 'resolveIdentity' | 'editCustomer' | 'mergeCustomers' | 'noteTyped' | 'findSame'>
  cases: Pick<
    Cases,
    'assignCase' | 'transferCase' | 'setKind' | 'setTags' | 'setPriority' | 'noteCase' | 'snoozeCase' | 'closeCase' | 'intake' | 'getState'
  >
  hub: Pick<Hub, 'intake' | 'byIds' | 'settled' | 'sweep'>
  search: Pick<Search, 'rebuild'>
}
