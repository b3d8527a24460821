import type { CaseChange } from '../cases/index.ts'
import { idOfStream } from '../platform/bus.ts'
import type { Reaction } from '../platform/reactions.ts'
import { MENTIONS_CHANGED, type NoticeDeps } from './deps.ts'
import { makeMentions } from './make-mentions.ts'
import { openMentions } from './store.ts'
import { tellHeld, withdrawHeld } from './tell-held.ts'

export const noticeReactions = (deps: NoticeDeps): Reaction<CaseChange>[] => [
  { name: 'notices/mentions', hears: ['case.noted'], run: makeMentions(deps) },
  { name: 'notices/held', hears: ['case.message-quarantined'], run: tellHeld(deps) },
  { name: 'notices/held-over', hears: ['case.message-released'], run: withdrawHeld(deps) },
  {
    name: 'notices/erase',
    hears: ['case.erased'],
    run: async ({ stream }) => {
      const { connection, bus } = deps.platform
      const of = { caseId: idOfStream(stream) }
      const gone = await openMentions(connection).find(of).toArray()
      await openMentions(connection).deleteMany(of)
      if (gone.length > 0) bus.tell({ name: MENTIONS_CHANGED, data: { userIds: [...new Set(gone.map((one) => one.userId))] } })
    },
  },
]
