import {
  IconClipboardList,
  IconClock,
  IconKey,
  IconListTree,
  IconMessageCircle,
  IconPhone,
  IconPhoneRinging,
  IconUsers,
  type TablerIcon,
} from '@tabler/icons-react'
import type { Me } from '../../server/sign-in/wire.ts'
import { may } from '../frame/me.ts'

/** The way back on a narrow screen. */
export const settingsList = { to: '/settings', label: 'Back to settings' }

export interface Area {
  name: 'queues' | 'sites' | 'numbers' | 'hours' | 'phone' | 'keys' | 'audit'
  label: string
  about: string
  icon: TablerIcon
  may: string
}

const areas: readonly Area[] = [
  { name: 'queues', label: 'Queues', about: 'Who gets which work, and when', icon: IconListTree, may: 'queue.manage' },
  { name: 'sites', label: 'Web chat', about: 'Which sites show the chat', icon: IconMessageCircle, may: 'settings.manage' },
  { name: 'numbers', label: 'Numbers', about: 'What answers at our phone numbers', icon: IconPhoneRinging, may: 'number.manage' },
  { name: 'hours', label: 'Opening hours', about: 'When phone menus say that we are open', icon: IconClock, may: 'work.read-all' },
  { name: 'phone', label: 'Phone', about: 'Who may be called, recordings, notices', icon: IconPhone, may: 'number.manage' },
  { name: 'keys', label: 'API keys', about: 'What other programs may do here', icon: IconKey, may: 'api-key.manage' },
  { name: 'audit', label: 'Audit', about: 'Who changed what, and when', icon: IconClipboardList, may: 'audit.read' },
]

/** People have a page of their own, because everyone may see it. */
export const peopleSign = IconUsers

export const areasFor = (me: Me): readonly Area[] => areas.filter((one) => may(me, one.may))
