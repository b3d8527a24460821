import type { LiveTopic } from '../platform/live.ts'
import type { LiveRow } from '../platform/wire/live.ts'
import { type Actor, allow } from './actor.ts'
import type { Directory } from './directory.ts'

/** `staff:all`: one row a member, with presence. */
export const staffTopic = (directory: Directory): LiveTopic<Actor> => {
  const row = (id: string): LiveRow[] => {
    const member = directory.member(id)
    return member ? [{ kind: 'member', id, v: directory.version(id), row: member }] : []
  }
  return {
    name: 'staff',
    mayWatch: (actor) => allow(actor, 'staff.read'),
    snapshot: async () => directory.userIds().flatMap(row),
    changes: (entry) => {
      const id = directory.idOf(entry)
      return id === undefined ? [] : [{ id: 'all', rows: row(id) }]
    },
  }
}
