import { refresh } from '../desk/refresh.ts'
import { session } from '../desk/session.ts'
import { createStore } from '../desk/store.ts'

/** The desk could not be asked whether somebody is signed in here. */
export const unreachable = createStore(false)
const AGAIN_MS = 2000

/** A link's token decides who comes in: then the cookie is not asked. */
const hasToken = (): boolean => ['/sign-in', '/welcome'].includes(location.pathname) && location.hash.startsWith('#token=')

export const begin = async (): Promise<void> => {
  if (hasToken()) {
    session.set({ state: 'out' })
    return
  }
  try {
    await refresh()
    unreachable.set(false)
  } catch {
    // Said on the page; asked again until the desk answers.
    unreachable.set(true)
    setTimeout(() => void begin(), AGAIN_MS)
  }
}
