import { createStore } from './store.ts'

/** Whether the live line stands, and since when it does not. */
export interface Connection {
  isUp: boolean
  /** Epoch milliseconds; null while it has never stood. */
  lostAt: number | null
  /** When it came back the last time. */
  backAt: number | null
}

export const connection = createStore<Connection>({ isUp: false, lostAt: null, backAt: null })
