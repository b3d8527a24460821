import { AppError } from '../platform/errors.ts'
import { createQueueByKey } from '../platform/stream-queue.ts'
import { type Actor, system } from '../staff/index.ts'
import type { CustomerDeps } from './deps.ts'
import type { MergeDocument } from './store.ts'

/**
 * The protocol of a merge, the same for a person's command and for the reaction that repairs what a crash cut off:
 * the one that stays reserves itself (`absorbs`), the other goes or refuses (`merged`, `merge-refused`), the first writes down the outcome.
 *
 * No circle can close: somebody goes only to a customer that has reserved itself, a reservation is granted only by one that stands, and whoever
 * holds a reservation goes nowhere until its outcome is written. So each new pointer leads to one that points nowhere.
 */
export const createMerge = ({ platform, ledger, store, mergeOpenCases, unmergeCases }: CustomerDeps) => {
  const by = system('merge').id
  const inTurn = createQueueByKey()

  /** The other's decision. Whatever was decided first stands. */
  const askOther = async (into: string, from: string, mergeId: string, actorId: string): Promise<boolean> => {
    const key = `${mergeId}.m`
    await ledger.settle(from, key, actorId, (now) =>
      now.mergedInto === null && now.absorbing === null
        ? { type: 'customer.merged', into, mergeId }
        : { type: 'customer.merge-refused', into, mergeId },
    )
    return (await ledger.entry(from, key))?.change.type === 'customer.merged'
  }

  /** Asks the other and writes the outcome. True: they are merged (or were, and the merge was undone since). */
  const settle = async (into: string, from: string, mergeId: string, actorId = by): Promise<boolean> => {
    const went = await askOther(into, from, mergeId, actorId)
    await ledger.settle(into, `${mergeId}.e`, actorId, (now) =>
      now.absorbing?.mergeId === mergeId
        ? { type: went ? 'customer.absorbed' : 'customer.absorb-cancelled', otherId: from, mergeId }
        : null,
    )
    return went
  }

  /** Brings a reservation that somebody left behind to its end. */
  const helpOn = async (id: string): Promise<void> => {
    const { absorbing } = await ledger.load(id)
    if (absorbing) await settle(id, absorbing.otherId, absorbing.mergeId)
  }

  const mergeCases = async (actor: Actor, merge: MergeDocument): Promise<number> => {
    if (!merge.withOpenCases) return 0
    if (merge.casesMerged !== null) return merge.casesMerged
    let casesMerged = 0
    try {
      casesMerged = await mergeOpenCases(actor, {
        intoCustomerIds: merge.intoFamily,
        fromCustomerIds: merge.fromFamily,
        mergeId: merge._id,
      })
    } catch (error) {
      // Somebody closed or merged one of the cases at this moment: the customers are one all the same, and the cases can be merged by hand.
      if (!(error instanceof AppError) || error.kind !== 'conflict') throw error
      platform.log.info({ err: error, mergeId: merge._id }, 'open cases of merged customers stay apart')
    }
    await store.merges.updateOne({ _id: merge._id }, { $set: { casesMerged } })
    return casesMerged
  }

  return {
    /**
     * One at a time in this process: two people who merge the same two in opposite directions are no conflict, the second finds it done; and a
     * reaction comes after the command it would repair, so the entries tell who acted.
     */
    alone: <T>(task: () => Promise<T>): Promise<T> => inTurn('merge', task),
    /** Runs a merge that is written down, from wherever it stands. Gives how many cases were merged. Throws conflict when one of the two is busy. */
    run: async (actor: Actor, merge: MergeDocument): Promise<number> => {
      const { _id: mergeId, intoId, fromId } = merge
      await helpOn(intoId)
      await helpOn(fromId)
      await ledger.commit(intoId, `${mergeId}.r`, actor.id, (now) => {
        if (now.mergedInto !== null || now.absorbing !== null) throw busy()
        return { type: 'customer.absorbs', otherId: fromId, mergeId }
      })
      if (!(await settle(intoId, fromId, mergeId, actor.id))) throw busy()
      return mergeCases(actor, merge)
    },
    settle,
    /** After a crash: the cases of a merge whose customers are merged. Nobody acts, so the merge itself does. */
    finishCases: async (mergeId: string): Promise<void> => {
      const merge = await store.merges.findOne({ _id: mergeId })
      if (!merge || (await ledger.load(merge.fromId)).mergeId !== mergeId) return
      await mergeCases(system('merge'), merge)
    },
    isUndone: async (fromId: string, mergeId: string): Promise<boolean> => (await ledger.load(fromId)).mergeId !== mergeId,
    /** The rest of an undo: the other lets go, and the cases that were merged with them part again. */
    letGo: async (actor: Actor, into: string, from: string, mergeId: string): Promise<void> => {
      await ledger.settle(into, `${mergeId}.u`, actor.id, (now) =>
        now.merged.some((one) => one.mergeId === mergeId) ? { type: 'customer.let-go', otherId: from, mergeId } : null,
      )
      await unmergeCases(actor, { mergeId })
    },
  }
}
export type Merge = ReturnType<typeof createMerge>

const busy = (): AppError =>
  new AppError('customer-merging', 'conflict', 'One of these customers is being merged at this moment. Look again and try once more.')
