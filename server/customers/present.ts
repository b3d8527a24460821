import type { CustomerDeps } from './deps.ts'
import { isRoleAddress } from './identity.ts'
import type { IdentityDocument, ProfileDocument, SuggestionDocument } from './store.ts'
import type { Customer, Suggestion } from './wire.ts'

const groupBy = <T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>()
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item])
  return groups
}

const byAge = (a: IdentityDocument, b: IdentityDocument): number => a.since.getTime() - b.since.getTime() || (a._id < b._id ? -1 : 1)

/** The own value, else the first one that somebody merged into this customer brought along. */
const firstOf = (profiles: readonly ProfileDocument[], field: 'company' | 'title' | 'plan' | 'timezone' | 'language'): string =>
  profiles.find((one) => one[field] !== '')?.[field] ?? ''

/** A name that a person gave is better than one made from an address. */
const nameOf = (profiles: readonly ProfileDocument[]): string =>
  (profiles.find((one) => one.nameFrom !== 'address') ?? profiles[0])?.name ?? ''

/** How staff see customers. There is no other audience: nothing of a customer's record reaches a visitor (SECURITY A2). */
export const createPresent = ({ ledger, store, pointers }: Pick<CustomerDeps, 'ledger' | 'store' | 'pointers'>) => {
  /** Which addresses are used by more than one customer now (SECURITY I2). */
  const sharedOf = async (identities: readonly IdentityDocument[]): Promise<Set<string>> => {
    const addresses = [...new Set(identities.map((one) => one.address))]
    const [equal, typed] = await Promise.all([
      Promise.all(addresses.map(store.together.identitiesAt)),
      Promise.all(addresses.map(store.together.typedAs)),
    ])
    const uses = [...equal.flat(), ...typed.flat()]
    const current = await pointers.currentOfAll(uses.map((one) => one.customerId))
    const owners = groupBy(uses, (one) => one.address)
    return new Set(
      addresses.filter(
        (address) => isRoleAddress(address) || new Set(owners.get(address)?.map((one) => current.get(one.customerId))).size > 1,
      ),
    )
  }

  const recordsOf = async (ids: readonly string[]): Promise<[IdentityDocument[], ProfileDocument[]]> => {
    const [identities, profiles] = await Promise.all([
      Promise.all(ids.map(store.together.identitiesOf)),
      Promise.all(ids.map(store.together.profile)),
    ])
    return [identities.flat().sort(byAge), profiles.flat()]
  }

  /** The customers of these ids as they stand, merged or not; those that are missing are left out. */
  const customers = async (ids: readonly string[]): Promise<Map<string, Customer>> => {
    const views = new Map<string, Customer>()
    if (ids.length === 0) return views
    const asked = [...new Set(ids)]
    // Hardly anybody was merged: what they have of their own is read before that is known.
    const [states, families, own] = await Promise.all([ledger.states(asked), pointers.familiesOf(asked), recordsOf(asked)])
    const everyone = [...new Set([...families.values()].flat())]
    const [identities, profiles] = everyone.length === asked.length ? own : await recordsOf(everyone)
    const shared = await sharedOf(identities)
    const identitiesOf = groupBy(identities, (one) => one.customerId)
    const profileOf = new Map(profiles.map((one) => [one._id, one]))
    for (const state of states) {
      const family = families.get(state.id) ?? [state.id]
      // Between the entry and the words being gone nobody is shown them any more.
      const known = state.erasedAt ? [] : family.map((id) => profileOf.get(id)).filter((one) => one !== undefined)
      views.set(state.id, {
        id: state.id,
        name: state.erasedAt ? 'Erased customer' : nameOf(known),
        company: firstOf(known, 'company'),
        title: firstOf(known, 'title'),
        plan: firstOf(known, 'plan'),
        timezone: firstOf(known, 'timezone'),
        language: firstOf(known, 'language'),
        since: state.since?.toISOString() ?? '',
        mergedInto: state.mergedInto,
        merged: family.slice(1),
        merges: state.merged.map((one) => ({
          mergeId: one.mergeId,
          customerId: one.customerId,
          name: profileOf.get(one.customerId)?.name ?? '',
          at: one.at.toISOString(),
          by: one.by,
        })),
        identities: (state.erasedAt ? [] : family)
          .flatMap((id) => identitiesOf.get(id) ?? [])
          .map((one) => ({
            id: one.ref,
            channel: one.channel,
            address: one.address,
            trust: one.trust,
            customerId: one.customerId,
            since: one.since.toISOString(),
            isShared: shared.has(one.address),
          })),
        erasedAt: state.erasedAt?.toISOString() ?? null,
        v: state.seq,
      })
    }
    return views
  }

  const stateOf = (one: SuggestionDocument, isMerged: boolean): Suggestion['state'] => (isMerged ? 'merged' : one.state)

  /**
   * What is suggested for a customer, one line for each other customer as both stand now. `settled`: ids of those that are no question any more,
   * because the two were merged or told apart, or because another line speaks for them.
   */
  const suggestions = async (customerId: string): Promise<{ open: Suggestion[]; settled: string[]; v: number }> => {
    const family = (await pointers.familiesOf([customerId])).get(customerId) ?? [customerId]
    const current = await pointers.currentOf(customerId)
    const found = await store.suggestions
      .find({ of: { $in: family } as never })
      .sort({ at: 1, _id: 1 })
      .limit(200)
      .toArray()
    const rows = await Promise.all(
      found.map(async (one) => {
        const other = family.includes(one.aId) ? one.bId : one.aId
        const otherId = await pointers.currentOf(other)
        return { one, otherId, state: stateOf(one, otherId === current) }
      }),
    )
    const groups = groupBy(
      rows.filter((row) => row.state === 'open'),
      (row) => row.otherId,
    )
    const others = await customers([...groups.keys()])
    const open: Suggestion[] = []
    for (const [otherId, group] of groups) {
      const other = others.get(otherId)
      const first = group[0]
      if (!other || !first) continue
      open.push({
        id: first.one._id,
        customerId,
        otherId,
        otherName: other.name,
        otherAddresses: [...new Set(other.identities.filter((one) => one.channel !== 'chat').map((one) => one.address))],
        reasons: [...new Set(group.flatMap((row) => row.one.reasons.map((reason) => reason.text)))],
        state: 'open',
      })
    }
    const spoken = new Set(open.map((one) => one.id))
    return {
      open,
      settled: found.filter((one) => !spoken.has(one._id)).map((one) => one._id),
      v: found.reduce((sum, one) => sum + one.v, 0),
    }
  }

  return { customers, suggestions }
}
export type Present = ReturnType<typeof createPresent>
