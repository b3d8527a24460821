import { AppError } from '../platform/errors.ts'
import { strictAddress } from '../platform/mail/address.ts'
import { normaliseNumber } from '../platform/phone-number.ts'
import { type Actor, allow } from '../staff/index.ts'
import type { CustomerDeps } from './deps.ts'
import type { editCustomer } from './edit-customer.ts'
import type { Party } from './identity.ts'
import type { mergeCustomers } from './merge-customers.ts'
import type { Present } from './present.ts'
import type { Resolved } from './resolve-identity.ts'
import { MOST } from './store.ts'
import type { AddCustomer } from './wire.ts'

const mailOf = (typed: string): Party => {
  const address = strictAddress(typed)
  if (!address) throw new AppError('mail-address', 'invalid', `${typed.slice(0, 100)} is no mail address.`)
  return { channel: 'email', address, trust: 'claimed' }
}
const phoneOf = (typed: string): Party => ({ channel: 'phone', address: normaliseNumber(typed.replace(/^00/, '+')), trust: 'claimed' })

/**
 * Adds somebody who has not written or called yet. What is typed here is claimed, as what anybody says of themselves (SECURITY I1). Each address makes a
 * customer, as it would if somebody came by it, so that nobody is added twice, and of two the second is merged into the first. Throws forbidden, invalid
 * (no such address), conflict `address-taken` (somebody has it: `details` say who, by `customerId`). Gives the id.
 */
export const addCustomer =
  (
    { ledger, store, pointers }: CustomerDeps,
    {
      resolveIdentity,
      edit,
      merge,
      present,
    }: {
      resolveIdentity(party: Party): Promise<Resolved>
      edit: ReturnType<typeof editCustomer>
      merge: ReturnType<typeof mergeCustomers>
      present: Present
    },
  ) =>
  async (actor: Actor, { name, email, phone, commandId }: AddCustomer & { commandId: string }): Promise<string> => {
    allow(actor, 'customer.edit')
    const parties = [...(email ? [mailOf(email)] : []), ...(phone ? [phoneOf(phone)] : [])]

    /** Somebody else: whoever was added by this very command is being added again. */
    const refuseTaken = async ({ address }: Party): Promise<void> => {
      const found = await store.identities.find({ address }).limit(MOST).toArray()
      for (const id of new Set((await pointers.currentOfAll(found.map((one) => one.customerId))).values())) {
        if ((await pointers.isErased(id)) || (await ledger.entry(id, `${actor.id}:edit:${commandId}`))) continue
        const owner = (await present.customers([id])).get(id)
        throw new AppError('address-taken', 'conflict', `${address} is an address of ${owner?.name ?? 'another customer'}.`, {
          details: [{ path: 'customerId', message: id }],
        })
      }
    }
    for (const party of parties) await refuseTaken(party)

    const [first, second] = parties
    if (!first) throw new AppError('no-address', 'invalid', 'Give a mail address or a phone number.')
    const { customerId } = await resolveIdentity({ ...first, name })
    await edit(actor, { customerId, commandId, name })
    if (!second) return customerId
    const other = await resolveIdentity(second)
    if (other.customerOf !== customerId) await merge(actor, { customerId, otherId: other.customerId, withOpenCases: false, commandId })
    return customerId
  }
