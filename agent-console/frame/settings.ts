import { createKept } from '../desk/kept.ts'

export interface Settings {
  density: 'comfortable' | 'compact'
  hasKeys: boolean
  hasSounds: boolean
  /** What waits for me is told by the system too while the page is not seen. */
  hasNotices: boolean
}

export const settings = createKept<Settings>('settings', { density: 'comfortable', hasKeys: true, hasSounds: true, hasNotices: false })
