import type { Connection } from 'mongoose'
import { createRecent } from '../../platform/recent.ts'
import { dueKey } from '../../routing/index.ts'
import type { Member } from '../../staff/index.ts'
import type { CallState } from '../call.ts'
import type { CallDeps } from '../deps.ts'
import { type Estimate, estimateWait } from './estimate.ts'

const FRESH_MS = 15_000
const CALLS_LOOKED_AT = 30

export interface Place {
  /** From 1. */
  position: number
  waiting: number
  estimate: Estimate | null
}

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
const dueOf = ({ priority, queuedAt }: CallState): number =>
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
  const estimateAt = async (queueId: string, position: number): Promise<Estimate | null> =>
    estimateWait({ position, agents: await agentsOf(queueId), handledMs: await handling(queueId) })
  return {
    estimateAt,
    /** Who could come to answer calls of a queue: signed in, though perhaps away for a moment. */
    signedIn: async (queueId: string): Promise<number> =>
      (await serving(queueId)).filter((one) => one.presence !== 'offline' && takesCalls(one)).length,
    /** Null for a call that waits for nobody. */
    placeOf: async (call: CallState): Promise<Place | null> => {
      if (call.phase !== 'waiting' || call.queueId === null) return null
      // Who is to be called at an hour that has not come is before nobody.
      const isBefore = (one: CallState): boolean => one.phase === 'waiting' && one.queueId === call.queueId && !one.callback?.dueAt
      const alike = board.all().filter((one) => isBefore(one) && one.id !== call.id)
      const position = alike.filter((one) => dueOf(one) < dueOf(call)).length + 1
      return { position, waiting: alike.length + 1, estimate: await estimateAt(call.queueId, position) }
    },
  }
}
export type Figures = ReturnType<typeof createFigures>
