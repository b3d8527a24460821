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
  /** When whoever had the address before was erased. */
  formerErasedAt: Date | null
}

const REMEMBERED = 50_000
const by = system('customers').id
const isBefore = (saidAt: Date | null, erasedAt: Date | null): boolean => saidAt !== null && erasedAt !== null && saidAt <= erasedAt
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
  const adding = new Map<string, Promise<Known | null>>()

  const addCustomer = (known: Known): Promise<CustomerState> =>
    ledger.begin(
      known.customerId,
      'added',
      by,
      (now) => (now.since === null && now.erasedAt === null ? { type: 'customer.added', identityId: known.ref, isDemo: isSandbox } : null),
      { isEarly: true },
    )

  /**
   * `again`: how often whoever had this address before was erased; each time it is somebody new. Null: it was said by who is erased since, and makes
   * nobody new.
   */
  const add = async (
    key: string,
    party: Party,
    saidAt: Date | null,
    again = 0,
    formerErasedAt: Date | null = null,
  ): Promise<Known | null> => {
    const name = nameOf(party)
    const known: Known = {
      ref: `id_${keyedId(platform.keyFor('identity'), key)}`,
      customerId: customerIdFor(key, again),
      trust: trustOf(party),
      isNamed: name !== '',
      formerErasedAt,
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
    return isBefore(saidAt, erasedAt) ? null : add(key, party, saidAt, again + 1, erasedAt)
  }

  const find = async (key: string, party: Party, saidAt: Date | null): Promise<Known | null> => {
    const [stored] = await store.together.identity(key)
    // Begun and cut off: all of it again, for the profile may be missing as well.
    if (!stored || (await pointers.into(stored.customerId)) === undefined) return add(key, party, saidAt)
    if (await pointers.isErased(stored.customerId)) {
      await eraseContents({ store })(stored.customerId)
      return add(key, party, saidAt)
    }
    const { ref, customerId, trust } = stored
    return { ref, customerId, trust, isNamed: false, formerErasedAt: await formerErasedAt(key, customerId) }
  }
  const formerErasedAt = async (key: string, customerId: string): Promise<Date | null> => {
    let erasedAt: Date | null = null
    for (let again = 0; customerIdFor(key, again) !== customerId; again++) {
      const former = await ledger.load(customerIdFor(key, again))
      if (former.erasedAt === null) return erasedAt
      erasedAt = former.erasedAt
    }
    return erasedAt
  }

  /** One look-up at a time for an address: a burst from a new sender asks once. */
  const findOnce = async (key: string, party: Party, saidAt: Date | null): Promise<Known | null> => {
    for (let others = adding.get(key); others; others = adding.get(key)) {
      const found = await others
      if (found) return found
    }
    const own = find(key, party, saidAt).finally(() => adding.delete(key))
    adding.set(key, own)
    return own
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

  const resolve = async (party: Party, saidAt: Date | null): Promise<Resolved | null> => {
    const key = identityKey(party)
    const remembered = recent.get(key)
    const held = remembered && !(await pointers.isErased(remembered.customerId)) ? remembered : undefined
    let known = held ?? (await findOnce(key, party, saidAt))
    if (known === null || isBefore(saidAt, known.formerErasedAt)) return null
    if (isStronger(trustOf(party), known.trust) || (!known.isNamed && nameOf(party) !== '')) known = await learn(key, known, party)
    if (known !== held) recent.set(key, known)
    return { identityId: known.ref, customerId: known.customerId, customerOf: await pointers.currentOf(known.customerId) }
  }
  return {
    /** Of what was said at a moment; null when whoever said it has been erased since. */
    resolveSender: (party: Party, saidAt: Date): Promise<Resolved | null> => resolve(party, saidAt),
    resolveIdentity: async (party: Party): Promise<Resolved> => (await resolve(party, null)) as Resolved,
  }
}
