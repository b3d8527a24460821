import type { CustomerChange } from '../customers/index.ts'
import { type Entry, idOfStream } from '../platform/bus.ts'
import type { Reaction } from '../platform/reactions.ts'
import type { CaseChange } from './entries.ts'
import { eraseCasesOf } from './erase-case.ts'
import { holdSlot, holdSlotsOf } from './hold-slot.ts'
import { letGo } from './merge-cases.ts'
import { setAlarm } from './snooze-case.ts'
import { finishSplit, type SplitDeps, takeBack } from './split-case.ts'

const idOf = (entry: Entry): string => idOfStream(entry.stream)

/** What this room does after its own entries, so that a crash between two writes is made good. */
export const caseReactions = (deps: SplitDeps): Reaction<CaseChange | CustomerChange>[] => [
  {
    name: 'cases/erase',
    hears: ['customer.erased'],
    run: (entry) => eraseCasesOf(deps)(idOf(entry), entry.id),
  },
  {
    name: 'cases/move-slot',
    hears: ['case.closed', 'case.reopened', 'case.merged', 'case.unmerged', 'case.move-undone', 'case.transferred'],
    run: (entry) => holdSlot(deps, idOf(entry)),
  },
  {
    name: 'cases/move-slots',
    hears: ['customer.merged', 'customer.unmerged'],
    run: async (entry) => {
      const { change } = entry
      await holdSlotsOf(deps, idOf(entry))
      // What the one that left held there is free by now.
      if (change.type === 'customer.unmerged') await holdSlotsOf(deps, change.from)
    },
  },
  {
    name: 'cases/set-alarm',
    hears: ['case.snoozed'],
    run: async (entry) => {
      const { change } = entry
      if (change.type !== 'case.snoozed') return
      const now = await deps.ledger.load(idOf(entry))
      if (now.snoozeToken === change.token) await setAlarm(deps, now.id, new Date(change.until), change.token)
    },
  },
  {
    name: 'cases/finish-undo',
    hears: ['case.unmerged', 'case.absorbed'],
    run: async (entry) => {
      const { change } = entry
      if (change.type === 'case.unmerged') await letGo(deps, change.from, idOf(entry), change.mergeId)
      // An undo that overtook the merge's last step: the other case is free already.
      if (change.type === 'case.absorbed' && (await deps.ledger.load(change.from)).mergeId !== change.mergeId)
        await letGo(deps, idOf(entry), change.from, change.mergeId)
    },
  },
  {
    name: 'cases/finish-split',
    hears: ['case.moved-out', 'case.move-undone'],
    run: async (entry) => {
      const { change, by } = entry
      if (change.type === 'case.moved-out' && change.lead === null) await finishSplit(deps)(idOf(entry), change.splitId)
      if (change.type === 'case.move-undone') await takeBack(deps, { leadId: change.to, toId: idOf(entry), splitId: change.splitId, by })
    },
  },
]
