import type { Session } from '../../server/sign-in/wire.ts'
import { fromBody } from './desk-error.ts'
import { patience } from './patience.ts'
import { session } from './session.ts'

/** What the doors of sign-in answer with, as far as it is of use here. */
export type Entrance = Pick<Session, 'accessToken' | 'expiresAt'>

const EARLY_MS = 60_000
const AGAIN_MS = 5000
let timer: ReturnType<typeof setTimeout> | undefined
let inFlight: Promise<boolean> | undefined

/** A desk that cannot be reached now is asked again: the sign-in outlives its access token. */
const renewIn = (ms: number): void => {
  clearTimeout(timer)
  timer = setTimeout(() => void refresh().catch(() => renewIn(AGAIN_MS)), ms)
}

export const enter = ({ accessToken, expiresAt }: Entrance): void => {
  const endsAt = Date.parse(expiresAt)
  session.set({ state: 'in', token: accessToken, expiresAt: endsAt })
  renewIn(Math.max(5000, endsAt - Date.now() - EARLY_MS))
}

export const leave = (why?: string): void => {
  clearTimeout(timer)
  session.set(why ? { state: 'out', why } : { state: 'out' })
}

const ask = async (): Promise<boolean> => {
  const response = await fetch('/api/v1/refresh', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
    signal: patience(undefined, 8000),
  })
  const body: unknown = await response.json().catch(() => null)
  if (response.ok) {
    enter(body as Entrance)
    return true
  }
  const error = fromBody(body, response.status)
  // A desk that is starting or busy has not signed anyone out.
  if (error.kind === 'unavailable' || error.kind === 'rate-limited') throw error
  leave(session.get().state === 'in' ? 'Your sign-in is over. Sign in again: what you were writing is still here.' : undefined)
  return false
}

/**
 * One at a time, over all tabs: each refresh spends the cookie, and a second tab that spent the old one would look like a thief.
 * Resolves false when nobody is signed in; rejects when the desk cannot be reached.
 */
export const refresh = (): Promise<boolean> => {
  inFlight ??= (navigator.locks ? navigator.locks.request('patchbay.refresh', ask) : ask()).finally(() => {
    inFlight = undefined
  })
  return inFlight
}
