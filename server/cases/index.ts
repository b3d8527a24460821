import type { Customers } from '../customers/index.ts'
import { early } from '../platform/db/early.ts'
import type { Platform, RoomParts } from '../platform/room.ts'
import type { Queues } from '../queues/index.ts'
import type { Actor, Staff } from '../staff/index.ts'
import { assignCase } from './assign-case.ts'
import { type CaseState, foldCase, startCase } from './case.ts'
import { caseNumberIndexes, createCaseNumbers } from './case-number.ts'
import { closeCase, reopenCase } from './close-case.ts'
import type { CaseDeps } from './deps.ts'
import type { CaseChange } from './entries.ts'
import { eraseCasesOf } from './erase-case.ts'
import { caseIndexes, createCaseReads } from './find-cases.ts'
import { finishMerge, mergeCases, unmergeCase } from './merge-cases.ts'
import { caseMergeId } from './merge-of-customers.ts'
import { noteCase, readNotes } from './note-case.ts'
import { beginCase, type NewCase, openCase, prepareCase } from './open-case.ts'
import { createSlots, slotIndexes } from './open-slot.ts'
import { placeMessage } from './place-message.ts'
import { caseReactions } from './react.ts'
import { absorbedOf, survivorsOf } from './read-merges.ts'
import { createLeadsTo, createLinesOf, createWayOf, createWhereIs } from './read-moves.ts'
import { caseRoutes } from './routes.ts'
import { setKind, setPriority, setStatus, setTags } from './set-status.ts'
import { hearAlarms, snoozeCase, unsnoozeCase } from './snooze-case.ts'
import { finishSplit, splitCase, unsplitCase } from './split-case.ts'
import { readTitles, titleCase } from './title-case.ts'
import { transferCase } from './transfer-case.ts'

export { seesCase } from './access.ts'
export type { CaseKind, CaseState, CaseStatus, Interaction, Priority } from './case.ts'
export { foldCase, startCase } from './case.ts'
export { checkCases } from './check-cases.ts'
export type { CaseChange, MessageFiled, MovedIn, MovedMessage, MovedOut } from './entries.ts'
export { movedBy } from './moves.ts'
export type { NoteContent } from './note-case.ts'
export type { Placed } from './place-message.ts'
export { presentCase } from './present-case.ts'

const SWEEP_MS = 5_000

export const createCases = (
  platform: Platform,
  { staff, queues, customers, reopenDays }: { staff: Staff; queues: Queues; customers: Customers; reopenDays: number },
) => {
  const ledger = platform.ledgers.open<CaseState, CaseChange>({
    kind: 'case',
    collection: 'cases',
    start: startCase,
    fold: foldCase,
    // 2: what a machine answers leaves nobody waiting.
    version: 2,
  })
  const deps: CaseDeps = { ...platform, ledger, staff, queues, customers }
  const slots = createSlots(platform.connection)
  const prepare = prepareCase(deps, createCaseNumbers(platform))
  const begin = beginCase(deps, prepare)
  const reads = createCaseReads(deps, () => queues.all())
  const splitDeps = { ...deps, begin, slots }
  hearAlarms(deps)

  const finishMerges = async (): Promise<void> => {
    for (const state of await reads.halfMerged(new Date(platform.clock.now() - SWEEP_MS)))
      if (state.absorbing) await finishMerge(deps, state.id, state.absorbing.from, state.absorbing.mergeId)
  }

  const face = {
    ...reads,
    assignCase: assignCase(deps),
    transferCase: transferCase(deps),
    setStatus: setStatus(deps),
    setPriority: setPriority(deps),
    setKind: setKind(deps),
    setTags: setTags(deps),
    titleCase: titleCase(deps),
    noteCase: noteCase(deps),
    snoozeCase: snoozeCase(deps),
    unsnoozeCase: unsnoozeCase(deps),
    closeCase: closeCase(deps),
    reopenCase: reopenCase(deps),
    mergeCases: mergeCases(deps),
    unmergeCase: unmergeCase(deps),
    splitCase: splitCase(splitDeps),
    unsplitCase: unsplitCase(splitDeps),
    openCase: openCase(deps, begin, slots),
    /** For the hub, which files what nobody asked for yet: no actor, because nobody acts. */
    intake: {
      prepare,
      /** What is filed comes next, and takes it along. */
      begin: (by: string, fresh: NewCase) => begin(by, fresh, { isEarly: true }),
      slots: createSlots(platform.connection, early(platform)),
      place: placeMessage(deps, reopenDays, finishSplit(splitDeps)),
      commit: ledger.commit,
      settle: ledger.settle,
      load: ledger.load,
      entry: ledger.entry,
      whereIs: createWhereIs(deps),
      wayOf: createWayOf(deps),
      leadsTo: createLeadsTo(deps),
    },
    entriesOf: ledger.entries,
    linesOf: createLinesOf(deps),
    absorbedOf: absorbedOf(deps),
    survivorsOf: survivorsOf(deps),
    readNotes: readNotes(deps),
    readTitles: readTitles(deps),
    /** Forgets what the cases of an erased customer say. `cause`: what it follows from. */
    eraseCasesOf: eraseCasesOf(deps),
    /** Finishes merges that a crash cut off; the sweep calls it, and tests. */
    finishMerges,
    /** Merges the open cases of one customer into those of another, queue by queue; the first of the one that stays takes the others in. */
    mergeOpenCases: async (
      actor: Actor,
      { intoCustomerIds, fromCustomerIds, mergeId }: { intoCustomerIds: string[]; fromCustomerIds: string[]; mergeId: string },
    ): Promise<number> => {
      const into = await reads.openOf(actor, intoCustomerIds)
      let count = 0
      for (const other of await reads.openOf(actor, fromCustomerIds)) {
        const target = into.find((one) => one.queueId === other.queueId)
        if (!target || target.id === other.id) continue
        await face.mergeCases(actor, { caseId: target.id, otherId: other.id, commandId: mergeId, mergeId: caseMergeId(mergeId, other.id) })
        count += 1
      }
      return count
    },
    /** Undoes what `mergeOpenCases` did under this merge. */
    unmergeCasesOf: async (actor: Actor, { mergeId }: { mergeId: string }): Promise<number> => {
      const merged = await platform.connection
        .collection<CaseState & { _id: string }>('cases')
        .find({ mergeId: { $gte: `${mergeId}-`, $lt: `${mergeId}.` } } as never)
        .toArray()
      for (const one of merged)
        if (one.mergedInto) await face.unmergeCase(actor, { caseId: one.mergedInto, otherId: one._id, commandId: mergeId })
      return merged.length
    },
  }
  const parts: RoomParts<Actor> = {
    routes: caseRoutes(face),
    reactions: caseReactions(splitDeps) as never,
    indexes: [
      ...caseIndexes,
      ...caseNumberIndexes,
      ...slotIndexes,
      { collection: 'cases', key: { mergeId: 1 } },
      { collection: 'notes', key: { caseId: 1 } },
    ],
    start: () => platform.jobs.repeat('cases/finish-merges', SWEEP_MS, finishMerges),
  }
  return { ...face, parts }
}

export type Cases = ReturnType<typeof createCases>
