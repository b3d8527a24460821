import type { CaseChange } from '../cases/index.ts'
import type { Entry } from '../platform/bus.ts'
import { notFound } from '../platform/errors.ts'
import type { LiveTopic, TopicRows } from '../platform/live.ts'
import { QUEUE_KNOWN } from '../queues/index.ts'
import { type Actor, allow } from '../staff/index.ts'
import type { HubDeps } from './deps.ts'
import { MOST_TOLD } from './held/wire.ts'
import type { Message } from './message.ts'
import { MESSAGES_HELD } from './message-store.ts'
import type { HeldRow } from './wire.ts'

interface Reads {
  listMessages(actor: Actor, query: { state: 'held'; limit: number }): Promise<{ items: Message[] }>
}

/** What moves a held message's case, or puts it out of somebody's sight. */
const moves = new Set<string>([
  'case.transferred',
  'case.merged',
  'case.unmerged',
  'case.moved-out',
  'case.moved-in',
  'case.move-undone',
] satisfies CaseChange['type'][])

/**
 * `held:all`: what waits for a person, the newest first to be told. They are few: whatever changes, its watchers fetch again, and each is given what they may
 * see.
 */
export const heldTopic = ({ messages, cases }: HubDeps, { listMessages }: Reads): LiveTopic<Actor> => {
  const again = (): TopicRows[] => [{ id: 'all', rows: [], again: true }]
  return {
    name: 'held',
    mayWatch: (actor, id) => {
      allow(actor, 'message.read')
      if (id !== 'all') throw notFound('topic')
    },
    snapshot: async (actor) => {
      const { items } = await listMessages(actor, { state: 'held', limit: MOST_TOLD })
      const named = items.map((one) => one.caseId || one.suggestedCaseId)
      const survivors = await cases.survivorsOf(named.filter(Boolean))
      return items.map((one, index) => {
        const row: HeldRow = {
          id: one.id,
          at: one.receivedAt.toISOString(),
          from: one.from?.name || one.from?.address || '',
          caseId: survivors.get(named[index] ?? '')?.id ?? null,
        }
        return { kind: 'held', id: one.id, v: 0, row }
      })
    },
    changes: async ({ stream, change }: Entry) => {
      const concerns = stream.startsWith('case:') && moves.has(change.type)
      return concerns && (await messages.hasHeld()) ? again() : []
    },
    facts: {
      [MESSAGES_HELD]: again,
      [QUEUE_KNOWN]: async () => ((await messages.hasHeld()) ? again().map((one) => ({ ...one, isHere: true })) : []),
    },
  }
}
