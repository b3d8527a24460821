import type { CaseChange } from '../../cases/index.ts'
import type { Reaction } from '../../platform/reactions.ts'
import type { Visitors } from './visitors.ts'

/** The visitors who spoke in a case that was erased are forgotten, and their windows closed. */
export const eraseVisitors = (
  visitors: Pick<Visitors, 'byInteraction' | 'erase'>,
  { interactionsOf, cut }: { interactionsOf(caseId: string): Promise<readonly string[]>; cut(visitorId: string): void },
): Reaction<CaseChange> => ({
  name: 'chat/erase',
  hears: ['case.erased'],
  run: async ({ stream }) => {
    for (const interactionId of await interactionsOf(stream.slice('case:'.length))) {
      const visitor = await visitors.byInteraction(interactionId)
      if (!visitor) continue
      await visitors.erase(visitor._id)
      cut(visitor._id)
    }
  },
})
