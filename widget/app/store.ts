import type { Theme } from '../protocol.ts'
import type { Outgoing } from './outbox.ts'
import type { Watched } from './sessions.ts'

/** All that the screen is made of. */
export interface State {
  isOpen: boolean
  /** `opening`: nothing is known yet; `ready`: the desk has answered; `away`: it takes no new visitors; `refused`: it never will, see `reason`. */
  phase: 'opening' | 'ready' | 'away' | 'refused'
  reason: string
  line: 'connecting' | 'live' | 'offline'
  isAway: boolean
  isVerified: boolean
  name: string
  email: string
  /** Why an address that was left is not the one answers go to; empty: it is. */
  emailFault: string
  sessions: readonly Watched[]
  outbox: readonly Outgoing[]
  /** The visitor asked for something new after the chat had ended. */
  goesOn: boolean
  /** When the agent was last seen typing, by this browser's clock; 0: not. */
  typingAt: number
  typingName: string
  readUpTo: string
  theme: Theme
}

export const start: State = {
  isOpen: false,
  phase: 'opening',
  reason: '',
  line: 'connecting',
  isAway: false,
  isVerified: false,
  name: '',
  email: '',
  emailFault: '',
  sessions: [],
  outbox: [],
  goesOn: false,
  typingAt: 0,
  typingName: '',
  readUpTo: '',
  theme: 'auto',
}

export const createStore = () => {
  let state = start
  const listeners = new Set<(state: State) => void>()
  return {
    get: (): State => state,
    set: (change: Partial<State>): void => {
      state = { ...state, ...change }
      for (const listener of listeners) listener(state)
    },
    subscribe: (listener: (state: State) => void): (() => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

export type Store = ReturnType<typeof createStore>
