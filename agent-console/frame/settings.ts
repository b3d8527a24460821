import { createKept } from '../desk/kept.ts'
import type { NoticeSettings } from './may-tell.ts'

export interface Settings extends NoticeSettings {
  density: 'comfortable' | 'compact'
  hasKeys: boolean
  hasSounds: boolean
}

export const settings = createKept<Settings>('settings', { density: 'comfortable', hasKeys: true, hasSounds: true, hasNotices: false })
