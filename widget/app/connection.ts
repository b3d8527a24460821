import { io, type Socket } from 'socket.io-client'
import type { MessageTaken, SessionBegun } from '../../server/channels/chat/wire.ts'
import type { LiveEvent, LiveSnapshot } from '../../server/platform/wire/live.ts'

interface Refusal {
  code: string
  kind: string
  message: string
}
export type Answer<T> = { ok: true; answer: T } | { ok: false; error: Refusal }
type Reply<T> = Answer<T> | { ok: false; error: Refusal }

const lost: Refusal = { code: 'not-connected', kind: 'unavailable', message: 'Not connected.' }

/** Begins or continues the visit at the desk's door. */
export const beginVisit = async (body: { site: string; token?: string; identity?: string }): Promise<Answer<SessionBegun>> => {
  try {
    const response = await fetch('/widget/v1/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(15_000),
    })
    const answer: unknown = await response.json()
    if (response.ok) return { ok: true, answer: answer as SessionBegun }
    return { ok: false, error: (answer as { error?: Refusal }).error ?? lost }
  } catch {
    return { ok: false, error: lost }
  }
}

export interface LineEvents {
  connected(): void
  /** `isOver`: the token is no longer good, or the desk closed the line: the visit must be begun again. */
  lost(isOver: boolean): void
  rows(event: LiveEvent): void
}

/** The visitor's socket. Answers always come: what is not acknowledged in time counts as not connected. */
export const openLine = (token: string, events: LineEvents) => {
  const socket: Socket = io('/visitor', {
    path: '/live',
    transports: ['websocket', 'polling'],
    auth: { token },
    reconnectionDelay: 500,
    reconnectionDelayMax: 5_000,
    forceNew: true,
  })
  socket.on('connect', events.connected)
  socket.on('rows', events.rows)
  socket.on('disconnect', (reason) => {
    if (reason !== 'io client disconnect') events.lost(reason === 'io server disconnect')
  })
  socket.on('connect_error', (error: Error & { data?: { error?: Refusal } }) => {
    events.lost(error.data?.error?.kind === 'unauthenticated')
    // A refusal in words ends socket.io's own attempts.
    if (error.data?.error?.kind === 'rate-limited') setTimeout(() => socket.connect(), 5_000)
  })
  const ask = async <T>(verb: string, body: object, timeoutMs = 10_000): Promise<Answer<T>> => {
    if (!socket.connected) return { ok: false, error: lost }
    try {
      return (await socket.timeout(timeoutMs).emitWithAck(verb, body)) as Reply<T>
    } catch {
      return { ok: false, error: lost }
    }
  }
  return {
    isConnected: (): boolean => socket.connected,
    watch: (sessionId: string) => ask<LiveSnapshot>('watch', { topic: `session:${sessionId}` }),
    send: (body: { clientId: string; text: string; name?: string; page?: string; language?: string }) => ask<MessageTaken>('send', body),
    typing: () => ask<object>('typing', {}),
    receipt: (state: 'delivered' | 'read', messageIds: string[]) => ask<object>(state, { messageIds }),
    leaveAddress: (email: string) => ask<object>('leave-address', { email }),
    close: (): void => {
      socket.disconnect()
    },
  }
}

export type Line = ReturnType<typeof openLine>
