import * as z from 'zod'

/** Where the outside world is played. */
export const SandboxPage = z
  .object({ label: z.string(), path: z.string(), /** Fetch the pass before opening it. */ needsPass: z.boolean() })
  .meta({ id: 'SandboxPage' })
export type SandboxPage = z.infer<typeof SandboxPage>
