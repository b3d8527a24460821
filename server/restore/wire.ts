import * as z from 'zod'

export const Sending = z
  .object({
    /** The moment of a restore that nobody has confirmed: nothing leaves the desk by itself until somebody does. Null when all goes out. */
    pausedSince: z.string().nullable(),
  })
  .meta({ id: 'Sending' })
export type Sending = z.infer<typeof Sending>
