import type { Calls } from '../../calls/index.ts'
import type { Cases } from '../../cases/index.ts'
import type { Customers } from '../../customers/index.ts'
import type { Hub } from '../../hub/index.ts'
import type { Queues } from '../../queues/index.ts'
import type { Search } from '../../search/index.ts'
import type { Staff } from '../../staff/index.ts'

/** The rooms whose verbs the demo is written through. */
export interface DemoFaces {
  staff: Pick<Staff, 'addUser' | 'actorOf' | 'userIdByEmail' | 'tellPresence'>
  queues: Pick<Queues, 'all' | 'addQueue' | 'editQueue'>
  customers: Pick<Customers, 'resolveIdentity' | 'editCustomer' | 'mergeCustomers' | 'noteTyped' | 'findSame'>
  cases: Pick<
    Cases,
    'assignCase' | 'transferCase' | 'setKind' | 'setTags' | 'setPriority' | 'noteCase' | 'snoozeCase' | 'closeCase' | 'intake' | 'getState'
  >
  hub: Pick<Hub, 'intake' | 'byIds' | 'settled' | 'sweep'>
  search: Pick<Search, 'rebuild'>
  /** Null: the desk has no phone, and nobody ever called. */
  phone: DemoPhone | null
}

export interface DemoPhone {
  past: Calls['past']
  flows: Pick<Calls['flows'], 'load' | 'current' | 'hoursAt'>
  /** The number that callers dial. */
  number: string
}
