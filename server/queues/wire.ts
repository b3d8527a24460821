import * as z from 'zod'

export const Queue = z
  .object({
    id: z.string(),
    name: z.string(),
    isDefault: z.boolean(),
    /** Teams whose members are offered its work; empty: everyone. */
    teams: z.array(z.string()),
    /** Only these teams see its cases; empty: all staff do. */
    restrictedTo: z.array(z.string()),
    /** Skill → lowest level. */
    requiredSkills: z.record(z.string(), z.number().int().min(1).max(3)),
    optionalSkills: z.record(z.string(), z.number().int().min(1).max(3)),
    allowsPick: z.boolean(),
    /** Seconds an offer stands. */
    offerSeconds: z.number().int().min(5).max(300),
    /** What feeds it: mailbox addresses, site ids, API sources. */
    sources: z.array(z.string()),
    dispositions: z.array(z.string()),
  })
  .meta({ id: 'Queue' })
export type Queue = z.infer<typeof Queue>

export const EditQueue = Queue.omit({ id: true, isDefault: true }).partial().strict()
export const NewQueue = z.object({ name: z.string().trim().min(1).max(80) }).strict()
