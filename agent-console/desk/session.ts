import { createStore } from './store.ts'

/** The access token lives in memory only; the refresh cookie cannot be read from here. */
export type Session = { state: 'starting' } | { state: 'out'; why?: string } | { state: 'in'; token: string; expiresAt: number }

export const session = createStore<Session>({ state: 'starting' })

export const tokenNow = (): string | undefined => {
  const now = session.get()
  return now.state === 'in' ? now.token : undefined
}
