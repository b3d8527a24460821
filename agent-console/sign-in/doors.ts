import { newKey, post } from '../desk/call.ts'
import { forgetKept } from '../desk/kept.ts'
import { queryClient } from '../desk/query-client.ts'
import { type Entrance, enter, leave } from '../desk/refresh.ts'

const come = (entrance: Entrance): void => {
  queryClient.clear()
  enter(entrance)
}

export const signIn = async (email: string, password: string): Promise<void> =>
  come(await post<Entrance>('/sign-in', { email, password }, newKey()))
export const redeemLink = async (token: string): Promise<void> => come(await post<Entrance>('/sign-in/link', { token }, newKey()))
export const makeFirstAdmin = async (body: { token: string; name: string; email: string; password: string }): Promise<void> =>
  come(await post<Entrance>('/sign-in/first-admin', body, newKey()))

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
