export interface SnoozeTime {
  label: string
  at: Date
}

const HOUR_MS = 3_600_000
const at = (now: Date, days: number, hour: number): Date => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour)

/** The times that are usually meant. Only those ahead of now by a while are offered. */
export const snoozeTimes = (now: Date): SnoozeTime[] => {
  const toMonday = ((8 - now.getDay()) % 7 || 7) as number
  const times = [
    { label: 'In an hour', at: new Date(now.getTime() + HOUR_MS) },
    { label: 'In three hours', at: new Date(now.getTime() + 3 * HOUR_MS) },
    { label: 'This afternoon', at: at(now, 0, 14) },
    { label: 'Tomorrow morning', at: at(now, 1, 9) },
    { label: 'Monday morning', at: at(now, toMonday, 9) },
    { label: 'In a week', at: at(now, 7, 9) },
  ]
  return times.filter(
    (one, index) =>
      one.at.getTime() - now.getTime() >= HOUR_MS && times.findIndex((other) => other.at.getTime() === one.at.getTime()) === index,
  )
}

/** What a field for date and time wants: local, without a zone. */
export const toField = (date: Date): string => {
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 16)
}
