import type { LiveTopic } from '../platform/live.ts'
import type { Outward } from '../platform/outward.ts'
import { type Actor, allow } from '../staff/index.ts'
import type { Sending } from './wire.ts'

/** `restore:all`: one row while sending is paused. */
export const restoreTopic = (outward: Outward): LiveTopic<Actor> => ({
  name: 'restore',
  mayWatch: (actor) => allow(actor, 'audit.read'),
  snapshot: async () => {
    const since = await outward.pausedSince()
    const row: Sending = { pausedSince: since?.toISOString() ?? null }
    return since ? [{ kind: 'restore', id: String(since.getTime()), v: 0, row }] : []
  },
  changes: ({ stream, seq }) => {
    const [kind, id = ''] = stream.split(':')
    return kind === 'restore' ? [{ id: 'all', rows: [{ kind: 'restore', id, v: seq }] }] : []
  },
})
