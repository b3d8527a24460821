import type { Bus } from '../platform/bus.ts'
import { createRecent } from '../platform/recent.ts'
import type { Present } from './present.ts'
import type { Customer } from './wire.ts'

/** How long a view may be behind another process; what happens in this one is known at once. */
const TRUSTED_MS = 2_000
const REMEMBERED = 5_000

/** These change nothing of how another customer looks. */
const own = new Set(['customer.added', 'customer.suggested', 'customer.told-apart'])

/** Customers as lists of cases show them, again and again: read once, remembered for a moment. */
export const createKnownViews = (bus: Bus, present: Present) => {
  const known = createRecent<string, { view: Customer; until: number; age: number }>(REMEMBERED)
  // Grows when anything happens that may show in more than one customer: everything remembered before is old then.
  let age = 0
  bus.onEntry(({ stream, change }) => {
    if (!stream.startsWith('customer:')) return
    known.delete(stream.slice('customer:'.length))
    if (!own.has(change.type)) age += 1
  })
  return async (ids: readonly string[]): Promise<Map<string, Customer>> => {
    const views = new Map<string, Customer>()
    const missing: string[] = []
    for (const id of ids) {
      const held = known.get(id)
      if (held && held.age === age && held.until > performance.now()) views.set(id, held.view)
      else missing.push(id)
    }
    const before = age
    for (const [id, view] of await present.customers(missing)) {
      views.set(id, view)
      known.set(id, { view, until: performance.now() + TRUSTED_MS, age: before })
    }
    return views
  }
}
