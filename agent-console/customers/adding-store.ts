import { createStore } from '../desk/store.ts'

/** Whether the dialog that adds a customer is open. */
export const adding = createStore(false)
