import { comingHolidays, hoursAt, writeSpans } from '../../calendars/index.ts'
import { type Actor, allow } from '../../staff/index.ts'
import type { CallDeps } from '../deps.ts'
import type { ConsoleHours } from './console-hours.ts'
import type { HoursList } from './wire.ts'

/** The opening hours that menus ask for, as they are now. Throws forbidden. */
export const listHours =
  ({ flows, consoleHours, platform }: Pick<CallDeps, 'flows' | 'platform'> & { consoleHours: ConsoleHours }) =>
  (actor: Actor): HoursList => {
    allow(actor, 'work.read-all')
    const now = new Date(platform.clock.now())
    const { all, faults } = flows.hours()
    const items = all.map((one) => {
      const { isOpen, opensAt } = hoursAt(one, now)
      const { name, title, zone } = one
      const { seq, written, by, at } = consoleHours.of(name)
      return {
        name,
        title,
        zone,
        isOpen,
        opensAt: opensAt?.toISOString() ?? null,
        week: one.week.map(writeSpans),
        holidays: Object.entries(one.holidays).map(([date, day]) => ({ date, name: day.name, open: writeSpans(day.open) })),
        comingHolidays: comingHolidays(one, now).map((day) => ({ ...day, open: writeSpans(day.open) })),
        version: seq,
        set: written && at ? { by, at: at.toISOString() } : null,
        isInFile: flows.isInFile(name),
      }
    })
    return { items, nextCursor: null, faults: [...faults] }
  }
