import { type Actor, seesAllTeams, seesTeams } from '../staff/index.ts'

/**
 * Whether this actor sees what stands in a queue. What stands in none is seen by the whole staff. A queue that this process has not heard of may be
 * restricted: until it is known (`learn`), only those see it whom no restriction keeps out (SECURITY A1).
 */
export const seesQueue = (
  actor: Actor,
  queueId: string | null | undefined,
  queues: { byId(id: string): { restrictedTo: readonly string[] } | undefined },
): boolean => {
  if (!queueId) return seesTeams(actor, [])
  const queue = queues.byId(queueId)
  return queue ? seesTeams(actor, queue.restrictedTo) : seesAllTeams(actor)
}
