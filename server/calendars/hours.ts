import * as z from 'zod'
import { type Fault, readYaml } from '../platform/yaml.ts'
import { isZone } from '../platform/zoned-time.ts'

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const
const DAY = DAYS.join('|')

const SPAN = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d:[0-5]\d|2[0-3]:[0-5]\d|24:00)$/
const span = z
  .string()
  .regex(SPAN, 'is to be a span of one day such as 09:00-18:00; one over midnight is two')
  .refine((text) => !SPAN.test(text) || text.slice(0, 5) < text.slice(6), 'ends before it begins; one over midnight is two spans')
const spans = z.union([span, z.array(span).min(1).max(8)])

const holiday = z.union([
  z.string().min(1).max(80),
  z.strictObject({ name: z.string().min(1).max(80), open: spans.optional().describe('Open all the same, for so long') }),
])

const hours = z.strictObject({
  title: z.string().min(1).max(80).optional(),
  zone: z.string().refine(isZone, 'is no time zone; it is to be one such as Europe/Berlin'),
  open: z
    .record(z.string().regex(new RegExp(`^(${DAY})(-(${DAY}))?$`), 'a day such as mon, or days such as mon-fri'), spans)
    .describe('mon-fri: 09:00-18:00'),
  holidays: z
    .record(
      z.string().regex(/^(\d{4}-)?(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'a date such as 2026-04-03, or 12-25 for every year'),
      holiday,
    )
    .optional()
    .describe('Date → name. 12-25 comes every year, 2026-04-03 once'),
})

/** How opening hours are called in menus. */
export const HOURS_NAME = /^[a-z][a-z0-9-]{0,39}$/

/** Of `hours.yaml`: named opening hours. */
export const hoursFile = z.strictObject({
  hours: z.record(z.string().regex(HOURS_NAME, 'small letters, digits and hyphens'), hours),
})

/** Minutes of a day by the clock on the wall, the end not included. */
export interface Span {
  from: number
  to: number
}

export interface Hours {
  name: string
  /** As people call them. */
  title: string
  zone: string
  /** By weekday, 0 is Sunday. */
  week: readonly (readonly Span[])[]
  /** By date, `2026-04-03` or `12-25`. */
  holidays: Readonly<Record<string, { name: string; open: readonly Span[] }>>
}

const minuteOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5))
export const readSpans = (text: string | readonly string[]): Span[] =>
  (typeof text === 'string' ? [text] : [...text])
    .map((one) => ({ from: minuteOf(one.slice(0, 5)), to: minuteOf(one.slice(6)) }))
    .sort((a, b) => a.from - b.from)

const clock = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
export const writeSpans = (spans: readonly Span[]): string[] => spans.map(({ from, to }) => `${clock(from)}-${clock(to)}`)

/** `mon-fri` as numbers; `sat-mon` goes over the end of the week. */
const daysOf = (text: string): number[] => {
  const [first = '', last = first] = text.split('-')
  const [from, to] = [DAYS.indexOf(first as never), DAYS.indexOf(last as never)]
  return Array.from({ length: ((to - from + 7) % 7) + 1 }, (_, at) => (from + at) % 7)
}

const readOne = (name: string, given: z.infer<typeof hours>): Hours => {
  const week: Span[][] = DAYS.map(() => [])
  for (const [days, open] of Object.entries(given.open)) for (const day of daysOf(days)) week[day]?.push(...readSpans(open))
  const holidays = Object.entries(given.holidays ?? {}).map(
    ([date, one]) =>
      [date, typeof one === 'string' ? { name: one, open: [] } : { name: one.name, open: one.open ? readSpans(one.open) : [] }] as const,
  )
  return {
    name,
    title: given.title ?? name,
    zone: given.zone,
    week: week.map((day) => day.sort((a, b) => a.from - b.from)),
    holidays: Object.fromEntries(holidays),
  }
}

/** Reads `hours.yaml`: by name, and what is wrong with it at its place. Nothing is taken from a file with a fault. */
export const readHours = (file: string, text: string): { hours: Record<string, Hours>; faults: Fault[] } => {
  const { value, faults } = readYaml(file, text, hoursFile)
  return { hours: Object.fromEntries(Object.entries(value?.hours ?? {}).map(([name, one]) => [name, readOne(name, one)])), faults }
}
