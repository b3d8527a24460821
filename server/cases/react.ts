import type { CustomerChange } from '../customers/index.ts'
import type { Entry } from '../platform/bus.ts'
import type { Reaction } from '../platform/reactions.ts'
import type { CaseDeps } from './deps.ts'
import type { CaseChange } from './entries.ts'
import { eraseCasesOf } from './erase-case.ts'
import { letGo } from './merge-cases.ts'
import type { Slots } from './open-slot.ts'
import { setAlarm } from './snooze-case.ts'

const idOf = (entry: Entry): string => entry.stream.slice('case:'.length)

/** What this room does after its own entries, so that a crash between two writes is made good. */
export const caseReactions = (deps: CaseDeps, slots: Slots): Reaction<CaseChange | CustomerChange>[] => [
  {
    name: 'cases/erase',
    hears: ['customer.erased'],
    run: (entry) => eraseCasesOf(deps)(entry.stream.slice('customer:'.length), entry.id),
  },
  {
    name: 'cases/free-slot',
    hears: ['case.closed', 'case.merged'],
    run: (entry) => slots.clear(idOf(entry)),
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
]
