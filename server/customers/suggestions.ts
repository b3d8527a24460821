import { wasFree } from '../platform/batch.ts'
import { idFrom, keyedId } from '../platform/ids.ts'
import { system } from '../staff/index.ts'
import type { CustomerDeps } from './deps.ts'
import { companyDomain } from './identity.ts'
import { sameAddress, sameName, typedAddress } from './reasons.ts'
import { type IdentityDocument, MOST, type Reason, type SuggestionDocument, type TypedDocument } from './store.ts'

/** Beyond this a customer's suggestions are noise, or somebody makes noise. */
const MOST_SUGGESTIONS = 20
const MOST_TYPED = 5
const MOST_LOOKED_AT = 500

export const createSuggestions = ({
  platform,
  store,
  ledger,
  pointers,
}: Pick<CustomerDeps, 'platform' | 'store' | 'ledger' | 'pointers'>) => {
  const by = system('customers').id

  /** How many of a customer's suggestions still ask somebody: neither dismissed, nor answered by a merge. */
  const countOpen = async (id: string): Promise<number> => {
    const found = await store.suggestions
      .find({ of: id, state: 'open' } as never)
      .limit(MOST_LOOKED_AT)
      .toArray()
    const current = await pointers.currentOfAll(found.flatMap((one) => one.of))
    return found.filter((one) => current.get(one.aId) !== current.get(one.bId)).length
  }

  /** Writes into both streams that there is a question now: whoever shows one of the two shows it. */
  const tell = async (suggestionId: string, aId: string, bId: string, reason: Reason): Promise<void> => {
    const key = `suggested:${keyedId(platform.keyFor('suggestion'), `${suggestionId} ${reason.kind} ${reason.text}`)}`
    const states = []
    // One that is just being added tells it itself, once it is there.
    for (const [id, otherId] of [
      [aId, bId],
      [bId, aId],
    ] as const)
      states.push(
        await ledger.settle(id, key, by, (now) =>
          now.seq > 0 && now.erasedAt === null ? { type: 'customer.suggested', suggestionId, otherId } : null,
        ),
      )
    // Erased while it was written: nobody would take it away.
    if (states.some((one) => one.erasedAt !== null)) await store.suggestions.deleteOne({ _id: suggestionId })
  }

  /** Says that two customers may be one person. Never merges (SECURITY I1). The same reason again changes nothing. */
  const suggest = async (oneId: string, otherId: string, reason: Reason): Promise<void> => {
    const [aId, bId] = [oneId, otherId].sort() as [string, string]
    if (aId === bId) return
    const _id = `s_${idFrom('suggestion', aId, bId)}`
    const before = await store.suggestions.findOne({ _id })
    if (before?.reasons.some((one) => one.kind === reason.kind && one.text === reason.text)) return tell(_id, aId, bId, reason)
    if (before) {
      const asksAgain = !before.dismissedKinds.includes(reason.kind)
      await store.suggestions.updateOne(
        { _id, reasons: { $ne: reason } as never },
        {
          $push: { reasons: { $each: [reason], $slice: -10 } } as never,
          ...(asksAgain ? { $set: { state: 'open' } } : {}),
          $inc: { v: 1 },
        },
      )
    } else {
      const counts = await Promise.all([aId, bId].map(countOpen))
      if (counts.some((count) => count >= MOST_SUGGESTIONS)) return
      const fresh: SuggestionDocument = {
        _id,
        aId,
        bId,
        of: [aId, bId],
        reasons: [reason],
        state: 'open',
        dismissedKinds: [],
        dismissals: [],
        at: new Date(platform.clock.now()),
        v: 1,
      }
      // Somebody was faster with another reason: theirs stands, ours is added to it.
      if (!(await wasFree(store.suggestions.insertOne(fresh)))) return suggest(oneId, otherId, reason)
    }
    await tell(_id, aId, bId, reason)
  }

  /** Everything that speaks for this identity's owner being somebody known already. */
  const suggestFor = async (identity: IdentityDocument): Promise<void> => {
    const [equal, typed, named] = await Promise.all([
      store.together.identitiesAt(identity.address),
      store.together.typedAs(identity.address),
      identity.nameKey ? store.together.identitiesNamed(identity.nameKey) : [],
    ])
    for (const other of equal) await suggest(identity.customerId, other.customerId, sameAddress(identity, other))
    for (const other of typed) await suggest(identity.customerId, other.customerId, typedAddress(other))
    const others = named.filter((other) => other.customerId !== identity.customerId)
    if (others.length === 0) return
    const profile = await store.profiles.findOne({ _id: identity.customerId })
    for (const other of others)
      await suggest(identity.customerId, other.customerId, sameName(profile?.name ?? '', companyDomain(identity.address)))
  }

  /** An address somebody typed: kept as a hint, never an identity, and compared with those there are. */
  const noteTyped = async (typed: Omit<TypedDocument, '_id' | 'at'>): Promise<void> => {
    const _id = idFrom(typed.customerId, typed.address)
    const mine = await store.typed.find({ customerId: typed.customerId }).limit(MOST_TYPED).toArray()
    if (!mine.some((one) => one._id === _id)) {
      if (mine.length >= MOST_TYPED) return
      await wasFree(store.typed.insertOne({ _id, ...typed, at: new Date(platform.clock.now()) }))
    }
    const owners = await store.identities.find({ address: typed.address }).limit(MOST).toArray()
    for (const other of owners) await suggest(typed.customerId, other.customerId, typedAddress(typed))
  }

  /** Every suggestion between two groups of customers. */
  const between = async (mine: readonly string[], theirs: readonly string[]): Promise<SuggestionDocument[]> => {
    const found = await store.suggestions.find({ of: { $in: [...mine] } as never }).toArray()
    return found.filter(({ aId, bId }) => (mine.includes(aId) && theirs.includes(bId)) || (mine.includes(bId) && theirs.includes(aId)))
  }

  /** Carries out somebody's no. The same answer again does nothing, also when a new reason has asked again since. */
  const dismiss = async (suggestionId: string, answer: string): Promise<void> => {
    const before = await store.suggestions.findOne({ _id: suggestionId })
    if (!before || before.dismissals.includes(answer)) return
    await store.suggestions.updateOne(
      { _id: suggestionId, dismissals: { $ne: answer } as never },
      {
        $set: { state: 'dismissed', dismissedKinds: [...new Set(before.reasons.map((one) => one.kind))] },
        $push: { dismissals: answer } as never,
        $inc: { v: 1 },
      },
    )
  }

  return { suggest, suggestFor, noteTyped, between, dismiss }
}
export type Suggestions = ReturnType<typeof createSuggestions>
