import type { Connection } from 'mongoose'
import { createRecent } from '../platform/recent.ts'
import type { CallState } from './call.ts'
import type { CallDeps } from './deps.ts'
import { type Estimate, estimateWait } from './estimate.ts'

const FRESH_MS = 15_000
const CALLS_LOOKED_AT = 30

export interface Place {
  /** From 1. */
  position: number
  waiting: number
  estimate: Estimate | null
}

type Deps = Pick<CallDeps, 'platform' | 'staff' | 'queues' | 'routing'>

/** How long calls of a queue take, asked of the store now and then. */
const handlingOf = (connection: Connection, now: () => number) => {
  const calls = connection.collection<CallState & { _id: string }>('calls')
  const known = createRecent<string, { at: number; handledMs: number[] }>(500)
  return async (queueId: string): Promise<number[]> => {
    const held = known.get(queueId)
    if (held && now() - held.at < FRESH_MS) return held.handledMs
    const found = await calls
      .find({ queueId, answeredAt: { $ne: null }, endedAt: { $ne: null } } as never)
      .sort({ answeredAt: -1 })
      .limit(CALLS_LOOKED_AT)
      .toArray()
    const handledMs = found.map((one) => (one.endedAt as Date).getTime() - (one.answeredAt as Date).getTime()).filter((ms) => ms > 0)
    known.set(queueId, { at: now(), handledMs })
    return handledMs
  }
}

export const createFigures = (connection: Connection, now: () => number) => {
  const handling = handlingOf(connection, now)
  const agentsOf = async ({ staff, queues }: Deps, queueId: string): Promise<number> => {
    const teams = queues.byId(queueId)?.teams ?? []
    return (await staff.membersForRouting()).filter(
      (one) => one.presence === 'available' && (teams.length === 0 || one.teams.some((team) => teams.includes(team))),
    ).length
  }
  const estimateAt = async (deps: Deps, queueId: string, position: number): Promise<Estimate | null> =>
    estimateWait({ position, agents: await agentsOf(deps, queueId), handledMs: await handling(queueId) })
  return {
    estimateAt,
    /** Where a waiting call stands; null while it is not filed yet. */
    placeOf: async (deps: Deps, call: CallState): Promise<Place | null> => {
      const work = await deps.routing.workOfInteraction(call.interactionId)
      const place = work && (await deps.routing.positionOf(work.id))
      if (!place || call.queueId === null) return null
      const position = place.ahead + 1
      return { position, waiting: place.waiting, estimate: await estimateAt(deps, call.queueId, position) }
    },
  }
}
export type Figures = ReturnType<typeof createFigures>
