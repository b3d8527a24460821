import type { Connection } from 'mongoose'
import type { Place } from '../../ivr/index.ts'
import { createRecent } from '../../platform/recent.ts'
import { dueKey } from '../../routing/index.ts'
import type { Member } from '../../staff/index.ts'
import type { CallState } from '../call.ts'
import type { CallDeps } from '../deps.ts'
import { estimateWait } from './estimate.ts'

const FRESH_MS = 15_000
const CALLS_LOOKED_AT = 30

/** How long calls of a queue take one person, wrap-up with it, asked of the store now and then; who asks meanwhile waits for the same answer. */
const handlingOf = (connection: Connection, now: () => number) => {
  const calls = connection.collection<CallState & { _id: string }>('calls')
  const known = createRecent<string, { at: number; handledMs: Promise<number[]> }>(500)
  const ask = async (queueId: string): Promise<number[]> => {
    const found = await calls
      .find({ queueId, answeredAt: { $ne: null }, endedAt: { $ne: null } } as never, { projection: { handled: 1 } })
      .sort({ answeredAt: -1 })
      .limit(CALLS_LOOKED_AT)
      .toArray()
    return found.flatMap(({ handled = [] }) => {
      const over = handled.filter((one) => one.to !== null)
      const ms = over.reduce((sum, { from, to }) => sum + (to as Date).getTime() - from.getTime(), 0)
      return over.length === handled.length && ms > 0 ? [ms] : []
    })
  }
  return (queueId: string): Promise<number[]> => {
    const held = known.get(queueId)
    if (held && now() - held.at < FRESH_MS) return held.handledMs
    const handledMs = ask(queueId)
    known.set(queueId, { at: now(), handledMs })
    handledMs.catch(() => known.delete(queueId))
    return handledMs
  }
}

/** In the order in which routing serves them: what calls wait by is what their work waits by. */
const dueOf = ({ priority, queuedAt }: Pick<CallState, 'priority' | 'queuedAt'>): number =>
  dueKey({ priority, since: queuedAt?.getTime() ?? 0, demand: { isLive: true, isExclusive: true } })

/** Where callers stand, from the live calls in memory: it is asked for at every round of everybody's music. */
export const createFigures = (
  { connection, clock }: CallDeps['platform'],
  { staff, queues, board }: Pick<CallDeps, 'staff' | 'queues' | 'board'>,
) => {
  const handling = handlingOf(connection, clock.now)
  const serving = async (queueId: string): Promise<Member[]> => {
    const teams = queues.byId(queueId)?.teams ?? []
    return (await staff.membersForRouting()).filter((one) => teams.length === 0 || one.teams.some((team) => teams.includes(team)))
  }
  const takesCalls = ({ capacity }: Member): boolean => (capacity.voice ?? capacity.default ?? 0) > 0
  /** Who is offered calls of a queue: there, with room for a call, and able to. */
  const agentsOf = async (queueId: string): Promise<number> => {
    const needed = Object.entries(queues.byId(queueId)?.requiredSkills ?? {})
    const isAble = ({ skills }: Member): boolean => needed.every(([skill, level]) => (skills[skill] ?? 0) >= level)
    return (await serving(queueId)).filter((one) => one.presence === 'available' && takesCalls(one) && isAble(one)).length
  }
  /** Where a call stands in a queue, or would stand if it came there now, by its priority. */
  const placesIn = async (queueId: string, call: CallState): Promise<(priority: CallState['priority']) => Place> => {
    const others = board.waitingIn(queueId).filter((one) => one.id !== call.id)
    const [agents, handledMs] = [await agentsOf(queueId), await handling(queueId)]
    const queuedAt = call.queuedAt ?? new Date(clock.now())
    return (priority) => {
      const due = dueOf({ priority, queuedAt })
      const position = others.filter((one) => dueOf(one) < due).length + 1
      return { position, estimate: estimateWait({ position, agents, handledMs }) }
    }
  }
  return {
    placesIn,
    /** Who could come to answer calls of a queue: signed in, though perhaps away for a moment. */
    signedIn: async (queueId: string): Promise<number> =>
      (await serving(queueId)).filter((one) => one.presence !== 'offline' && takesCalls(one)).length,
    /** Null for a call that waits for nobody. */
    placeOf: async (call: CallState): Promise<Place | null> =>
      call.phase !== 'waiting' || call.queueId === null ? null : (await placesIn(call.queueId, call))(call.priority),
  }
}
export type Figures = ReturnType<typeof createFigures>
