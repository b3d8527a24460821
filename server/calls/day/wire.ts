import * as z from 'zod'

const Seconds = z.number().min(0)
const Count = z.number().int().min(0)

/** What customers answered to one survey. */
export const RatingDay = z.object({
  name: z.string(),
  count: Count,
  average: z.number(),
  /** Of the calls that a person answered. */
  share: z.number(),
})
export type RatingDay = z.infer<typeof RatingDay>

export const QueueDay = z.object({
  queueId: z.string(),
  /** Answered, or given up after more than the short time. */
  offered: Count,
  answered: Count,
  abandoned: Count,
  /** Hung up sooner than the queue's short time; counted nowhere else. */
  shortAbandoned: Count,
  /** Share answered within the queue's promise, of those offered and those who wait longer than it already; null: there are none. */
  serviceLevel: z.number().nullable(),
  /** ASA. */
  averageAnswerSeconds: Seconds.nullable(),
  /** AHT: talk, hold and wrap-up. */
  averageHandleSeconds: Seconds.nullable(),
  abandonRate: z.number().nullable(),
  longestWaitSeconds: Seconds,
  /** Answered calls whose callers were told a range of minutes; the share that was answered within it, null: none was told. */
  estimatesTold: Count,
  estimatesKept: z.number().nullable(),
  ratings: z.array(RatingDay),
})
export type QueueDay = z.infer<typeof QueueDay>

export const AgentDay = z.object({
  agentId: z.string(),
  handled: Count,
  handledSeconds: Seconds,
  availableSeconds: Seconds,
  /** Handling time as a share of it and of being available; null: neither. */
  occupancy: z.number().nullable(),
  /** Of the calls they had last. */
  ratings: z.array(RatingDay),
})
export type AgentDay = z.infer<typeof AgentDay>

export const CallDay = z
  .object({
    since: z.string(),
    at: z.string(),
    queues: z.array(QueueDay),
    agents: z.array(AgentDay),
    /** There were more calls than are counted: these are the newest. */
    isCut: z.boolean(),
  })
  .meta({ id: 'CallDay' })
export type CallDay = z.infer<typeof CallDay>

/** When the reader's day began; left out: the last 24 hours. At most a week ago. */
export const DayQuery = z.object({ since: z.iso.datetime().optional() }).strict()
