import type { CaseChange, CaseState } from '../cases/index.ts'
import type { Entry } from '../platform/bus.ts'
import { notFound } from '../platform/errors.ts'
import type { LiveTopic, TopicRows } from '../platform/live.ts'
import { seenAnew } from '../queues/index.ts'
import { type Actor, allow } from '../staff/index.ts'
import { MENTIONS_CHANGED, type MentionsChanged, type NoticeDeps } from './deps.ts'
import type { createMentionReads } from './read-mentions.ts'
import { openMentions } from './store.ts'

const again = (ids: readonly string[]): TopicRows[] => ids.map((id) => ({ id, rows: [], again: true }))

/** What a mention shows of its case, and who may see it. */
const shows = new Set<string>([
  'case.titled',
  'case.assigned',
  'case.transferred',
  'case.merged',
  'case.absorbed',
  'case.unmerged',
  'case.let-go',
  'case.move-undone',
] satisfies CaseChange['type'][])

/**
 * `mentions:<member id>`: what names one person and was not read yet, the newest first to be told. They are few, and seldom, and each is read with its
 * note and its case: whatever changes, its watchers fetch again.
 */
export const mentionsTopic = (deps: NoticeDeps, { unreadMentions }: ReturnType<typeof createMentionReads>): LiveTopic<Actor> => ({
  name: 'mentions',
  mayWatch: (actor, id) => {
    allow(actor, 'case.read')
    if (id !== actor.id) throw notFound('topic')
  },
  snapshot: async (actor) => (await unreadMentions(actor)).map((one) => ({ kind: 'mention', id: one.id, v: 0, row: one })),
  changes: async ({ stream, change }: Entry, state, isWatched = () => true) => {
    const { cases, platform } = deps
    if (!stream.startsWith('case:') || !shows.has(change.type)) return []
    const current = state as CaseState
    const unread = await openMentions(platform.connection)
      .find({ caseId: { $in: [current.id, ...(await cases.absorbedOf(current))] }, readAt: null })
      .toArray()
    return again([...new Set(unread.map(({ userId }) => userId))].filter(isWatched))
  },
  facts: {
    [MENTIONS_CHANGED]: (data, isWatched) => again((data as MentionsChanged).userIds.filter(isWatched)),
    ...seenAnew,
  },
})
