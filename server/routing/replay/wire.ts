import * as z from 'zod'
import { Queue } from '../../queues/wire.ts'

const Count = z.number().int().min(0)

export const ReplayFigures = z.object({
  /** What began to wait in the queue that day, or waited as it began. */
  pieces: Count,
  medianWaitSeconds: z.number().nullable(),
  p95WaitSeconds: z.number().nullable(),
  /** Share taken within the queue's promise; null: there was nothing to take. */
  inTime: z.number().nullable(),
  /** Taken by somebody else than in the column before; null: there is none. */
  toAnother: Count.nullable(),
  /** Waited until the queue asked for less. */
  softened: Count,
})
export type ReplayFigures = z.infer<typeof ReplayFigures>

export const ReplayedDay = z
  .object({
    since: z.string(),
    /** Where the replay ends: the day was cut short when it held more work than is replayed at once. */
    until: z.string(),
    isCut: z.boolean(),
    /** The queue that was asked about first. */
    queues: z.array(z.object({ queueId: z.string(), real: ReplayFigures, now: ReplayFigures, changed: ReplayFigures })),
  })
  .meta({ id: 'ReplayedDay' })
export type ReplayedDay = z.infer<typeof ReplayedDay>

/** The rules to try, each left out being as it is, and at most a day of the past (25 hours where clocks are put back). */
export const ReplayDay = Queue.pick({
  teams: true,
  restrictedTo: true,
  requiredSkills: true,
  optionalSkills: true,
  softening: true,
  priority: true,
  overflow: true,
})
  .partial()
  .extend({ since: z.iso.datetime(), until: z.iso.datetime() })
  .strict()
export type ReplayDay = z.infer<typeof ReplayDay>
