import { notFound } from '../platform/errors.ts'
import type { Platform, RoomParts } from '../platform/room.ts'
import { type Actor, allow, type SystemActor } from '../staff/index.ts'
import { addCustomer } from './add-customer.ts'
import { type CustomerState, foldCustomer, startCustomer } from './customer.ts'
import { createCustomerAudit } from './customer-audit.ts'
import type { CustomerDeps, CustomersOptions } from './deps.ts'
import { dismissSuggestion } from './dismiss-suggestion.ts'
import { editCustomer } from './edit-customer.ts'
import type { CustomerChange } from './entries.ts'
import { eraseCustomer } from './erase-customer.ts'
import { identityKey, type Party } from './identity.ts'
import { createKnownViews } from './known-views.ts'
import { listCustomers } from './list-customers.ts'
import { customerTopic } from './live.ts'
import { createMerge } from './merge.ts'
import { type MergeCustomersCommand, mergeCustomers } from './merge-customers.ts'
import { createPointers } from './pointers.ts'
import { createPresent } from './present.ts'
import { customerReactions } from './react.ts'
import { createResolveIdentity, customerIds } from './resolve-identity.ts'
import { customerRoutes } from './routes.ts'
import { customerIndexes, MOST, openStore, type ProfileFields } from './store.ts'
import { createSuggestions } from './suggestions.ts'
import { unmergeCustomers } from './unmerge-customers.ts'
import type { AddCustomer, Customer, MergeDone, Suggestion } from './wire.ts'

export { type CustomerState, foldCustomer, startCustomer } from './customer.ts'
export type { CustomersOptions } from './deps.ts'
export type { CustomerChange } from './entries.ts'
export { CUSTOMER_FORGOTTEN, type CustomerForgotten } from './erase-customer.ts'
export { foldText, wordsOf } from './fold-text.ts'
export { isMailAddress, isPhoneNumber, isRoleAddress, type Party, type Trust } from './identity.ts'
export type { Resolved } from './resolve-identity.ts'
export { addressTerms, keepTerms, queryTerms, termsFilter } from './terms.ts'
export type { Customer, Identity, MergeDone, Suggestion } from './wire.ts'

/** How often one address can have been erased and still be known as that customer's. */
const MOST_ERASURES = 8

