import * as z from 'zod'
import { NAME } from './flow.ts'

const name = z.string().regex(NAME, 'is to be small letters, digits and hyphens')
const queues = z
  .record(
    z.string(),
    z.strictObject({
      waiting: z.int().min(0).default(0),
      position: z.int().min(1).nullable().default(null).describe('The caller’s own place, from 1'),
      staffed: z.boolean().default(true).describe('Somebody who serves it is signed in'),
      minutes: z
        .tuple([z.int().min(0), z.int().min(0)])
        .optional()
        .describe('The estimate: [1, 2]'),
    }),
  )
  .describe('What is going on in a queue')

/** One line: what the caller does, or what is expected of the desk. Exactly one of these. */
const line = z.strictObject({
  hears: z
    .union([z.string(), z.array(z.string()).min(1)])
    .optional()
    .describe('The caller hears this, as part of what is said'),
  keys: z.union([z.string(), z.int()]).transform(String).optional().describe('The caller presses these keys'),
  says: z.string().optional().describe('The caller says this'),
  silence: z.literal(true).optional().describe('The caller does nothing, or a round of waiting is over'),
  'looks-up': z
    .strictObject({
      name,
      with: z.record(z.string(), z.string()).default({}),
      finds: z.union([z.enum(['missing', 'failed']), z.record(z.string(), z.string())]),
    })
    .optional()
    .describe('The desk asks another system, which answers'),
  'waits-for': z.string().optional().describe('The caller waits for a person of this queue'),
  later: z
    .strictObject({ minutes: z.int().min(0).default(0), queues: queues.optional() })
    .optional()
    .describe('Time goes by'),
  'leaves-message': z.int().min(0).optional().describe('The caller is asked for a message and speaks for so many seconds'),
  'calls-back': z
    .union([z.literal('yes'), z.string()])
    .optional()
    .describe('A callback is asked for: yes, already when one waits for that number, or why it is refused'),
  'transfers-to': z.string().optional().describe('The call goes to this number outside'),
  'not-placed': z.literal(true).optional().describe('The number outside does not answer'),
  answered: z.literal(true).optional().describe('A person takes the call'),
  left: z.literal(true).optional().describe('The person is gone, the caller still there'),
  'hangs-up': z.enum(['served-by-menu', 'rejected']).optional().describe('The desk ends the call'),
  'agent-reads': z.string().optional().describe('A line of the path shown to the agent holds this'),
  consent: z.enum(['given', 'refused']).optional(),
  survey: z.record(z.string(), z.int()).optional(),
})

/** A call as a table: what the caller does, and what is expected. Hours and articles are the desk’s own unless they are given. */
export const scenarioFile = z.strictObject({
  title: z.string().min(1).max(100),
  flow: name,
  language: z.string().optional(),
  given: z
    .strictObject({
      now: z.iso.datetime({ error: 'is to be an instant such as 2026-11-25T10:00:00Z' }),
      open: z.record(z.string(), z.boolean()).default({}).describe('Hours that are open or closed, whatever hours.yaml says'),
      queues: queues.default({}),
      caller: z
        .strictObject({
          number: z.string().nullable().default('+12025550143'),
          known: z.boolean().default(false),
          openCase: z.boolean().default(false),
          segment: z.string().nullable().default(null),
        })
        .prefault({}),
    })
    .describe('The world at the beginning'),
  call: z.array(line).min(1).max(200).describe('What happens, one after the other'),
})

export type Scenario = z.infer<typeof scenarioFile>
export type ScenarioLine = z.infer<typeof line>
