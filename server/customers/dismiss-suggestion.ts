import { notFound } from '../platform/errors.ts'
import { type Actor, allow } from '../staff/index.ts'
import type { CustomerDeps } from './deps.ts'
import type { Present } from './present.ts'
import type { Suggestions } from './suggestions.ts'
import type { Suggestion } from './wire.ts'

/** Says that two customers are not one person: nothing known so far will suggest it again. Throws not-found, forbidden. */
export const dismissSuggestion =
  ({ store, ledger, pointers }: CustomerDeps, suggestions: Suggestions, present: Present) =>
  async (actor: Actor, { suggestionId, commandId }: { suggestionId: string; commandId: string }): Promise<Suggestion> => {
    allow(actor, 'customer.merge')
    const asked = await store.suggestions.findOne({ _id: suggestionId })
    if (!asked) throw notFound('suggestion')
    const [a, b] = await Promise.all([pointers.currentOf(asked.aId), pointers.currentOf(asked.bId)])
    const families = await pointers.familiesOf([a, b])
    // What staff see as one line may stand for several pairs that were merged into these two.
    const meant = a === b ? [asked] : await suggestions.between(families.get(a) ?? [a], families.get(b) ?? [b])
    for (const one of meant) {
      const key = `${actor.id}:dismiss:${commandId}:${one._id}`
      await ledger.commit(one.aId, key, actor.id, () => ({ type: 'customer.told-apart', suggestionId: one._id, otherId: one.bId }))
      await suggestions.dismiss(one._id, key)
      // The other's screens hear of it when it is done.
      await ledger.commit(one.bId, key, actor.id, () => ({ type: 'customer.told-apart', suggestionId: one._id, otherId: one.aId }))
    }
    const other = (await present.customers([b])).get(b)
    return {
      id: suggestionId,
      customerId: a,
      otherId: b,
      otherName: other?.name ?? '',
      otherAddresses: other?.identities.filter((one) => one.channel !== 'chat').map((one) => one.address) ?? [],
      reasons: asked.reasons.map((one) => one.text),
      state: 'dismissed',
    }
  }
