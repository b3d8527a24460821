import type { Platform, RoomParts } from '../platform/room.ts'
import type { Actor } from '../staff/index.ts'
import type { NoticeDeps } from './deps.ts'
import { forgetRead } from './forget-read.ts'
import { mentionsTopic } from './live.ts'
import { readAll, readInCase } from './mark-read.ts'
import { noticeReactions } from './react.ts'
import { createMentionReads } from './read-mentions.ts'
import { noticeRoutes } from './routes.ts'
import { mentionIndexes } from './store.ts'

/** What is told to staff and kept until they read it: that a note names them, and that messages to a case of theirs are held back. */
export const createNotices = (platform: Platform, rooms: Omit<NoticeDeps, 'platform'>) => {
  const deps: NoticeDeps = { platform, ...rooms }
  const reads = createMentionReads(deps)
  const face = { ...reads, readInCase: readInCase(deps), readAll: readAll(deps) }
  const parts: RoomParts<Actor> = {
    routes: noticeRoutes(face),
    topics: [mentionsTopic(deps, reads)],
    reactions: noticeReactions(deps) as never,
    indexes: mentionIndexes,
    start: forgetRead(deps),
  }
  return { ...face, parts }
}

export type Notices = ReturnType<typeof createNotices>
