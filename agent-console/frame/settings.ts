import { createKept } from '../desk/kept.ts'

export interface Settings {
  density: 'comfortable' | 'compact'
  hasKeys: boolean
  hasSounds: boolean
}

export const settings = createKept<Settings>('settings', { density: 'comfortable', hasKeys: true, hasSounds: true })
