import { isKind, messageOf } from '../desk/desk-error.ts'
import { queryClient } from '../desk/query-client.ts'
import { dismiss, pushToast, type Toast } from './toasts.ts'

export interface Act {
  /** What was done, for the toast: "Case 4127 closed as solved". Nothing is shown without it. */
  done?: string | (() => string)
  run(): Promise<unknown>
  undo?: () => Promise<unknown>
}

const say = (error: unknown): void =>
  pushToast(isKind(error, 'offline') ? 'Not done: no connection to the desk.' : `Not done: ${messageOf(error)}`, { tone: 'failed' })

/** What lists and screens hold beside their live rows is asked for again. */
export const refreshScreens = (): void => {
  for (const key of ['screen', 'cases', 'my-work', 'held', 'customer', 'mentions']) void queryClient.invalidateQueries({ queryKey: [key] })
}

/** Runs one act of a person: tells what was done and offers to undo it, or says why it was not done. Resolves whether it was. */
export const perform = async ({ done, run, undo }: Act): Promise<boolean> => {
  try {
    await run()
    if (done) pushToast(typeof done === 'string' ? done : done(), undo ? { undo } : {})
    return true
  } catch (error) {
    say(error)
    return false
  } finally {
    refreshScreens()
  }
}

export const undoToast = async (toast: Toast): Promise<void> => {
  dismiss(toast.id)
  if (toast.undo) await perform({ run: toast.undo, done: `Undone: ${toast.text}` })
}
