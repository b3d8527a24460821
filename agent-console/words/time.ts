const DAY_MS = 86_400_000
const locale = 'en-GB'
const two = (value: number): string => String(value).padStart(2, '0')

const startOfDay = (at: Date): number => new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime()
const daysAgo = (at: Date, now: Date): number => Math.round((startOfDay(now) - startOfDay(at)) / DAY_MS)
const weekday = (at: Date, style: 'short' | 'long' = 'short'): string => at.toLocaleDateString(locale, { weekday: style })
/** Three letters in every engine: some write "Sept". */
export const monthName = (at: Date): string => at.toLocaleDateString(locale, { month: 'long' }).slice(0, 3)
const date = (at: Date, now: Date): string =>
  `${at.getDate()} ${monthName(at)}${at.getFullYear() === now.getFullYear() ? '' : ` ${at.getFullYear()}`}`

export const clockTime = (at: Date): string => `${two(at.getHours())}:${two(at.getMinutes())}`

/** `14:31` today, `Thu 09:12` within seven days either way, else `6 Nov`. */
export const stamp = (iso: string, nowMs: number): string => {
  const at = new Date(iso)
  const now = new Date(nowMs)
  const days = daysAgo(at, now)
  if (days === 0) return clockTime(at)
  if (Math.abs(days) < 7) return `${weekday(at)} ${clockTime(at)}`
  return date(at, now)
}

/** `Thursday 19 November`. */
export const dayName = (iso: string): string =>
  new Date(iso).toLocaleDateString(locale, { weekday: 'long', day: 'numeric', month: 'long' }).replace(',', '')

/** For names read aloud: `Thursday 11:40`, with the date when it is older than a week. */
export const spoken = (iso: string, nowMs: number): string => {
  const at = new Date(iso)
  const days = daysAgo(at, new Date(nowMs))
  if (days === 0) return `today ${clockTime(at)}`
  return Math.abs(days) < 7 ? `${weekday(at, 'long')} ${clockTime(at)}` : `${dayName(iso)} ${clockTime(at)}`
}

/** `now`, `2 min`, `1 h`, `3 d`, then the date. */
export const age = (iso: string, nowMs: number): string => {
  const passed = nowMs - Date.parse(iso)
  if (passed < 60_000) return 'now'
  if (passed < 3_600_000) return `${Math.floor(passed / 60_000)} min`
  if (passed < DAY_MS) return `${Math.floor(passed / 3_600_000)} h`
  if (passed < 7 * DAY_MS) return `${Math.floor(passed / DAY_MS)} d`
  return date(new Date(iso), new Date(nowMs))
}

/** `under a minute`, `12 min`, `1 h 12`, `2 d 3 h`: how long something has lasted. */
export const lasting = (ms: number): string => {
  const minutes = Math.floor(ms / 60_000)
  if (minutes < 1) return 'under a minute'
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${two(minutes % 60)}`
  return `${Math.floor(hours / 24)} d ${hours % 24} h`
}

/** As `lasting`, without the minutes behind hours: `2 min`, `3 h`, `4 d`. */
export const roughly = (ms: number): string => {
  if (ms < 3_600_000) return lasting(ms)
  return ms < DAY_MS ? `${Math.floor(ms / 3_600_000)} h` : `${Math.floor(ms / DAY_MS)} d`
}

/** `0:42`, `1:12`: a wait on a clock. */
export const waited = (ms: number): string => {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  if (seconds >= 3600) return lasting(ms)
  return `${Math.floor(seconds / 60)}:${two(seconds % 60)}`
}

/** `Mar 2023`. */
export const monthYear = (iso: string): string => {
  const at = new Date(iso)
  return `${monthName(at)} ${at.getFullYear()}`
}

/** `Fri 25 December` of a day without a time such as `2026-12-25`, with the year when it is another than now. */
export const dateName = (day: string, nowMs: number): string => {
  const at = new Date(`${day}T12:00:00`)
  const year = at.getFullYear() === new Date(nowMs).getFullYear() ? '' : ` ${at.getFullYear()}`
  return `${weekday(at)} ${at.getDate()} ${at.toLocaleDateString(locale, { month: 'long' })}${year}`
}
