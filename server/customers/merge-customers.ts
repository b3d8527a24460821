import { wasFree } from '../platform/batch.ts'
import { AppError, notFound } from '../platform/errors.ts'
import { idFrom } from '../platform/ids.ts'
import { type Actor, allow } from '../staff/index.ts'
import type { CustomerDeps } from './deps.ts'
import { gone } from './erase-customer.ts'
import type { Merge } from './merge.ts'
import type { MergeDocument } from './store.ts'

export interface MergeCustomersCommand {
  /** Stays. */
  customerId: string
  /** Is merged into it. */
  otherId: string
  /** Their open cases of one queue become one as well. */
  withOpenCases: boolean
  commandId: string
}

/**
 * Merges two customers as they stand now: whoever they were merged into before takes their place. Throws not-found, forbidden, conflict (one
 * person already, another merge of one of them under way, demo data on a real desk).
 */
export const mergeCustomers = ({ platform, store, ledger, pointers, isSandbox, audit }: CustomerDeps, merge: Merge) => {
  const begin = async (actor: Actor, mergeId: string, { customerId, otherId, withOpenCases }: MergeCustomersCommand) => {
    for (const id of [customerId, otherId]) if ((await ledger.load(id)).seq === 0) throw notFound('customer')
    const [intoId, fromId] = await Promise.all([pointers.currentOf(customerId), pointers.currentOf(otherId)])
    if ((await pointers.isErased(intoId)) || (await pointers.isErased(fromId))) throw gone()
    if (intoId === fromId) throw new AppError('same-customer', 'conflict', 'These two are one customer already.')
    if (!isSandbox && (await Promise.all([intoId, fromId].map((id) => ledger.load(id)))).some((one) => one.isDemo))
      throw new AppError('demo-data', 'conflict', 'A customer of the demo cannot be merged on a real desk.')
    const families = await pointers.familiesOf([intoId, fromId])
    const document: MergeDocument = {
      _id: mergeId,
      intoId,
      fromId,
      intoFamily: families.get(intoId) ?? [intoId],
      fromFamily: families.get(fromId) ?? [fromId],
      withOpenCases,
      by: actor.id,
      at: new Date(platform.clock.now()),
      casesMerged: null,
    }
    await wasFree(store.merges.insertOne(document))
    return document
  }

  return (actor: Actor, command: MergeCustomersCommand): Promise<{ mergeId: string; intoId: string; casesMerged: number }> =>
    merge.alone(async () => {
      allow(actor, 'customer.merge')
      const mergeId = `g${idFrom('customer-merge', actor.id, command.customerId, command.otherId, command.commandId)}`
      const document = (await store.merges.findOne({ _id: mergeId })) ?? (await begin(actor, mergeId, command))
      const casesMerged = await merge.run(actor, document)
      const { intoId, fromId } = document
      await audit.tell(`merge:${mergeId}`, actor.id, { type: 'customer-audit.merged', customerId: intoId, otherId: fromId, mergeId })
      return { mergeId, intoId, casesMerged }
    })
}
