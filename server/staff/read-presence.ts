import type { Entry } from '../platform/bus.ts'
import { notFound } from '../platform/errors.ts'
import { type Actor, allow } from './actor.ts'
import type { StaffDeps } from './deps.ts'
import type { AgentChange } from './entries.ts'
import { type PresenceSpan, spansOf } from './presence-spans.ts'

type Stored = Omit<Entry<AgentChange>, 'id'> & { _id: string }
const MOST = 2_000
const DAY_MS = 86_400_000

/** Of one agent's stream: what happened since then, and what held at that moment. */
const readSpans = async ({ platform }: Pick<StaffDeps, 'platform'>, userId: string, since: Date): Promise<PresenceSpan[]> => {
  const entries = platform.connection.collection<Stored>('entries')
  const stream = `agent:${userId}`
  const find = (at: object, order: 1 | -1, limit: number) =>
    entries
      .find({ stream, at } as never)
      .sort({ seq: order })
      .limit(limit)
      .toArray() as unknown as Promise<Stored[]>
  const [before, after] = await Promise.all([find({ $lt: since }, -1, 1), find({ $gte: since }, 1, MOST)])
  return spansOf([...before, ...after], since, new Date(platform.clock.now()))
}

/** When somebody was there, and who or what made it so: from the entries, so it holds over restarts. Throws forbidden, not-found. */
export const presenceLog =
  (deps: StaffDeps) =>
  async (actor: Actor, { userId, since }: { userId: string; since?: string | undefined }): Promise<PresenceSpan[]> => {
    allow(actor, 'presence.force')
    if (!deps.directory.user(userId)) throw notFound('user')
    return readSpans(deps, userId, new Date(since ?? deps.platform.clock.now() - DAY_MS))
  }

/** For figures, unguarded: the same of several people. */
export const presencesSince =
  (deps: StaffDeps) =>
  async (userIds: readonly string[], since: Date): Promise<Map<string, PresenceSpan[]>> => {
    const found = new Map<string, PresenceSpan[]>()
    for (const userId of userIds) found.set(userId, await readSpans(deps, userId, since))
    return found
  }
