import * as z from 'zod'
import { mailAddress } from '../platform/wire/mail-address.ts'
import { Member, Role } from '../staff/wire.ts'

/** At most 128: a hash is made of every one that is tried (SECURITY W3). */
const Password = z.string().max(128)
const NewPassword = Password.min(10, 'A password has at least 10 characters.')
const Email = mailAddress(190)
/** Of whatever type: a token that is no string is as wrong as one that is not ours, and answered alike (SECURITY W4). */
const Token = z.unknown().optional().meta({ type: 'string', description: 'The part of the link after the equals sign.' })

/** Who I am and what my role allows. */
export const Me = Member.extend({
  permissions: z.array(z.string()),
  /** The outside world is played: its pages are to be found. */
  isSandbox: z.boolean(),
}).meta({ id: 'Me' })
export type Me = z.infer<typeof Me>

/** What every way in answers; the refresh cookie comes beside it. */
export const Session = z
  .object({
    /** For `Authorization: Bearer`, and for the socket's `auth.token`. */
    accessToken: z.string(),
    expiresAt: z.string(),
    me: Me,
  })
  .meta({ id: 'Session' })
export type Session = z.infer<typeof Session>

export const SignInWithPassword = z.object({ email: z.string().max(190), password: Password }).strict()
export const SignInWithLink = z.object({ token: Token }).strict()
export const FirstAdmin = z.object({ token: Token, email: Email, name: z.string().trim().min(1).max(120), password: NewPassword }).strict()
/** Whose link it is; looking spends nothing. */
export const LookAtLink = z.object({ kind: z.enum(['invitation', 'password']), token: Token }).strict()
export const LinkHolder = z.object({ name: z.string(), email: z.string() }).meta({ id: 'LinkHolder' })
export type LinkHolder = z.infer<typeof LinkHolder>
/** By the link that `forgotten` mails. */
export const RenewPassword = z.object({ token: Token, password: NewPassword }).strict()
export const Forgotten = z.object({ email: z.string().max(190) }).strict()
/** Whether this desk mails links at all; says nothing about the address. */
export const ForgottenAnswer = z.object({ isMailed: z.boolean() })
/** `current` may be left out within 15 minutes of a sign-in by link. */
export const SetPassword = z.object({ current: Password.optional(), password: NewPassword }).strict()

export const Invite = z
  .object({
    email: Email,
    name: z.string().trim().min(1).max(120),
    role: Role,
    teams: z.array(z.string().max(40)).max(20).default([]),
    /** Answers with the link instead of mailing it. */
    isByHand: z.boolean().default(false),
  })
  .strict()
/** `link` is null when it went out by mail; otherwise it is shown here and never again. */
export const Invited = z.object({ member: Member, link: z.string().nullable() }).meta({ id: 'Invited' })
export type Invited = z.infer<typeof Invited>
/** An invitation that is not taken up yet, and what became of its link. */
export const OpenInvitation = z
  .object({
    userId: z.string(),
    /** `ended`: the link is good no more, because they were shut out since or signed out everywhere. */
    state: z.enum(['waiting', 'mailed', 'not-mailed', 'handed-over', 'ended']),
    /** Why it is not mailed, or not yet; empty if nothing is wrong. */
    reason: z.string(),
    at: z.string(),
  })
  .meta({ id: 'OpenInvitation' })
export type OpenInvitation = z.infer<typeof OpenInvitation>
export const GiveLink = z.object({ isByHand: z.boolean().default(false) }).strict()
export const GivenLink = z.object({ link: z.string().nullable() }).meta({ id: 'GivenLink' })
export type GivenLink = z.infer<typeof GivenLink>
export const AcceptInvitation = z
  .object({ token: Token, password: NewPassword, name: z.string().trim().min(1).max(120).optional() })
  .strict()

/** What a source is called: the account that messages of this key belong to. */
const Source = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,59}$/, 'A source is 1 to 60 small letters, digits, dots, dashes or underscores.')

export const NewApiKey = z
  .object({
    name: z.string().trim().min(1).max(80),
    /** Permissions; none unless told. */
    scopes: z.array(z.string().max(40)).max(60).default([]),
    source: Source.optional(),
    expiresInDays: z.number().int().min(1).max(730).default(365),
  })
  .strict()

export const ApiKey = z
  .object({
    id: z.string(),
    name: z.string(),
    scopes: z.array(z.string()),
    source: z.string(),
    makerId: z.string(),
    /** How the key begins, to tell it from others. */
    prefix: z.string(),
    madeAt: z.string(),
    expiresAt: z.string(),
    lastUsedAt: z.string().nullable(),
  })
  .meta({ id: 'ApiKey' })
export type ApiKey = z.infer<typeof ApiKey>
/** `key` is shown here and never again. */
export const MadeApiKey = z.object({ id: z.string(), key: z.string(), apiKey: ApiKey }).meta({ id: 'MadeApiKey' })
export type MadeApiKey = z.infer<typeof MadeApiKey>
