import type { LiveTopic } from '../platform/live.ts'
import type { LiveRow } from '../platform/wire/live.ts'
import { seenAnew, seesQueue } from '../queues/index.ts'
import { type Actor, allow } from '../staff/index.ts'
import type { RoutingDeps } from './deps.ts'
import { presentWork } from './present-work.ts'
import type { WorkView } from './wire.ts'
import type { WorkState } from './work.ts'

const WATCHED = 500

/** `waiting:all`: one row for each piece of work that waits or is offered; at the start the longest waiting of them. */
export const waitingTopic = ({ works, queues }: RoutingDeps): LiveTopic<Actor> => {
  const row = (work: WorkState): LiveRow => ({
    kind: 'work',
    id: work.id,
    v: work.seq,
    ...(work.isQueued ? { row: presentWork(work) } : {}),
  })
  return {
    name: 'waiting',
    mayWatch: (actor) => allow(actor, 'work.read-all'),
    snapshot: async () => (await works.queued([], WATCHED)).map(row),
    changes: ({ stream }, state) => (stream.startsWith('work:') ? [{ id: 'all', rows: [row(state as WorkState)] }] : []),
    facts: seenAnew,
    sees: (actor, { row: work }) => !work || seesQueue(actor, (work as WorkView).queueId, queues),
  }
}
