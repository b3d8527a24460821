import { notFound } from '../platform/errors.ts'
import { oneLine } from '../platform/mail/plain-text.ts'
import { type Actor, allow } from '../staff/index.ts'
import type { CustomerDeps } from './deps.ts'
import { gone } from './erase-customer.ts'
import { writeProfile } from './profile.ts'
import type { ProfileFields } from './store.ts'

/** Changes what staff know of a customer; of a merged one, it changes the one it was merged into. Throws not-found, forbidden. Gives that one's id. */
export const editCustomer =
  ({ ledger, store, pointers }: CustomerDeps) =>
  async (actor: Actor, { customerId, commandId, ...given }: { customerId: string; commandId: string } & Partial<ProfileFields>) => {
    allow(actor, 'customer.edit')
    if ((await pointers.into(customerId)) === undefined) throw notFound('customer')
    const id = await pointers.currentOf(customerId)
    if (await pointers.isErased(id)) throw gone()
    const fields = Object.fromEntries(
      Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, oneLine(value)]])),
    ) as Partial<ProfileFields>
    if (Object.keys(fields).length === 0) return id
    // The words first: whoever hears of the entry reads them.
    await writeProfile(store, id, fields, fields.name === undefined ? undefined : 'staff')
    await ledger.commit(id, `${actor.id}:edit:${commandId}`, actor.id, () => ({
      type: 'customer.edited',
      fields: Object.keys(fields).sort(),
    }))
    return id
  }
