import * as z from 'zod'

/** Why an agent was chosen, or passed over, in plain words. */
export const Candidate = z.object({
  agentId: z.string(),
  name: z.string(),
  score: z.number().nullable(),
  /** `Returns 3 of 3`, `idle 4 min`, or `at chat capacity` when passed over. */
  reasons: z.array(z.string()),
  isChosen: z.boolean(),
})
export const Decision = z
  .object({
    id: z.string(),
    workId: z.string(),
    caseId: z.string(),
    at: z.string(),
    chosenId: z.string().nullable(),
    waitedMs: z.number(),
    candidates: z.array(Candidate),
  })
  .meta({ id: 'Decision' })
export type Decision = z.infer<typeof Decision>

export const WorkView = z
  .object({
    id: z.string(),
    caseId: z.string(),
    interactionId: z.string(),
    channel: z.string(),
    queueId: z.string(),
    state: z.enum(['waiting', 'offered', 'active', 'done']),
    priority: z.enum(['low', 'normal', 'high', 'urgent']),
    /** The customer waits in real time. */
    isLive: z.boolean(),
    /** Its age counts from here, whatever happens to its offers. */
    since: z.string(),
    offeredTo: z.string().nullable(),
    offerExpiresAt: z.string().nullable(),
    agentId: z.string().nullable(),
    /** `Returns 2 of 3, you have room for one chat` */
    why: z.string(),
    v: z.number().int(),
  })
  .meta({ id: 'Work' })
export type WorkView = z.infer<typeof WorkView>

/** At least one of them; `agentId`: offered to them first. */
export const MoveWork = z
  .object({
    queueId: z.string().max(60),
    agentId: z.string().max(60),
    priority: z.enum(['low', 'normal', 'high', 'urgent']),
  })
  .partial()
  .strict()

export const PageQuery = z
  .object({ limit: z.coerce.number().int().min(1).max(100).default(50), cursor: z.string().max(500).optional() })
  .strict()
