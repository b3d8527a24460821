import { createRecent } from '../../platform/recent.ts'
import { seesQueue } from '../../queues/index.ts'
import { type Actor, allow } from '../../staff/index.ts'
import type { CallDeps } from '../deps.ts'
import { agentFigures, type DayCall, endedBy, queueFigures, ratingFigures } from './day-figures.ts'
import type { CallDay } from './wire.ts'

type Stored = DayCall & { _id: string }
/** More are not counted; the answer says so. */
const MOST_CALLS = 20_000
/** Everybody who looks within this time is shown the same count. */
const FRESH_MS = 5_000
const DAY_MS = 86_400_000
const FIELDS = {
  direction: 1,
  queueId: 1,
  queuedAt: 1,
  answeredAt: 1,
  endedAt: 1,
  outcome: 1,
  phase: 1,
  isLive: 1,
  callback: 1,
  handled: 1,
  ratings: 1,
  told: 1,
}

/** The day's figures of the phone, made of the calls themselves each time: nothing is counted up, so nothing can drift. */
export const createDay = ({ platform, queues, staff }: Pick<CallDeps, 'platform' | 'queues' | 'staff'>) => {
  const { connection, clock } = platform
  const calls = connection.collection<Stored>('calls')
  const counted = createRecent<string, { at: number; day: Promise<CallDay> }>(20)

  const count = async (since: Date, now: Date): Promise<CallDay> => {
    const found = (await calls
      .find({ startedAt: { $gte: since } } as never, { projection: FIELDS })
      .sort({ startedAt: -1 })
      .limit(MOST_CALLS + 1)
      .toArray()) as Stored[]
    const counting = found.slice(0, MOST_CALLS).map((one) => ({ ...one, handled: one.handled ?? [] }))
    const byQueue = new Map<string, DayCall[]>()
    for (const call of counting) if (call.queueId) byQueue.set(call.queueId, [...(byQueue.get(call.queueId) ?? []), call])
    const agentIds = (await staff.membersForRouting())
      .filter(
        (one) =>
          one.role === 'agent' ||
          one.presence !== 'offline' ||
          counting.some((call) => call.handled.some((part) => part.agentId === one.id)),
      )
      .map((one) => one.id)
    const presences = await staff.presencesSince(agentIds, since)
    const ofAgent = (agentId: string): DayCall[] => counting.filter((call) => call.handled.some((part) => part.agentId === agentId))
    return {
      since: since.toISOString(),
      at: now.toISOString(),
      queues: queues.all().map((queue) => {
        const own = byQueue.get(queue.id) ?? []
        return { queueId: queue.id, ...queueFigures(own, queue, now), ratings: ratingFigures(own) }
      }),
      agents: agentIds
        .map((agentId) => {
          const available = (presences.get(agentId) ?? []).filter((one) => one.presence === 'available')
          const own = ofAgent(agentId)
          return { agentId, ...agentFigures(agentId, own, available, { since, now }), ratings: ratingFigures(endedBy(agentId, own)) }
        })
        .filter((one) => one.handled > 0 || one.availableSeconds > 0),
      isCut: found.length > MOST_CALLS,
    }
  }

  return {
    /** Throws forbidden. Restricted queues are there for their teams alone. */
    readDay: async (actor: Actor, { since: from }: { since?: string | undefined }): Promise<CallDay> => {
      allow(actor, 'call.read')
      allow(actor, 'work.read-all')
      const now = clock.now()
      const since = new Date(Math.max(now - 7 * DAY_MS, from === undefined ? now - DAY_MS : Date.parse(from)))
      const key = from ?? 'day'
      const held = counted.get(key)
      const day = held && now - held.at < FRESH_MS ? held.day : count(since, new Date(now))
      if (day !== held?.day) {
        counted.set(key, { at: now, day })
        day.catch(() => counted.delete(key))
      }
      const { queues: all, ...rest } = await day
      return { ...rest, queues: all.filter((one) => seesQueue(actor, one.queueId, queues)) }
    },
  }
}
