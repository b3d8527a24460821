import { say } from '../desk/live.ts'

const EVERY_MS = 3000
let lastMs = 0

/** Lets the customer see that somebody writes, where the channel can show it. Losing one is of no account. */
export const tellTyping = (caseId: string, interactionId: string): void => {
  if (Date.now() - lastMs < EVERY_MS) return
  lastMs = Date.now()
  say('typing', { caseId, interactionId }).catch(() => {
    // As said above.
  })
}
