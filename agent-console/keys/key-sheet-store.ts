import { createStore } from '../desk/store.ts'

export const keySheet = createStore(false)
export const openKeySheet = (): void => keySheet.set(true)
