import { createStore } from '../desk/store.ts'

/** Whether somebody speaks on this page's softphone: then nothing else makes a sound. */
export const inCall = createStore(false)
