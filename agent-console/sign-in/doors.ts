import type { FirstAdmin } from '../../server/sign-in/wire.ts'
import { newKey, post } from '../desk/call.ts'
import { forgetKept } from '../desk/kept.ts'
import { queryClient } from '../desk/query-client.ts'
import { type Entrance, enter, leave } from '../desk/refresh.ts'
import { ticket } from './ticket.ts'

const come = async (door: string, body: unknown): Promise<void> => {
  const entrance = await post<Entrance>(door, body, newKey())
  queryClient.clear()
  ticket.set(null)
  enter(entrance)
}

type FirstAdminBody = Record<keyof (typeof FirstAdmin)['shape'], string>

export const signIn = (email: string, password: string): Promise<void> => come('/sign-in', { email, password })
export const redeemLink = (token: string): Promise<void> => come('/sign-in/link', { token })
export const acceptInvitation = (token: string, password: string): Promise<void> => come('/invitations/accept', { token, password })
export const makeFirstAdmin = (body: FirstAdminBody): Promise<void> => come('/sign-in/first-admin', body)
/** Answers alike, whether the address is known or not. */
export const sendLink = (email: string): Promise<void> => post('/sign-in/forgotten', { email })
/** Ends the other sign-ins of this person. */
export const setPassword = (current: string, password: string): Promise<void> =>
  come('/me/password', { ...(current ? { current } : {}), password })

const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('patchbay.session')
channel?.addEventListener('message', () => leave())

/** Signs out here and in the other tabs of this browser. */
export const signOut = async (): Promise<void> => {
  try {
    await post('/sign-out')
  } finally {
    channel?.postMessage('signed-out')
    queryClient.clear()
    forgetKept()
    leave()
  }
}
