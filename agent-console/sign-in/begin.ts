import { leave, refresh } from '../desk/refresh.ts'
import { createStore } from '../desk/store.ts'
import { takeTicket } from './ticket.ts'

/** The desk could not be asked whether somebody is signed in here. */
export const unreachable = createStore(false)
const AGAIN_MS = 2000

const ask = async (): Promise<void> => {
  try {
    await refresh()
    unreachable.set(false)
  } catch {
    // Said on the page; asked again until the desk answers.
    unreachable.set(true)
    setTimeout(() => void ask(), AGAIN_MS)
  }
}

/** A link decides who comes in, whoever was here before; without one the cookie says. */
export const begin = async (): Promise<void> => {
  // A second link pasted into the same tab changes the fragment only.
  window.addEventListener('hashchange', () => takeTicket() && leave())
  if (takeTicket()) leave()
  else await ask()
}
