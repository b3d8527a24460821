import * as z from 'zod'
import { mailAddress } from '../../platform/wire/mail-address.ts'
import { maskCards } from '../../platform/wire/mask-cards.ts'

const SiteId = z.string().min(1).max(60)
/** Made by the widget, once for each message: a message sent again carries the same one and stays one message. */
const ClientId = z.string().regex(/^[A-Za-z0-9_-]{8,40}$/)

/** Begins or continues a visit. `identity` is the site's short-lived signed token for a signed-in customer. */
export const BeginSession = z
  .object({ site: SiteId, token: z.string().max(4096).optional(), identity: z.string().max(4096).optional() })
  .strict()
export type BeginSession = z.infer<typeof BeginSession>

export const SessionBegun = z.object({
  /** Null when the desk takes no new visitors now: the widget says "away" and tries again. */
  token: z.string().nullable(),
  /** The visitor's sessions, oldest first; the last is the one a new message goes to. */
  sessions: z.array(z.string()),
  /** Nobody is there to answer; what is written is kept and answered later. */
  isAway: z.boolean(),
  /** The site has proved who this is: name and address are not asked for and cannot be typed. */
  isVerified: z.boolean(),
  name: z.string(),
})
export type SessionBegun = z.infer<typeof SessionBegun>

export const MAX_TEXT = 8000

export const SendMessage = z
  .object({
    clientId: ClientId,
    text: z.string().trim().min(1).max(MAX_TEXT),
    name: z.string().trim().max(120).overwrite(maskCards).optional(),
    /** Where the visitor is: origin and path of the page, never its query. */
    page: z.string().max(500).optional(),
    language: z.string().max(35).overwrite(maskCards).optional(),
  })
  .strict()
export type SendMessage = z.infer<typeof SendMessage>
/** The message is durable. `sessionId` differs from the watched one when the last session had ended. */
export interface MessageTaken {
  messageId: string
  sessionId: string
}

export const Typing = z.object({}).strict()
export const Receipt = z.object({ messageIds: z.array(z.string().max(60)).min(1).max(50) }).strict()
export type Receipt = z.infer<typeof Receipt>
export const LeaveAddress = z.object({ email: mailAddress(254) }).strict()
export type LeaveAddress = z.infer<typeof LeaveAddress>

/** Row kind `message` of the topic `session:<id>`: all that a visitor is told about a message. */
export interface VisitorMessage {
  id: string
  from: 'visitor' | 'desk'
  /** Of the desk: the first name shown. Empty: the site speaks for itself. */
  author: string
  text: string
  at: string
  /** Of the visitor's own: what it was sent with, so that the widget knows it again. */
  clientId: string
}

/** Row kind `agent`: who answers. */
export interface VisitorAgent {
  name: string
  initials: string
  isHere: boolean
  joinedAt: string
  /** From the first message of the session until somebody joined. */
  waitedSeconds: number
}

/** Row kind `typing`: passes after a few seconds without another. */
export interface VisitorTyping {
  name: string
  at: string
}

/** Row kind `session`. */
export interface VisitorSession {
  state: 'empty' | 'waiting' | 'live' | 'ended'
  startedAt: string | null
  endedAt: string | null
  endedBy: 'silence' | 'agent' | null
}

/** One site that shows the widget, for staff. */
export const SiteView = z
  .object({
    /** What the snippet names, and what a queue names to be fed by it. */
    id: z.string(),
    name: z.string(),
    /** One line under the name while nobody has joined. */
    promise: z.string(),
    /** Where the widget may be embedded, such as `https://shop.example`; `self`: in the desk's own pages. */
    origins: z.array(z.string()),
    isActive: z.boolean(),
    /** Since when the site has the key it signs its customers in with; null: it has none. */
    signedSince: z.iso.datetime().nullable(),
    /** Until when keys that it had before are good as well; null: they are not. */
    oldKeysUntil: z.iso.datetime().nullable(),
    /** Only whom the site has signed in may write. */
    isIdentityRequired: z.boolean(),
  })
  .meta({ id: 'Site' })
export type SiteView = z.infer<typeof SiteView>

/** `key` is in this answer only: the site's own server signs with it (HS256: `sub`, `exp` within five minutes, `jti`; `email` and `name` if known). */
export const MadeSiteKey = z.object({ key: z.string(), site: SiteView }).meta({ id: 'MadeSiteKey' })
export type MadeSiteKey = z.infer<typeof MadeSiteKey>

const settable = {
  name: z.string().trim().min(1).max(80),
  promise: z.string().trim().max(120),
  origins: z.array(z.string().max(200)).max(50),
}
export type SiteSettings = Pick<SiteView, 'name' | 'promise' | 'origins'>
export const NewSite = z
  .object({
    id: z
      .string()
      .max(60)
      .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'Small letters, digits and hyphens, such as larkfield-shop.'),
    ...settable,
    promise: settable.promise.default(''),
  })
  .strict()
export type NewSite = z.infer<typeof NewSite>
export const EditSite = z
  .object({ ...settable, isActive: z.boolean(), isIdentityRequired: z.boolean() })
  .partial()
  .strict()
export type EditSite = z.infer<typeof EditSite>

/** Whose access ends: the visitor who wrote in this interaction of the case. */
export const EndVisitor = z.object({ interactionId: z.string().max(60) }).strict()
export const VisitorEnded = z.object({ endedAt: z.string() })
