import { addDays, instantOf, weekdayOf, zonedTime } from '../platform/zoned-time.ts'
import type { Hours, Span } from './hours.ts'

/** Hours that open later than in a year are taken for hours that never do. */
const HORIZON_DAYS = 400

/** The holiday of a date, if it is one: that date itself goes before what comes every year. */
const holidayOf = (hours: Hours, date: string): { name: string; open: readonly Span[] } | undefined =>
  hours.holidays[date] ?? hours.holidays[date.slice(5)]

const spansOf = (hours: Hours, date: string): readonly Span[] => holidayOf(hours, date)?.open ?? hours.week[weekdayOf(date)] ?? []

export const isOpen = (hours: Hours, at: Date): boolean => {
  const { date, minute } = zonedTime(at, hours.zone)
  return spansOf(hours, date).some(({ from, to }) => from <= minute && minute < to)
}

/** The name of the holiday that it is there, or null. */
export const holidayAt = (hours: Hours, at: Date): string | null => holidayOf(hours, zonedTime(at, hours.zone).date)?.name ?? null

/** The first moment from `at` on at which it is open: `at` itself when it is. Null when it does not open within 400 days. */
export const nextOpening = (hours: Hours, at: Date): Date | null => {
  if (isOpen(hours, at)) return at
  const today = zonedTime(at, hours.zone).date
  for (let day = 0; day <= HORIZON_DAYS; day++) {
    const date = addDays(today, day)
    for (const { from } of spansOf(hours, date)) {
      const opens = instantOf(date, from, hours.zone)
      // A span that lies wholly in the skipped hour of a spring night never opens.
      if (opens > at && isOpen(hours, opens)) return opens
    }
  }
  return null
}

/** What a phone menu is told of some hours at a moment. */
export const hoursAt = (hours: Hours, at: Date): { isOpen: boolean; isHoliday: boolean; opensAt: Date | null } => ({
  isOpen: isOpen(hours, at),
  isHoliday: holidayAt(hours, at) !== null,
  opensAt: nextOpening(hours, at),
})

/** Pure: the holidays from that day on, each at its next date, the nearest first. What comes every year gives way to what is said of the date itself. */
export const comingHolidays = (hours: Hours, at: Date): { date: string; name: string; open: readonly Span[] }[] => {
  const today = zonedTime(at, hours.zone).date
  const inYear = (date: string, years: number): string => `${Number(today.slice(0, 4)) + years}-${date}`
  const next = (date: string): string => (inYear(date, 0) < today ? inYear(date, 1) : inYear(date, 0))
  return Object.entries(hours.holidays)
    .map(([given, { name, open }]) => ({ given, date: given.length > 5 ? given : next(given), name, open }))
    .filter(({ given, date }) => date >= today && (given === date || hours.holidays[date] === undefined))
    .map(({ date, name, open }) => ({ date, name, open }))
    .sort((a, b) => (a.date < b.date ? -1 : 1))
}
