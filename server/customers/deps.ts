import type { Ledger } from '../platform/ledger.ts'
import type { Platform } from '../platform/room.ts'
import type { Actor } from '../staff/index.ts'
import type { CustomerState } from './customer.ts'
import type { CustomerAudit } from './customer-audit.ts'
import type { CustomerChange } from './entries.ts'
import type { Pointers } from './pointers.ts'
import type { Store } from './store.ts'

/** What the composition root gives besides the platform. Cases lie to the right, so merging theirs comes in as functions. */
export interface CustomersOptions {
  /** False on a real desk: demo customers are then refused in merges (SECURITY R2). */
  isSandbox: boolean
  /** Merges the open cases of two groups of customers, queue by queue; the same mergeId again does nothing new. Gives how many were merged. */
  mergeOpenCases(actor: Actor, merge: { intoCustomerIds: string[]; fromCustomerIds: string[]; mergeId: string }): Promise<number>
  /** Undoes what was done under this mergeId. */
  unmergeCases(actor: Actor, merge: { mergeId: string }): Promise<unknown>
}

/** What the verbs of this room share. */
export interface CustomerDeps extends CustomersOptions {
  platform: Platform
  ledger: Ledger<CustomerState, CustomerChange>
  store: Store
  pointers: Pointers
  audit: CustomerAudit
}
