import { early } from '../platform/db/early.ts'
import type { IndexSpec } from '../platform/db/indexes.ts'
import type { Platform } from '../platform/room.ts'
import type { CandidateReasons } from './explain.ts'
import type { Decision } from './wire.ts'

/** A decision as it is kept: ids and reasons, no name and nothing a customer said. */
export interface KeptDecision {
  _id: string
  workId: string
  caseId: string
  at: Date
  chosenId: string | null
  waitedMs: number
  candidates: CandidateReasons[]
  expiresAt: Date
}

const KEPT_MS = 90 * 86_400_000

export const decisionIndexes: IndexSpec[] = [
  { collection: 'decisions', key: { caseId: 1, at: -1 } },
  { collection: 'decisions', key: { expiresAt: 1 }, expireAfterSeconds: 0 },
]

/** The passing fact that a decision came to nothing. */
export const DECISION_DROPPED = 'decision.dropped'

export const createDecisions = (platform: Pick<Platform, 'connection' | 'clock' | 'bus' | 'isOnlyProcess'>) => {
  const decisions = platform.connection.collection<KeptDecision>('decisions')
  return {
    /** Before the offer, whose entry takes it to disk. */
    keep: async ({ id, ...facts }: Omit<KeptDecision, '_id' | 'expiresAt'> & { id: string }): Promise<void> => {
      const expiresAt = new Date(platform.clock.now() + KEPT_MS)
      await decisions.replaceOne({ _id: id }, { ...facts, expiresAt }, { ...early(platform), upsert: true })
    },
    /** A decision that came to nothing: another router was quicker, or the work was gone. */
    drop: async (id: string, caseId: string): Promise<void> => {
      await decisions.deleteOne({ _id: id })
      platform.bus.tell({ name: DECISION_DROPPED, data: { id, caseId } })
    },
    /** Newest first, beginning after a place. */
    ofCase: (caseId: string, limit: number, after?: { at: Date; id: string }): Promise<KeptDecision[]> =>
      decisions
        .find({
          caseId,
          ...(after ? { $or: [{ at: { $lt: after.at } }, { at: after.at, _id: { $lt: after.id } }] } : {}),
        })
        .sort({ at: -1, _id: -1 })
        .limit(limit)
        .toArray(),
  }
}
export type Decisions = ReturnType<typeof createDecisions>

export const presentDecision = (
  { _id, workId, caseId, at, chosenId, waitedMs, candidates }: Omit<KeptDecision, 'expiresAt'>,
  nameOf: (agentId: string) => string,
): Decision => ({
  id: _id,
  workId,
  caseId,
  at: at.toISOString(),
  chosenId,
  waitedMs,
  candidates: candidates.map(({ agentId, score, reasons, isChosen }) => ({
    agentId,
    name: nameOf(agentId),
    score,
    reasons,
    isChosen,
  })),
})
