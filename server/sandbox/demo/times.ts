import type { Random } from './random.ts'

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

const OPENS = 8
const CLOSES = 18

/** The next moment at which somebody works at Larkfield: Monday to Saturday, 8 to 18 UTC. */
export const workingTime = (at: number, random: Random): number => {
  let time = new Date(at)
  const hour = time.getUTCHours()
  if (hour >= CLOSES) time = new Date(Date.UTC(time.getUTCFullYear(), time.getUTCMonth(), time.getUTCDate() + 1, OPENS))
  else if (hour < OPENS) time = new Date(Date.UTC(time.getUTCFullYear(), time.getUTCMonth(), time.getUTCDate(), OPENS))
  else if (time.getUTCDay() !== 0) return at
  if (time.getUTCDay() === 0) time = new Date(Date.UTC(time.getUTCFullYear(), time.getUTCMonth(), time.getUTCDate() + 1, OPENS))
  return time.getTime() + random.whole(2, 75) * MINUTE
}

/** Nobody writes in the middle of the night, or hardly anybody. */
export const wakingTime = (at: number, random: Random): number => {
  const time = new Date(at)
  const hour = time.getUTCHours()
  if (hour >= 6 && hour < 22) return at
  const morning = Date.UTC(time.getUTCFullYear(), time.getUTCMonth(), time.getUTCDate() + (hour >= 22 ? 1 : 0), 6)
  return morning + random.whole(10, 180) * MINUTE
}

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const
/** A working day soon after. */
export const dayAfter = (at: number, days: number): string => {
  const day = new Date(at + days * DAY).getUTCDay()
  return WEEKDAYS[day === 0 ? 1 : day] ?? 'Monday'
}
