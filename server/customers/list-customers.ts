import { type Actor, allow } from '../staff/index.ts'
import type { CustomerDeps } from './deps.ts'
import type { Present } from './present.ts'
import { matchesTerms, termsFilter } from './terms.ts'
import type { Customer, CustomerQuery } from './wire.ts'

const PURPOSE = 'customers'
const ROUNDS = 20

/**
 * Customers by name, those merged into another standing under that one. `q` finds names, companies, addresses and numbers by words and a beginning.
 * Throws forbidden, invalid (cursor).
 */
export const listCustomers =
  ({ platform, store, pointers }: CustomerDeps, present: Present) =>
  async (
    actor: Actor,
    { q = '', limit = 50, cursor }: Partial<CustomerQuery> = {},
  ): Promise<{ items: Customer[]; nextCursor: string | null }> => {
    allow(actor, 'customer.read')
    const wanted = termsFilter(q)
    let place = cursor ? platform.cursors.read(PURPOSE, cursor) : undefined
    const roots: string[] = []
    let isMore = true
    for (let round = 0; round < ROUNDS && isMore && roots.length < limit; round++) {
      const after = place
        ? { $or: [{ sortName: { $gt: String(place[0]) } }, { sortName: String(place[0]), _id: { $gt: String(place[1]) } }] }
        : {}
      const found = await store.profiles
        .find({ $and: [after, wanted ?? {}] } as never)
        .sort({ sortName: 1, _id: 1 })
        .limit(limit + 1)
        .toArray()
      const shown = found.slice(0, limit)
      const current = await pointers.currentOfAll(shown.map((one) => one._id))
      const rootProfiles = await store.profiles.find({ _id: { $in: [...new Set(current.values())] } }).toArray()
      const termsOf = new Map(rootProfiles.map((one) => [one._id, one.terms]))
      isMore = found.length > limit
      for (const one of shown) {
        place = [one.sortName, one._id]
        const root = current.get(one._id) ?? one._id
        // A merged customer stands in only where the one it went into is not found by itself.
        const standsIn = root !== one._id && wanted !== null && !matchesTerms(q, termsOf.get(root) ?? [])
        if ((root === one._id || standsIn) && !roots.includes(root)) roots.push(root)
        if (roots.length >= limit) {
          isMore = isMore || one !== shown.at(-1)
          break
        }
      }
    }
    const views = await present.customers(roots)
    return {
      items: roots.map((id) => views.get(id)).filter((one) => one !== undefined),
      nextCursor: isMore && place ? platform.cursors.sign(PURPOSE, place) : null,
    }
  }