/** People outside and the addresses they are known by. */
export const createCustomers = (platform: Platform, options: CustomersOptions) => {
  const ledger = platform.ledgers.open<CustomerState, CustomerChange>({
    kind: 'customer',
    collection: 'customers',
    start: startCustomer,
    fold: foldCustomer,
  })
  const store = openStore(platform)
  const pointers = createPointers(store, platform)
  const audit = createCustomerAudit(platform)
  const deps: CustomerDeps = { ...options, platform, ledger, store, pointers, audit }
  const present = createPresent(deps)
  const knownViews = createKnownViews(platform.bus, present)
  const suggestions = createSuggestions(deps)
  const merge = createMerge(deps)
  const merged = mergeCustomers(deps, merge)
  const unmerged = unmergeCustomers(deps, merge)
  const edited = editCustomer(deps)
  const erasure = eraseCustomer(deps)
  const customerIdFor = customerIds(platform)
  const { resolveIdentity, resolveSender } = createResolveIdentity(deps)

  const added = addCustomer(deps, { resolveIdentity, edit: edited, merge: merged, present })

  const viewOf = async (id: string): Promise<Customer> => {
    const view = (await present.customers([id])).get(id)
    if (!view) throw notFound('customer')
    return view
  }

  const face = {
    resolveIdentity,
    resolveSender,
    /** As fresh as the store; null for somebody who was not erased. */
    erasedAt: async (id: string): Promise<Date | null> => (await deps.ledger.load(id)).erasedAt,
    /** Who this customer is now: itself, or the one it was merged into. */
    currentOf: pointers.currentOf,
    /** The customer that stands now and everyone merged into it: whose cases are this customer's cases. The one that stands comes first. */
    familyOf: async (id: string): Promise<string[]> => {
      const current = await pointers.currentOf(id)
      return (await pointers.familiesOf([current])).get(current) ?? [current]
    },
    /** Every address of the person that this customer is now: of everybody who was said to be the same. */
    addressesOf: async (id: string): Promise<Pick<Party, 'channel' | 'address'>[]> =>
      store.identities.find({ customerId: { $in: await face.familyOf(id) } }).toArray(),
    /** As it stands, merged or not. Throws not-found, forbidden. */
    getCustomer: (actor: Actor, id: string): Promise<Customer> => {
      allow(actor, 'customer.read')
      return viewOf(id)
    },
    /**
     * For each id the customer it is now, by the id that was asked for; missing ones are left out. For lists: it may be two seconds behind another
     * process unless `isFresh`.
     */
    getMany: async (actor: Actor, ids: readonly string[], { isFresh = false } = {}): Promise<Map<string, Customer>> => {
      allow(actor, 'customer.read')
      const current = await pointers.currentOfAll(ids)
      const roots = [...new Set(current.values())]
      const views = await (isFresh && !platform.isOnlyProcess ? present.customers(roots) : knownViews(roots))
      const found = new Map<string, Customer>()
      for (const [id, now] of current) {
        const view = views.get(now)
        if (view) found.set(id, view)
      }
      return found
    },
    listCustomers: listCustomers(deps, present),
    /** Those who have exactly this address, on whatever channel, as who they are now. Throws forbidden. */
    ownersOf: async (actor: Actor, address: string): Promise<Customer[]> => {
      allow(actor, 'customer.read')
      const found = await store.identities.find({ address }).limit(MOST).toArray()
      const roots = [...new Set((await pointers.currentOfAll(found.map((one) => one.customerId))).values())]
      return [...(await present.customers(roots)).values()]
    },
    /** Throws forbidden, not-found. */
    eraseCustomer: async (actor: Actor, command: { customerId: string; commandId: string }): Promise<Customer> =>
      viewOf(await erasure.erase(actor, command)),
    /** Whether an address is, or was, this customer's: for what is kept without saying whose it is. */
    isPartyOf: (party: Party, customerId: string): boolean =>
      Array.from({ length: MOST_ERASURES }, (_, again) => customerIdFor(identityKey(party), again)).includes(customerId),
    /** Writes down that somebody took this customer's data out (SECURITY A9). Throws forbidden. */
    noteExport: async (
      actor: Actor,
      { commandId, ...what }: { customerId: string; cases: number; messages: number; commandId: string },
    ) => {
      allow(actor, 'customer.export')
      await audit.tell(`export:${commandId}`, actor.id, { type: 'customer-audit.exported', ...what })
    },
    /** Who may be the same person as this customer is now: the open questions only. Throws not-found, forbidden. */
    suggestionsFor: async (actor: Actor, id: string): Promise<Suggestion[]> => {
      allow(actor, 'customer.read')
      if ((await pointers.into(id)) === undefined) throw notFound('customer')
      return (await present.suggestions(await pointers.currentOf(id))).open
    },
    /** Says that two customers may be one person, for a reason in plain words. */
    suggestSame: (_actor: SystemActor, { aId, bId, reason }: { aId: string; bId: string; reason: string }): Promise<void> =>
      suggestions.suggest(aId, bId, { kind: 'other', text: reason }),
    dismissSuggestion: dismissSuggestion(deps, suggestions, present),
    /** An address typed in a widget or a form, in its channel's normal form: a hint for staff, never an identity (SECURITY I1). */
    noteTyped: (actor: Actor, typed: { customerId: string; channel: string; address: string }): Promise<void> =>
      suggestions.noteTyped({ ...typed, where: actor.id.split(':')[1] ?? '' }),
    /** Looks again whether this customer is somebody known already: for history that was written before anybody listened. */
    findSame: async (_actor: SystemActor, customerId: string): Promise<void> => {
      for (const identity of await store.identities.find({ customerId }).toArray()) await suggestions.suggestFor(identity)
    },
    mergeCustomers: async (actor: Actor, command: MergeCustomersCommand): Promise<MergeDone> => {
      const { mergeId, intoId, casesMerged } = await merged(actor, command)
      return { customer: await viewOf(intoId), mergeId, casesMerged }
    },
    unmergeCustomers: async (
      actor: Actor,
      command: { customerId: string; mergeId: string; commandId: string },
    ): Promise<{ customer: Customer }> => {
      const { intoId } = await unmerged(actor, command)
      return { customer: await viewOf(await pointers.currentOf(intoId)) }
    },
    addCustomer: async (actor: Actor, command: AddCustomer & { commandId: string }): Promise<Customer> =>
      viewOf(await pointers.currentOf(await added(actor, command))),
    editCustomer: async (
      actor: Actor,
      command: { customerId: string; commandId: string } & { [K in keyof ProfileFields]?: string | undefined },
    ): Promise<Customer> => viewOf(await edited(actor, command as never)),
  }
  const parts: RoomParts<Actor> = {
    routes: customerRoutes(face),
    topics: [customerTopic(deps, present)],
    reactions: customerReactions(deps, merge, suggestions) as never,
    indexes: customerIndexes,
    start: async () => {
      await erasure.again()
      await erasure.takeDown()
      platform.followOthers('customers/erased', erasure.takeDown)
    },
  }
  return { ...face, parts }
}

export type Customers = ReturnType<typeof createCustomers>
export type CustomersFace = Omit<Customers, 'parts'>
