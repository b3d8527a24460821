import { createStore } from '../desk/store.ts'

/** `for`: what choosing a result does, when it is not opening it. */
export interface PaletteState {
  isOpen: boolean
  choose?: { title: string; kinds: readonly ('case' | 'customer')[]; take(id: string, title: string): void }
}

export const palette = createStore<PaletteState>({ isOpen: false })
export const openPalette = (): void => palette.set({ isOpen: true })
export const chooseInPalette = (choose: NonNullable<PaletteState['choose']>): void => palette.set({ isOpen: true, choose })
export const closePalette = (): void => palette.set({ isOpen: false })
