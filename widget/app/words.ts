const twoDigits = (value: number): string => String(value).padStart(2, '0')

/** 14:29, in the visitor's own time. */
export const clockOf = (at: string): string => {
  const date = new Date(at)
  return `${twoDigits(date.getHours())}:${twoDigits(date.getMinutes())}`
}

const startOfDay = (date: Date): number => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()

export const dayOf = (at: string, now: Date): string => {
  const date = new Date(at)
  const days = Math.round((startOfDay(now) - startOfDay(date)) / 86_400_000)
  if (days <= 0) return 'Today'
  if (days === 1) return 'Yesterday'
  return date.toLocaleDateString('en', days < 7 ? { weekday: 'long' } : { day: 'numeric', month: 'long', year: 'numeric' })
}

/** 40 seconds; 2 minutes; 3 hours. */
export const inWords = (seconds: number): string => {
  const [count, unit] =
    seconds < 60 ? [seconds, 'second'] : seconds < 3600 ? [Math.round(seconds / 60), 'minute'] : [Math.round(seconds / 3600), 'hour']
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}
