import { createStore } from '../desk/store.ts'

export interface Ringing {
  answer(): void
}

/** The calls that ring on this page now, offered or asked into by a colleague; the one that rings longest comes first. */
export const ringing = createStore<readonly Ringing[]>([])

/** Gives what ends it. Others that ring meanwhile go on. */
export const ring = (one: Ringing): (() => void) => {
  ringing.set([...ringing.get(), one])
  return () => ringing.set(ringing.get().filter((other) => other !== one))
}
