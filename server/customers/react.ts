import { idOfStream } from '../platform/bus.ts'
import type { Reaction } from '../platform/reactions.ts'
import { forgetAnswers } from '../platform/routes.ts'
import { system } from '../staff/index.ts'
import type { CustomerDeps } from './deps.ts'
import type { CustomerChange } from './entries.ts'
import { CUSTOMER_FORGOTTEN, eraseContents, whereShown } from './erase-customer.ts'
import type { Merge } from './merge.ts'
import type { Suggestions } from './suggestions.ts'

const idOf = (entry: { stream: string }): string => idOfStream(entry.stream)

/** What this room does after its own entries: looks for people it knows already, and makes good what a crash cut off. */
export const customerReactions = (
  { platform, store }: Pick<CustomerDeps, 'platform' | 'store'>,
  merge: Merge,
  suggestions: Suggestions,
): Reaction<CustomerChange>[] => [
  {
    name: 'customers/suggest',
    hears: ['customer.added', 'customer.named'],
    run: async ({ change }) => {
      if (change.type !== 'customer.added' && change.type !== 'customer.named') return
      const [identity] = await store.together.identityByRef(change.identityId)
      // Erased since: then nobody is to be recognised.
      if (identity) await suggestions.suggestFor(identity)
    },
  },
  {
    name: 'customers/erase',
    hears: ['customer.erased'],
    run: async (entry) => {
      const id = idOf(entry)
      const shown = await whereShown({ store })(id)
      await eraseContents({ store })(id)
      // The entry said so before the words were gone.
      platform.bus.tell({ name: CUSTOMER_FORGOTTEN, data: shown })
      await forgetAnswers(platform.connection)
    },
  },
  {
    name: 'customers/finish-merge',
    hears: ['customer.absorbs'],
    run: (entry) =>
      merge.alone(async () => {
        const { change } = entry
        if (change.type !== 'customer.absorbs') return
        if (await merge.settle(idOf(entry), change.otherId, change.mergeId)) await merge.finishCases(change.mergeId)
      }),
  },
  {
    name: 'customers/finish-undo',
    hears: ['customer.unmerged', 'customer.absorbed'],
    run: (entry) =>
      merge.alone(async () => {
        const { change } = entry
        if (change.type === 'customer.unmerged') await merge.letGo(system('merge'), change.from, idOf(entry), change.mergeId)
        // An undo that overtook the merge's last step: the other is free already.
        if (change.type === 'customer.absorbed' && (await merge.isUndone(change.otherId, change.mergeId)))
          await merge.letGo(system('merge'), idOf(entry), change.otherId, change.mergeId)
      }),
  },
  {
    name: 'customers/dismiss',
    hears: ['customer.told-apart'],
    run: async ({ id, stream, change }) => {
      if (change.type === 'customer.told-apart') await suggestions.dismiss(change.suggestionId, id.slice(stream.length + 1))
    },
  },
]
