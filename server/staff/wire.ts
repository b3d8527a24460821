import * as z from 'zod'

export const Role = z.enum(['agent', 'supervisor', 'admin', 'marketing'])

/** `auto` states are set by the desk: not responding after a missed live offer, offline when no screen is open. */
export const DeclaredPresence = z.enum(['available', 'away'])
export const Presence = z.enum(['available', 'away', 'not-responding', 'offline'])

/** How many pieces of work of a channel one person does at once, by channel kind; `default` for kinds that are not named. */
export const Capacity = z.record(z.string().max(30), z.number().int().min(0).max(50))

export const Member = z
  .object({
    id: z.string(),
    name: z.string(),
    email: z.string(),
    role: Role,
    teams: z.array(z.string()),
    /** Skill → level 1 to 3. */
    skills: z.record(z.string(), z.number().int().min(1).max(3)),
    capacity: Capacity,
    presence: Presence,
    presenceSince: z.string(),
    /** A break begins when the call that goes on is wrapped up. */
    isBreakAsked: z.boolean(),
    /** Calls are taken without a press: they are shown, a tone sounds, and the line is open. */
    autoAccepts: z.boolean(),
    isDisabled: z.boolean(),
    isDemo: z.boolean(),
    /** False while an invitation is not taken up. */
    hasJoined: z.boolean(),
  })
  .meta({ id: 'Member' })
export type Member = z.infer<typeof Member>

export const Team = z.object({ id: z.string(), name: z.string() }).meta({ id: 'Team' })
export type Team = z.infer<typeof Team>

/** A stretch of the same presence. */
export const PresenceView = z
  .object({
    from: z.string(),
    /** Null: it still holds. */
    to: z.string().nullable(),
    presence: Presence,
    /** `own`: they said so; `forced`: somebody for them; else the desk. */
    why: z.enum(['own', 'forced', 'missed-offer', 'screens-closed', 'screens-open', 'break']),
    /** An actor's id. */
    by: z.string(),
  })
  .meta({ id: 'PresenceSpan' })
export type PresenceView = z.infer<typeof PresenceView>
/** Left out: of the last 24 hours. */
export const PresenceQuery = z.object({ since: z.iso.datetime().optional() }).strict()

export const SetPresence = z.object({ presence: DeclaredPresence }).strict()
export const AskBreak = z.object({ isAsked: z.boolean() }).strict()
export const EditMember = z
  .object({
    name: z.string().trim().min(1).max(120),
    teams: z.array(z.string().max(40)).max(20),
    skills: Member.shape.skills,
    capacity: Capacity,
    autoAccepts: z.boolean(),
  })
  .partial()
  .strict()
export const SetRole = z.object({ role: Role }).strict()
export const NewTeam = z.object({ name: z.string().trim().min(1).max(80) }).strict()

export const StaffQuery = z
  .object({
    role: Role.optional(),
    team: z.string().max(40).optional(),
    limit: z.coerce.number().int().min(1).max(100).default(100),
    cursor: z.string().max(500).optional(),
  })
  .strict()

/** One line of the audit: who did what to which user, team, queue or key, and when. */
export const AuditEntry = z
  .object({
    id: z.string(),
    stream: z.string(),
    seq: z.number().int(),
    at: z.string(),
    /** An actor's id. */
    by: z.string(),
    /** The change type, such as `user.role-set`. */
    what: z.string(),
    facts: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'AuditEntry' })
export type AuditEntry = z.infer<typeof AuditEntry>

export const AuditQuery = z
  .object({
    /** `user:<id>`, to see one stream alone. */
    stream: z.string().max(100).optional(),
    /** The word before a stream's colon: `queue`, to see all that was done to queues. */
    kind: z
      .string()
      .regex(/^[a-z-]{1,30}$/)
      .optional(),
    /** Whose doing it was, or whose account it is about: an actor's id. */
    by: z.string().max(100).optional(),
    limit: z.coerce.number().int().min(1).max(100).default(50),
    cursor: z.string().max(500).optional(),
  })
  .strict()
