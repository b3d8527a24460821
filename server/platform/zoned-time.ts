/** What a clock on the wall shows somewhere. */
export interface ZonedTime {
  /** `2026-12-24`. */
  date: string
  /** 0 is Sunday. */
  weekday: number
  /** Since midnight by the clock on the wall, so 0 to 1439 on every day, however long it is. */
  minute: number
}

const MINUTE_MS = 60_000
const formats = new Map<string, Intl.DateTimeFormat>()
const formatOf = (zone: string): Intl.DateTimeFormat => {
  const known = formats.get(zone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  })
  formats.set(zone, made)
  return made
}

export const isZone = (zone: string): boolean => {
  try {
    formatOf(zone)
    return true
  } catch {
    // Intl throws for names it does not know, and offers no other way to ask.
    return false
  }
}

export const weekdayOf = (date: string): number => new Date(`${date}T00:00:00Z`).getUTCDay()
export const addDays = (date: string, days: number): string => {
  const day = new Date(`${date}T00:00:00Z`)
  day.setUTCDate(day.getUTCDate() + days)
  return day.toISOString().slice(0, 10)
}

/** What the clock on the wall shows at an instant. */
export const zonedTime = (at: Date, zone: string): ZonedTime => {
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  )
  const date = `${parts.year}-${parts.month}-${parts.day}`
  return { date, weekday: weekdayOf(date), minute: Number(parts.hour) * 60 + Number(parts.minute) }
}

const wallMs = (at: number, zone: string): number => {
  const { date, minute } = zonedTime(new Date(at), zone)
  return Date.parse(`${date}T00:00:00Z`) + minute * MINUTE_MS
}

/**
 * The instant at which the clock on the wall shows a minute of a day; 1440 is the next midnight. Where the clock shows it twice, the first; where it is
 * skipped, the moment of the skip's end as if the clock had gone on (02:30 in a spring night is 03:30).
 */
export const instantOf = (date: string, minute: number, zone: string): Date => {
  const wanted = Date.parse(`${date}T00:00:00Z`) + minute * MINUTE_MS
  // The two offsets that can hold around a change: a day before and a day after.
  const candidates = [-1, 1].map((days) => {
    const near = wanted + days * 24 * 60 * MINUTE_MS
    return wanted - (wallMs(near, zone) - near)
  })
  const right = candidates.filter((one) => wallMs(one, zone) === wanted)
  return new Date(right.length > 0 ? Math.min(...right) : Math.max(...candidates))
}
