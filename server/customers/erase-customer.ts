import { AppError, notFound } from '../platform/errors.ts'
import { type Actor, allow, system } from '../staff/index.ts'
import type { CustomerDeps } from './deps.ts'

/** How far the clocks of two hosts may differ, and how late a write of one may be seen by another. */
const CLOCKS_APART_MS = 3_600_000

export const gone = (): AppError =>
  new AppError('customer-erased', 'conflict', 'This customer was erased. There is nothing left to change.')

/**
 * Forgets a customer and everyone merged into them: names, addresses, what was said and sent, titles, notes, calls and recordings. What remains is
 * that something happened, when, and by whose hand. Nothing brings it back, a backup neither (SECURITY R5). The rooms to the right do their part when
 * they hear the entry. Throws forbidden, not-found.
 */
export const eraseCustomer = ({ platform, ledger, pointers, audit }: CustomerDeps) => {
  const by = system('erasure').id
  const forget = (id: string, key: string, who: string) =>
    ledger.settle(id, key, who, (now) => (now.erasedAt === null ? { type: 'customer.erased' } : null))

  let toldUntil = new Date(0)
  const told = new Set<string>()

  return {
    erase: async (actor: Actor, { customerId, commandId }: { customerId: string; commandId: string }): Promise<string> => {
      allow(actor, 'customer.erase')
      if ((await pointers.into(customerId)) === undefined) throw notFound('customer')
      const current = await pointers.currentOf(customerId)
      const family = (await pointers.familiesOf([current])).get(current) ?? [current]
      // First of all: from here on it is done at the next start, whatever happens now.
      await platform.tombstones.add(family)
      for (const id of family) {
        await forget(id, `${actor.id}:erase:${commandId}`, actor.id)
        await audit.tell(`erased:${commandId}`, actor.id, { type: 'customer-audit.erased', customerId: id })
      }
      return current
    },
    /**
     * Whoever was erased and is there again: a backup was put back, or the erasure was cut off. Also whoever is not there, as the backup is older than
     * they are: their id is used up, and whoever writes from their address is somebody new, whom the next start leaves alone.
     */
    again: async (): Promise<void> => {
      for (const id of await platform.tombstones.all()) await forget(id, 'erased-again', by)
    },
    /** Takes down whom other hosts of the same database erased: each has a list of its own, and an older database names none of them. */
    takeDown: async (): Promise<void> => {
      const since = new Date(Math.max(0, toldUntil.getTime() - CLOCKS_APART_MS))
      const erased = await platform.connection
        .collection<{ _id: string; erasedAt: Date }>('customers')
        .find({ erasedAt: { $gte: since } }, { projection: { erasedAt: 1 } })
        .sort({ erasedAt: 1 })
        .toArray()
      await platform.tombstones.add(erased.map((one) => one._id).filter((id) => !told.has(id)))
      for (const { _id } of erased) told.add(_id)
      toldUntil = erased.at(-1)?.erasedAt ?? toldUntil
    },
  }
}

/** The passing fact that a customer's words are gone. */
export const CUSTOMER_FORGOTTEN = 'customer.forgotten'
export interface CustomerForgotten {
  /** The customer, whom a suggestion named beside them, and who has an address of theirs, which is shared no more. */
  customerIds: string[]
  /** What was suggested and is gone. */
  suggestionIds: string[]
}

/** Where something of a customer shows as long as it is there. */
export const whereShown =
  ({ store }: Pick<CustomerDeps, 'store'>) =>
  async (customerId: string): Promise<CustomerForgotten> => {
    const own = await store.identities.find({ customerId }).toArray()
    const [asked, alike] = await Promise.all([
      store.suggestions.find({ of: customerId } as never).toArray(),
      store.identities.find({ address: { $in: own.map((one) => one.address) } }).toArray(),
    ])
    const all = new Set([customerId, ...asked.flatMap((one) => one.of), ...alike.map((one) => one.customerId)])
    return { customerIds: [...all], suggestionIds: asked.map((one) => one._id) }
  }

/** Carries the erasure out in this room. The same call again finds nothing left. */
export const eraseContents =
  ({ store }: Pick<CustomerDeps, 'store'>) =>
  async (customerId: string): Promise<void> => {
    await Promise.all([
      store.identities.deleteMany({ customerId }),
      store.profiles.deleteMany({ _id: customerId }),
      store.typed.deleteMany({ customerId }),
      store.suggestions.deleteMany({ of: customerId } as never),
    ])
  }
