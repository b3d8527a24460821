import { interactionOf } from '../../hub/index.ts'

/** One stretch of chat: it ends by silence or by the agent's close, and the next message begins another. */
export interface Session {
  id: string
  /** When its first message came; null until then. */
  startedAt: Date | null
  /** The last message either way, up to a minute behind: it is not written for every message. */
  lastAt: Date | null
  endedAt: Date | null
  endedBy: 'silence' | 'agent' | null
  /** The hub's name for it. */
  interactionId: string
  caseId: string
  customerId: string
  agentId: string
  agentName: string
  agentIsHere: boolean
  joinedAt: Date | null
  /** Grows with each change a visitor can see. */
  v: number
}

/** A browser, or a signed-in customer of a site. Erasable: names and addresses lie here and nowhere in an entry. */
export interface Visitor {
  _id: string
  siteId: string
  createdAt: Date
  seenAt: Date
  revokedAt: Date | null
  /** As typed, or as the site signed it. */
  name: string
  /** Set when the site proved who this is. */
  verified: { sub: string; email: string } | null
  /** Addresses typed into the widget, at most five in a session (SECURITY G6). */
  typed: { sessionId: string; address: string }[]
  session: Session
  /** The sessions before, oldest first, as they ended; an older version kept less of them. */
  earlier: (Session | Pick<Session, 'id' | 'interactionId'>)[]
}

export const SESSIONS_KEPT = 3
/** How far `lastAt` may be behind. */
export const MARK_EVERY_MS = 60_000

/** The channel's id of a message: who wrote it stays known by it, however many sessions ago that was. */
export const externalIdOf = (visitorId: string, clientId: string): string => `${visitorId}:${clientId}`
export const visitorIdOf = (externalId: string): string => externalId.slice(0, externalId.indexOf(':'))

export const threadKeyOf = (sessionId: string): string => `chat:${sessionId}`

export const newSession = (id: string): Session => ({
  id,
  startedAt: null,
  lastAt: null,
  endedAt: null,
  endedBy: null,
  interactionId: interactionOf(threadKeyOf(id)),
  caseId: '',
  customerId: '',
  agentId: '',
  agentName: '',
  agentIsHere: false,
  joinedAt: null,
  v: 1,
})

/** Undefined when the thread is none of ours. */
export const sessionOfThread = (threadKey: string): string | undefined => /^chat:([a-z2-7]+)$/.exec(threadKey)?.[1]

/** When the session ends unless somebody writes. */
export const silentAt = (session: Session, silenceMs: number): number => (session.lastAt?.getTime() ?? 0) + MARK_EVERY_MS + silenceMs

export const hasEnded = (session: Session, now: number, silenceMs: number): boolean =>
  session.endedAt !== null || (session.lastAt !== null && silentAt(session, silenceMs) <= now)

export const ownsSession = (visitor: Visitor, sessionId: string): boolean =>
  visitor.session.id === sessionId || visitor.earlier.some((one) => one.id === sessionId)
