import { wasFree } from '../platform/batch.ts'
import { keyedId } from '../platform/ids.ts'
import { createRecent } from '../platform/recent.ts'
import type { Platform } from '../platform/room.ts'
import { system } from '../staff/index.ts'
import type { CustomerState } from './customer.ts'
import type { CustomerDeps } from './deps.ts'
import { eraseContents } from './erase-customer.ts'
import { companyDomain, identityKey, isStronger, nameFromAddress, nameKey, type Party, type Trust, trustOf } from './identity.ts'
import { newProfile, writeProfile } from './profile.ts'

export interface Resolved {
  /** A reference without content: what entries may hold. */
  identityId: string
  /** Whose the identity is, whatever was merged: what cases keep, so that an undo is exact. */
  customerId: string
  /** Who that customer is now. */
  customerOf: string
}

interface Known {
  ref: string
  customerId: string
  trust: Trust
  isNamed: boolean
}

const REMEMBERED = 50_000
const by = system('customers').id
const nameOf = (party: Party): string => (party.name ?? '').trim().slice(0, 120)

/** Which customer an address makes, counted by how often it was erased. */
export const customerIds =
  ({ keyFor }: Pick<Platform, 'keyFor'>) =>
  (key: string, again: number): string =>
    keyedId(keyFor('customer'), again === 0 ? key : `${key} ${again}`)

/**
 * Whose an address is; a customer is added for one never seen before. The customer's id follows from the address and its trust alone, so the same
 * address asked for twice at once is one customer, and a claimed address is never the verified one (SECURITY I1). Idempotent; in the steady state
 * it costs no read.
 */
export const createResolveIdentity = ({ platform, ledger, store, pointers, isSandbox }: CustomerDeps) => {
  const recent = createRecent<string, Known>(REMEMBERED)
  const customerIdFor = customerIds(platform)
  const adding = new Map<string, Promise<Known>>()

  const addCustomer = (known: Known): Promise<CustomerState> =>
    ledger.begin(known.customerId, 'added', by, (now) =>
      now.since === null ? { type: 'customer.added', identityId: known.ref, isDemo: isSandbox } : null,
    )

  /** `again`: how often whoever had this address before was erased; each time it is somebody new. */
  const add = async (key: string, party: Party, again = 0): Promise<Known> => {
    const name = nameOf(party)
    const known: Known = {
      ref: `id_${keyedId(platform.keyFor('identity'), key)}`,
      customerId: customerIdFor(key, again),
      trust: trustOf(party),
      isNamed: name !== '',
    }
    // Content first: who hears of the customer finds it. A crash before the entry is made good below, when the pointer is missing.
    await Promise.all([
      wasFree(
        store.together.addProfile(
          newProfile(known.customerId, name || nameFromAddress(party), name ? 'party' : 'address', [party.address]),
        ),
      ),
      wasFree(
        store.together.addIdentity({
          _id: key,
          ref: known.ref,
          channel: party.channel,
          address: party.address,
          trust: known.trust,
          customerId: known.customerId,
          since: new Date(platform.clock.now()),
          nameKey: nameKey(name, companyDomain(party.address)),
        }),
      ),
    ])
    const { erasedAt } = await addCustomer(known)
    if (erasedAt === null) return known
    await eraseContents({ store })(known.customerId)
    return add(key, party, again + 1)
  }

  const find = async (key: string, party: Party): Promise<Known> => {
    const [stored] = await store.together.identity(key)
    // Begun and cut off: all of it again, for the profile may be missing as well.
    if (!stored || (await pointers.into(stored.customerId)) === undefined) return add(key, party)
    if (await pointers.isErased(stored.customerId)) {
      await eraseContents({ store })(stored.customerId)
      return add(key, party)
    }
    return { ref: stored.ref, customerId: stored.customerId, trust: stored.trust, isNamed: false }
  }

  /** One look-up at a time for an address: a burst from a new sender asks once. */
  const findOnce = (key: string, party: Party): Promise<Known> => {
    const under = adding.get(key) ?? find(key, party).finally(() => adding.delete(key))
    adding.set(key, under)
    return under
  }

  /** The address became more certain, or its owner gave a name at last. */
  const learn = async (key: string, known: Known, party: Party): Promise<Known> => {
    const next = { ...known }
    const trust = trustOf(party)
    if (isStronger(trust, known.trust) && trust !== 'claimed') {
      await store.identities.updateOne({ _id: key }, { $set: { trust } })
      await ledger.commit(known.customerId, `proved:${known.ref}:${trust}`, by, () => ({
        type: 'customer.identity-proved',
        identityId: known.ref,
        trust,
      }))
      next.trust = trust
    }
    const name = nameOf(party)
    if (name && !known.isNamed) {
      const profile = await store.profiles.findOne({ _id: known.customerId })
      if (!profile || profile.nameFrom === 'address') {
        await store.identities.updateOne({ _id: key }, { $set: { nameKey: nameKey(name, companyDomain(party.address)) } })
        await writeProfile(store, known.customerId, { name }, 'party')
        await ledger.commit(known.customerId, `named:${known.ref}`, by, () => ({ type: 'customer.named', identityId: known.ref }))
      }
      next.isNamed = true
    }
    return next
  }

  return async (party: Party): Promise<Resolved> => {
    const key = identityKey(party)
    const remembered = recent.get(key)
    const held = remembered && !(await pointers.isErased(remembered.customerId)) ? remembered : undefined
    let known = held ?? (await findOnce(key, party))
    if (isStronger(trustOf(party), known.trust) || (!known.isNamed && nameOf(party) !== '')) known = await learn(key, known, party)
    if (known !== held) recent.set(key, known)
    return { identityId: known.ref, customerId: known.customerId, customerOf: await pointers.currentOf(known.customerId) }
  }
}
