import { IconBan, IconHistory, IconPhoneCalling, IconPhoneOff, IconPhoneX, IconUsers, type TablerIcon } from '@tabler/icons-react'

/** The way back on a narrow screen. */
export const callList = { to: '/calls', label: 'Back to calls' }

export interface CallArea {
  name: 'recent' | 'missed' | 'callbacks' | 'colleagues' | 'do-not-call' | 'nuisance'
  label: string
  about: string
  icon: TablerIcon
}

export const callAreas: readonly CallArea[] = [
  { name: 'recent', label: 'My calls', about: 'What you said to whom, newest first', icon: IconHistory },
  { name: 'missed', label: 'Missed', about: 'Callers who reached nobody', icon: IconPhoneX },
  { name: 'callbacks', label: 'Callbacks', about: 'Who waits to be called back', icon: IconPhoneCalling },
  { name: 'colleagues', label: 'Colleagues', about: 'Who is there, and who is on the phone', icon: IconUsers },
  { name: 'do-not-call', label: 'Do not call', about: 'Who asked not to be called', icon: IconPhoneOff },
  { name: 'nuisance', label: 'Nuisance callers', about: 'Who is not put through', icon: IconBan },
]
