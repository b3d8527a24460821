import type { Connection } from 'mongoose'
import type { Customers } from '../customers/index.ts'
import type { Clock } from '../platform/clock.ts'
import type { Cursors } from '../platform/cursor.ts'
import type { Ledger } from '../platform/ledger.ts'
import type { Log } from '../platform/log.ts'
import type { Timers } from '../platform/timers.ts'
import type { Queues } from '../queues/index.ts'
import type { Staff } from '../staff/index.ts'
import type { CaseState } from './case.ts'
import type { CaseChange } from './entries.ts'

/** What the verbs of this room share. */
export interface CaseDeps {
  ledger: Ledger<CaseState, CaseChange>
  connection: Connection
  isOnlyProcess: boolean
  clock: Clock
  log: Log
  cursors: Cursors
  timers: Timers
  staff: Pick<Staff, 'getMember'>
  queues: Pick<Queues, 'byId' | 'getQueue' | 'learn' | 'queueFor'>
  customers: Pick<Customers, 'getCustomer' | 'currentOf' | 'familyOf'>
}

/** What every command on one case names. `commandId` makes a repeated command the same command. */
export interface CaseCommand {
  caseId: string
  commandId: string
}
