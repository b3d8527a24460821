import type { Entry } from '../platform/bus.ts'
import type { CustomerChange } from './entries.ts'

/** The fold of a customer's stream: all that is known of the person except content. */
export interface CustomerState {
  seq: number
  id: string
  /** Made in a sandbox: refused once the desk is real (SECURITY R2). */
  isDemo: boolean
  since: Date | null
  updatedAt: Date | null
  mergedInto: string | null
  /** The merge by which it is merged now. */
  mergeId: string
  /** Reserved for a merge that has no outcome yet: until then this customer goes nowhere itself, so no circle can close. */
  absorbing: { otherId: string; mergeId: string } | null
  merged: { customerId: string; mergeId: string; at: Date; by: string }[]
  /** Forgotten: whoever comes from the same address afterwards is somebody new. */
  erasedAt: Date | null
}

export const startCustomer = (id: string): CustomerState => ({
  seq: 0,
  id,
  isDemo: false,
  since: null,
  updatedAt: null,
  mergedInto: null,
  mergeId: '',
  absorbing: null,
  merged: [],
  erasedAt: null,
})

const applyChange = (state: CustomerState, { change, at, by }: Entry<CustomerChange>): CustomerState => {
  switch (change.type) {
    case 'customer.added':
      return { ...state, since: at, isDemo: change.isDemo }
    case 'customer.absorbs':
      return { ...state, absorbing: { otherId: change.otherId, mergeId: change.mergeId } }
    case 'customer.merged':
      return { ...state, mergedInto: change.into, mergeId: change.mergeId }
    case 'customer.absorbed':
      return { ...state, absorbing: null, merged: [...state.merged, { customerId: change.otherId, mergeId: change.mergeId, at, by }] }
    case 'customer.absorb-cancelled':
      return { ...state, absorbing: null }
    case 'customer.unmerged':
      return { ...state, mergedInto: null, mergeId: '' }
    case 'customer.let-go':
      return { ...state, merged: state.merged.filter((one) => one.mergeId !== change.mergeId) }
    case 'customer.erased':
      return { ...state, erasedAt: at }
    case 'customer.named':
    case 'customer.identity-proved':
    case 'customer.edited':
    case 'customer.merge-refused':
    case 'customer.suggested':
    case 'customer.told-apart':
      return state
    default: {
      // An entry of a newer version than this process: refuse loudly, a silent skip would corrupt the projection.
      const unknown: never = change
      throw new Error(`unknown change ${(unknown as { type: string }).type}`)
    }
  }
}

/** Pure: one entry folded into the state. */
export const foldCustomer = (state: CustomerState, entry: Entry<CustomerChange>): CustomerState => ({
  ...applyChange(state, entry),
  seq: entry.seq,
  updatedAt: entry.at,
})
