import { type Bus, idOfStream } from '../platform/bus.ts'
import { createRecent } from '../platform/recent.ts'
import { CUSTOMER_FORGOTTEN } from './erase-customer.ts'
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
  /** What is being read now, for whoever asks meanwhile. */
  const reading = new Map<string, { views: Promise<Map<string, Customer>>; age: number }>()
  // Grows when anything happens that may show in more than one customer: everything remembered before is old then.
  let age = 0
  bus.onEntry(({ stream, change }) => {
    if (!stream.startsWith('customer:')) return
    known.delete(idOfStream(stream))
    reading.delete(idOfStream(stream))
    if (!own.has(change.type)) age += 1
  })
  bus.onPassing(CUSTOMER_FORGOTTEN, () => {
    age += 1
  })
  return async (ids: readonly string[]): Promise<Map<string, Customer>> => {
    const views = new Map<string, Customer>()
    const missing: string[] = []
    for (const id of ids) {
      const held = known.get(id)
      if (held && held.age === age && held.until > performance.now()) views.set(id, held.view)
      else missing.push(id)
    }
    const elsewhere = missing.flatMap((id) => {
      const read = reading.get(id)
      return read?.age === age ? [{ id, read }] : []
    })
    const others = missing.filter((id) => !elsewhere.some((one) => one.id === id))
    const mine = { views: present.customers(others), age }
    for (const id of others) reading.set(id, mine)
    try {
      const [found] = await Promise.all([
        mine.views,
        ...elsewhere.map(async ({ id, read }) => {
          const view = (await read.views).get(id)
          if (view) views.set(id, view)
        }),
      ])
      for (const [id, view] of found) {
        views.set(id, view)
        // Something happened to this customer meanwhile: what was read may be older.
        if (reading.get(id) === mine) known.set(id, { view, until: performance.now() + TRUSTED_MS, age: mine.age })
      }
    } finally {
      for (const id of others) if (reading.get(id) === mine) reading.delete(id)
    }
    return views
  }
}
