import * as z from 'zod'

/** A note that names the reader, or that messages to their case are held back. Row kind `mention` of the topic `mentions:<member id>`, which holds the unread ones. */
export const Mention = z
  .object({
    id: z.string(),
    kind: z.enum(['note', 'held']),
    at: z.string(),
    /** Who wrote the note, or held the messages back. */
    by: z.string(),
    /** How the note begins; '' where messages are held back. */
    text: z.string(),
    /** Everybody it names. */
    mentions: z.array(z.string()),
    isRead: z.boolean(),
    /** Its line in the timeline. */
    itemId: z.string(),
    /** Where the note stands now: the case it was written in, or the one that took it in. */
    caseId: z.string(),
    caseNumber: z.number().int(),
    caseTitle: z.string(),
  })
  .meta({ id: 'Mention' })
export type Mention = z.infer<typeof Mention>

export const MentionQuery = z
  .object({ limit: z.coerce.number().int().min(1).max(100).default(50), cursor: z.string().max(500).optional() })
  .strict()

/** All up to the newest that was on screen: what came since stays unread. */
export const ReadAll = z.object({ upTo: z.iso.datetime() }).strict()

/** How many were read by it. */
export const ReadCount = z.object({ count: z.number().int() }).meta({ id: 'ReadCount' })
