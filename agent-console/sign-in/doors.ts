import type { FirstAdmin, LinkHolder, Me, Session } from '../../server/sign-in/wire.ts'
import { get, newKey, post } from '../desk/call.ts'
import { isKind } from '../desk/desk-error.ts'
import { forgetKept } from '../desk/kept.ts'
import { queryClient } from '../desk/query-client.ts'
import { enter, leave, refresh } from '../desk/refresh.ts'
import { session } from '../desk/session.ts'
import { pushToast } from '../frame/toasts.ts'
import { sendHeld } from '../reply/outbox.ts'
import { ticket } from './ticket.ts'

/** The tabs of one browser share the cookie, and so who is signed in. */
const others = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('patchbay.session')
others?.addEventListener('message', ({ data }: MessageEvent<{ isInAs: string | null }>) => {
  if (data.isInAs === null) leave()
  else if (session.get().state === 'in' && queryClient.getQueryData<Me>(['me'])?.id !== data.isInAs) location.reload()
})

const come = async (door: string, body: unknown): Promise<void> => {
  const entrance = await post<Session>(door, body, newKey())
  queryClient.clear()
  ticket.set(null)
  enter(entrance)
  others?.postMessage({ isInAs: entrance.me.id })
}

type FirstAdminBody = Record<keyof (typeof FirstAdmin)['shape'], string>

export const signIn = (email: string, password: string): Promise<void> => come('/sign-in', { email, password })
/**
 * A link that was used already does not throw out who came in by it: people open it again from where it stands. Only where nobody is signed in
 * they see the refusal.
 */
export const redeemLink = async (token: string): Promise<void> => {
  try {
    await come('/sign-in/link', { token })
  } catch (error) {
    if (!isKind(error, 'unauthenticated') || !(await refresh())) throw error
    const { name } = await get<Me>('/me')
    pushToast(`That link was used already. You are still signed in as ${name}.`)
  }
}
export const acceptInvitation = (token: string, password: string): Promise<void> => come('/invitations/accept', { token, password })
export const makeFirstAdmin = (body: FirstAdminBody): Promise<void> => come('/sign-in/first-admin', body)
export const renewPassword = (token: string, password: string): Promise<void> => come('/sign-in/password', { token, password })
export const lookAtLink = (kind: 'invitation' | 'password', token: string): Promise<LinkHolder> =>
  post('/sign-in/link/look', { kind, token })
/** Answers alike, whether the address is known or not; `isMailed` tells whether this desk sends mail at all. */
export const askForLink = (email: string): Promise<{ isMailed: boolean }> => post('/sign-in/forgotten', { email })
/** Ends the other sign-ins of this person. */
export const setPassword = (current: string, password: string): Promise<void> =>
  come('/me/password', { ...(current ? { current } : {}), password })

/** Signs out here and in the other tabs of this browser, once the last answers are on their way. */
export const signOut = async (): Promise<void> => {
  const me = queryClient.getQueryData<Me>(['me'])
  try {
    if (me) await sendHeld(me.id)
    await post('/sign-out')
  } finally {
    others?.postMessage({ isInAs: null })
    queryClient.clear()
    forgetKept()
    leave()
  }
}
