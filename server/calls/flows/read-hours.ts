import { comingHolidays, hoursAt, type Span } from '../../calendars/index.ts'
import { type Actor, allow } from '../../staff/index.ts'
import type { CallDeps } from '../deps.ts'
import type { HoursList } from './wire.ts'

const clock = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
const written = (spans: readonly Span[]): string[] => spans.map(({ from, to }) => `${clock(from)}-${clock(to)}`)

/** The opening hours that menus ask for, as they are now, with the holidays to come. Throws forbidden. */
export const listHours =
  ({ flows, platform }: Pick<CallDeps, 'flows' | 'platform'>) =>
  (actor: Actor): HoursList => {
    allow(actor, 'work.read-all')
    const now = new Date(platform.clock.now())
    const { all, faults } = flows.hours()
    const items = all.map((one) => {
      const { isOpen, opensAt } = hoursAt(one, now)
      const { name, title, zone } = one
      const holidays = comingHolidays(one, now).map((day) => ({ ...day, open: written(day.open) }))
      return { name, title, zone, isOpen, opensAt: opensAt?.toISOString() ?? null, week: one.week.map(written), holidays }
    })
    return { items, nextCursor: null, faults: [...faults] }
  }
