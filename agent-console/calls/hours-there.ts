import type { CallingHours } from '../../server/calls/wire.ts'

const QUARTER_MS = 15 * 60_000
const LOOKED_AHEAD_MS = 48 * 3_600_000

const partsIn = (zone: string | undefined, at: number): { day: string; time: string } => {
  const format = new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...(zone ? { timeZone: zone } : {}),
  })
  const found = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))
  return { day: found.weekday ?? '', time: `${found.hour}:${found.minute}` }
}

/** Whether it is an hour for calling in all zones of whoever is called. */
export const isCallingHour = ({ zones, from, to }: CallingHours, at: number): boolean =>
  zones.every((zone) => {
    const [hour = 0, minute = 0] = partsIn(zone, at).time.split(':').map(Number)
    return hour * 60 + minute >= from * 60 && hour * 60 + minute < to * 60
  })

/** The first such moment from one on; null: none within two days. */
export const nextCallingHour = (hours: CallingHours, from: number): number | null => {
  const first = Math.ceil(from / QUARTER_MS) * QUARTER_MS
  for (let at = first; at <= first + LOOKED_AHEAD_MS; at += QUARTER_MS) if (isCallingHour(hours, at)) return at
  return null
}

/** `09:00`, or `Fri 03:00` where it is another day; `09:00 or 12:00` where they may be in several zones. '' where it is as here. */
export const timeThere = ({ zones }: Pick<CallingHours, 'zones'>, at: number, here?: string): string => {
  const own = partsIn(here, at)
  const words = zones.map((zone) => {
    const there = partsIn(zone, at)
    return there.day === own.day ? there.time : `${there.day} ${there.time}`
  })
  const found = [...new Set(words)]
  return found.every((one) => one === own.time) ? '' : found.join(' or ')
}
