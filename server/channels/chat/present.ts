import type { LiveRow } from '../../platform/wire/live.ts'
import type { Session } from './visitor.ts'
import type { VisitorAgent, VisitorMessage, VisitorSession, VisitorTyping } from './wire.ts'

/** What of a message a visitor's row is made of. Both the hub's message and its view for staff fit. */
export interface ShownMessage {
  id: string
  direction: 'in' | 'out'
  externalId: string
  from: { name?: string }
  text: string
  receivedAt: Date | string
}

/** Visitors are told first names only. */
export const firstName = (name: string): string => name.trim().split(/\s+/)[0] ?? ''

export const initialsOf = (name: string): string =>
  name
    .trim()
    .split(/\s+/)
    .map((word) => [...word][0] ?? '')
    .filter((_letter, index, all) => index === 0 || index === all.length - 1)
    .join('')
    .toUpperCase()

/** The one way a message reaches a visitor: each field is named here (SECURITY A2). */
export const presentMessage = (message: ShownMessage): LiveRow => {
  const row: VisitorMessage = {
    id: message.id,
    from: message.direction === 'in' ? 'visitor' : 'desk',
    author: message.direction === 'in' ? '' : firstName(message.from.name ?? ''),
    text: message.text,
    at: new Date(message.receivedAt).toISOString(),
    clientId: message.direction === 'in' ? message.externalId.slice(message.externalId.indexOf(':') + 1) : '',
  }
  return { kind: 'message', id: message.id, v: 1, row }
}

const stateOf = (session: Session): VisitorSession['state'] => {
  if (session.endedAt) return 'ended'
  if (!session.startedAt) return 'empty'
  return session.joinedAt ? 'live' : 'waiting'
}

export const presentSession = (session: Session): LiveRow[] => {
  const shown: VisitorSession = {
    state: stateOf(session),
    startedAt: session.startedAt?.toISOString() ?? null,
    endedAt: session.endedAt?.toISOString() ?? null,
    endedBy: session.endedBy,
  }
  const rows: LiveRow[] = [{ kind: 'session', id: session.id, v: session.v, row: shown }]
  if (!session.joinedAt) return [...rows, { kind: 'agent', id: session.id, v: session.v }]
  const waitedMs = session.joinedAt.getTime() - (session.startedAt ?? session.joinedAt).getTime()
  const agent: VisitorAgent = {
    name: firstName(session.agentName),
    initials: initialsOf(session.agentName),
    isHere: session.agentIsHere,
    joinedAt: session.joinedAt.toISOString(),
    waitedSeconds: Math.max(0, Math.round(waitedMs / 1000)),
  }
  return [...rows, { kind: 'agent', id: session.id, v: session.v, row: agent }]
}

export const presentTyping = (sessionId: string, name: string, at: Date): LiveRow => {
  const row: VisitorTyping = { name: firstName(name), at: at.toISOString() }
  return { kind: 'typing', id: sessionId, v: at.getTime(), row }
}
