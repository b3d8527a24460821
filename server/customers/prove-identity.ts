import { type SystemActor, system } from '../staff/index.ts'
import type { CustomerDeps } from './deps.ts'
import { isPhoneNumber, isRoleAddress, type Party } from './identity.ts'
import type { mergeCustomers } from './merge-customers.ts'
import { sameAddress } from './reasons.ts'
import type { createResolveIdentity } from './resolve-identity.ts'
import type { Suggestions } from './suggestions.ts'

/**
 * Somebody we knew only by a session turns out to hold an address: a site signed it, or a challenge was answered. Merges at once, but only when the
 * address itself is verified, belongs to one person by its nature, and this customer was nobody else before (SECURITY I1, I2); everything else is a
 * suggestion. Gives the customer both are now, or the same one as before.
 */
export const proveIdentity =
  (
    { store, pointers }: CustomerDeps,
    resolve: ReturnType<typeof createResolveIdentity>,
    merge: ReturnType<typeof mergeCustomers>,
    suggestions: Suggestions,
  ) =>
  async (
    _actor: SystemActor,
    { customerId, party }: { customerId: string; party: Party },
  ): Promise<{ customerId: string; isMerged: boolean }> => {
    const owner = await resolve(party)
    const current = await pointers.currentOf(customerId)
    if (current === owner.customerOf) return { customerId: current, isMerged: true }
    const own = await store.identities.find({ customerId }).toArray()
    const family = (await pointers.familiesOf([customerId])).get(customerId) ?? []
    const isSure = party.trust !== 'claimed' && !isPhoneNumber(party.address) && !isRoleAddress(party.address)
    const isNobodyElse = current === customerId && family.length === 1 && own.every((one) => one.trust === 'claimed')
    if (!isSure || !isNobodyElse) {
      await suggestions.suggest(customerId, owner.customerId, sameAddress(party, { trust: party.trust }))
      return { customerId: current, isMerged: false }
    }
    await merge(system('identity'), { customerId: owner.customerOf, otherId: customerId, withOpenCases: true, commandId: owner.identityId })
    return { customerId: owner.customerOf, isMerged: true }
  }
