import type { Timer } from '../../platform/timers.ts'
import type { ChatDeps } from './deps.ts'
import { SILENCE } from './send-message.ts'
import { silentAt } from './visitor.ts'

/** The alarm of a session: ends it when nobody has written for long enough, else sets itself again. */
export const endSilentSession =
  ({ visitors, platform, silenceMs }: ChatDeps) =>
  async ({ id }: Pick<Timer, 'id'>): Promise<void> => {
    const visitor = await visitors.bySession(id)
    if (!visitor || visitor.session.endedBy === 'agent') return
    const now = platform.clock.now()
    const due = silentAt(visitor.session, silenceMs)
    if (due > now) return platform.timers.set({ name: SILENCE, id, dueAt: new Date(due), token: id })
    const hasEnded = await visitors.changeSession(id, { endedAt: new Date(now), endedBy: 'silence' }, { endedAt: null })
    if (hasEnded) platform.bus.tell({ name: 'chat.session-changed', data: { sessionId: id } })
  }
