import * as z from 'zod'
import { LATEST_STEP_SECONDS, MOST_STEPS } from './softening/wire.ts'

/** Language of the phone menus (`en`) → what a caller hears in it. */
export const SpokenTexts = z.record(z.string().regex(/^[a-z]{2,8}(-[A-Za-z0-9]{1,8})*$/), z.string().trim().max(600))
export type SpokenTexts = z.infer<typeof SpokenTexts>

/**
 * What callers are told beyond the menu, now: `message` before it, and then they go on; `closed` instead of it. Texts that are missing are the
 * desk's prepared ones.
 */
export const Notice = z
  .object({ mode: z.enum(['message', 'closed']), texts: SpokenTexts, since: z.string(), by: z.string() })
  .meta({ id: 'Notice' })
export type Notice = z.infer<typeof Notice>
export const SetNotice = z.object({ mode: z.enum(['off', 'message', 'closed']), texts: SpokenTexts.default({}) }).strict()

/** What becomes of a caller who shall not wait: `message`: told so, and the call ends. */
export const InsteadOfWaiting = z.enum(['voicemail', 'callback', 'message'])
export type InsteadOfWaiting = z.infer<typeof InsteadOfWaiting>

/** From so long on, required skills may lack so many levels, or `all`: they only count as preferences. `besideLive`: a call may go beside chats. */
export const SofteningStep = z
  .object({
    afterSeconds: z.number().int().min(1).max(LATEST_STEP_SECONDS),
    drop: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal('all')]),
    besideLive: z.boolean().default(false),
  })
  .strict()

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
    /** How it asks for less while its work waits, each step later than the one before; empty: never, null: as the desk has it prepared. */
    softening: z.array(SofteningStep).max(MOST_STEPS).nullable(),
    /** What its work has at least, whatever the case says; `normal` and `low` leave it to the case. */
    priority: z.enum(['low', 'normal', 'high', 'urgent']),
    allowsPick: z.boolean(),
    /** Seconds an offer stands. */
    offerSeconds: z.number().int().min(5).max(300),
    /** What feeds it: mailbox addresses, site ids, API sources. */
    sources: z.array(z.string()),
    dispositions: z.array(z.string()),
    /** The service level: whoever waits in real time is answered in time within so many seconds. */
    answerWithinSeconds: z.number().int().min(5).max(3600),
    /** The same for what can wait. */
    replyWithinMinutes: z.number().int().min(1).max(10_080),
    /** Who hangs up sooner than this counts neither as offered nor as abandoned. */
    shortAbandonSeconds: z.number().int().min(0).max(120),
    /** Where its work goes on waiting, once, after so many seconds, or when so many wait already. */
    overflow: z
      .object({
        queueId: z.string().max(60),
        afterSeconds: z.number().int().min(5).max(86_400).nullable(),
        atLength: z.number().int().min(1).max(1000).nullable(),
      })
      .strict()
      .nullable(),
    /** The longest a caller waits for a person of it. */
    maxWait: z
      .object({ minutes: z.number().int().min(1).max(240), instead: InsteadOfWaiting })
      .strict()
      .nullable(),
    /** What callers are given while nobody who serves it is signed in. */
    whenNobody: z.enum(['wait', ...InsteadOfWaiting.options]),
    notice: Notice.nullable(),
  })
  .meta({ id: 'Queue' })
export type Queue = z.infer<typeof Queue>

const Name = z.string().trim().min(1).max(80)
export const EditQueue = Queue.omit({ id: true, isDefault: true, notice: true }).extend({ name: Name }).partial().strict()
export const NewQueue = z.object({ name: Name }).strict()
