import { createStore } from '../desk/store.ts'
import { type Ticket, ticketIn } from './ticket-in.ts'

export const ticket = createStore<Ticket | null>(null)

/** Takes it out of the address and of the history. True when there was one. */
export const takeTicket = (): boolean => {
  const found = ticketIn(location.pathname, location.hash)
  if (!found) return false
  ticket.set(found)
  history.replaceState(history.state, '', '/sign-in')
  return true
}
