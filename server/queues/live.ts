import type { LiveTopic } from '../platform/live.ts'
import type { LiveRow } from '../platform/wire/live.ts'
import { type Actor, allow, seesTeams } from '../staff/index.ts'
import type { Board } from './board.ts'
import type { Queue } from './wire.ts'

/** `queues:all`: one row a queue, restricted ones for their teams only. */
export const queuesTopic = (board: Board): LiveTopic<Actor> => {
  const row = (id: string): LiveRow[] => {
    const queue = board.byId(id)
    return queue ? [{ kind: 'queue', id, v: board.state(id)?.seq ?? 0, row: queue }] : []
  }
  return {
    name: 'queues',
    mayWatch: (actor) => allow(actor, 'queue.read'),
    snapshot: async () => board.ids().flatMap(row),
    // A new default takes that from another queue, whose row changes without an entry of its own.
    changes: ({ stream, change }) =>
      stream.startsWith('queue:')
        ? [{ id: 'all', rows: (change.type === 'queue.made-default' ? board.ids() : [stream.slice(6)]).flatMap(row) }]
        : [],
    sees: (actor, { row: queue }) => seesTeams(actor, (queue as Queue).restrictedTo),
  }
}
