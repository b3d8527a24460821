import * as z from 'zod'

export const SearchQuery = z
  .object({
    q: z.string().trim().min(1).max(200),
    limit: z.coerce.number().int().min(1).max(100).default(20),
    cursor: z.string().max(500).optional(),
  })
  .strict()
export type SearchQuery = z.infer<typeof SearchQuery>

/** One thing found. `title` and `snippet` are plain text. */
export const SearchItem = z
  .object({
    kind: z.enum(['case', 'customer', 'message']),
    id: z.string(),
    /** Of a case and of a message in one. */
    caseId: z.string().optional(),
    customerId: z.string().optional(),
    title: z.string(),
    snippet: z.string(),
    at: z.string(),
  })
  .meta({ id: 'SearchItem' })
export type SearchItem = z.infer<typeof SearchItem>
