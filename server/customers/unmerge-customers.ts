import { AppError, notFound } from '../platform/errors.ts'
import { type Actor, allow } from '../staff/index.ts'
import type { CustomerDeps } from './deps.ts'
import type { Merge } from './merge.ts'

/**
 * Undoes one merge, whatever was merged before or after it: identities and cases never moved, so each side has exactly its own again, also what came
 * later. What somebody read meanwhile is read (SECURITY I1). A second time it does nothing. Throws not-found, forbidden, conflict (never merged).
 */
export const unmergeCustomers =
  ({ store, ledger, pointers, audit }: CustomerDeps, merge: Merge) =>
  (
    actor: Actor,
    { customerId, mergeId, commandId }: { customerId: string; mergeId: string; commandId: string },
  ): Promise<{ intoId: string; fromId: string }> =>
    merge.alone(async () => {
      allow(actor, 'customer.merge')
      const document = await store.merges.findOne({ _id: mergeId })
      if (!document) throw notFound('merge')
      const { intoId, fromId } = document
      const mine = await pointers.currentOf(customerId)
      if (![intoId, fromId].includes(customerId) && mine !== (await pointers.currentOf(intoId))) throw notFound('merge')
      await ledger.commit(fromId, `${actor.id}:unmerge:${commandId}`, actor.id, (now) =>
        now.mergeId === mergeId ? { type: 'customer.unmerged', from: intoId, mergeId } : null,
      )
      const entries = await ledger.entries(fromId)
      if (!entries.some(({ change }) => change.type === 'customer.unmerged' && change.mergeId === mergeId))
        throw new AppError('not-merged', 'conflict', 'This merge never took place.')
      await merge.letGo(actor, intoId, fromId, mergeId)
      await audit.tell(`unmerge:${mergeId}`, actor.id, { type: 'customer-audit.unmerged', customerId: intoId, mergeId })
      return { intoId, fromId }
    })
