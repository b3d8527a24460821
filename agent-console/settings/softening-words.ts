import type { SofteningStep } from '../../server/queues/softening/wire.ts'

export const dropWords: Record<`${SofteningStep['drop']}`, string> = {
  0: 'As required',
  1: 'May lack one level',
  2: 'May lack two levels',
  all: 'Are only preferred',
}

const span = (seconds: number): string => {
  if (seconds % 3600 === 0) return `${seconds / 3600} h`
  if (seconds % 60 === 0) return `${seconds / 60} min`
  return `${seconds} s`
}

/** `After 3 min required skills are only preferred, and a call may go to somebody who chats.` */
export const stepWords = ({ afterSeconds, drop, besideLive }: SofteningStep): string => {
  const skills = drop === 0 ? '' : `required skills ${dropWords[drop].toLowerCase()}`
  const parts = [skills, besideLive ? 'a call may go to somebody who chats' : ''].filter(Boolean)
  return `After ${span(afterSeconds)} ${parts.join(', and ')}.`
}
