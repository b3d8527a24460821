import type { HoursView, WrittenHours } from '../../server/calls/flows/wire.ts'
import { openWords } from './hours-words.ts'

/** One holiday as it is being written; `key` tells two alike apart. */
export interface HolidayDraft {
  key: number
  date: string
  name: string
  open: string
}

/** Opening hours as they are being written: spans as words. */
export interface HoursDraft {
  title: string
  zone: string
  /** By weekday, 0 is Sunday. */
  week: string[]
  holidays: HolidayDraft[]
}

/** What is wrong, by field: `title`, `zone`, `week.1`, and of the holiday with key 0 `holidays.0.date`: others may go before it. */
export type HoursFaults = Readonly<Record<string, string>>

const spansWords = (spans: readonly string[]): string => (spans.length === 0 ? '' : openWords(spans))

export const draftOf = ({ title, zone, week, holidays }: Pick<HoursView, 'title' | 'zone' | 'week' | 'holidays'>): HoursDraft => ({
  title,
  zone,
  week: week.map(spansWords),
  holidays: holidays.map(({ date, name, open }, key) => ({ key, date, name, open: spansWords(open) })),
})

const TIME = /^(\d{1,2})(?:[:.](\d{2}))?$/
const timeOf = (text: string): string | null => {
  const [, hour = '', minute = '00'] = TIME.exec(text.trim()) ?? []
  const time = `${hour.padStart(2, '0')}:${minute}`
  return hour !== '' && time <= '24:00' && minute < '60' ? time : null
}

/** Pure: `9-12:30, 13–18` as spans, in order. A fault is said in words. */
export const readSpans = (text: string): { spans: string[] } | { fault: string } => {
  const words = text.trim().toLowerCase()
  if (words === '' || words === 'closed') return { spans: [] }
  if (words === 'all day') return { spans: ['00:00-24:00'] }
  const spans: [string, string][] = []
  for (const part of words.split(',')) {
    const [from, to, ...more] = part.split(/[-–]/).map(timeOf)
    if (!from || !to || more.length > 0) return { fault: 'Write 09:00–12:30, 13:00–18:00, or all day; nothing is closed.' }
    if (from >= to) return { fault: `${from}–${to} ends before it begins. Hours over midnight go on the next day.` }
    spans.push([from, to])
  }
  spans.sort(([a], [b]) => (a < b ? -1 : 1))
  if (spans.some(([from], at) => at > 0 && from < (spans[at - 1] as [string, string])[1])) return { fault: 'Two of these overlap.' }
  if (spans.length > 8) return { fault: 'A day has eight spans at most.' }
  return { spans: spans.map(([from, to]) => `${from}-${to}`) }
}

const isDate = (date: string): boolean => {
  if (!/^(\d{4}-)?\d{2}-\d{2}$/.test(date)) return false
  const day = new Date(`${date.length > 5 ? date : `2000-${date}`}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().slice(0, 10).endsWith(date)
}
const isZone = (zone: string): boolean => {
  try {
    return zone !== '' && Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }))
  } catch {
    return false
  }
}

/** Pure: what is to be sent, or what is wrong at which field. */
export const readDraft = (draft: HoursDraft): { written: WrittenHours } | { faults: HoursFaults } => {
  const faults: Record<string, string> = {}
  const spans = (field: string, text: string): string[] => {
    const read = readSpans(text)
    if ('spans' in read) return read.spans
    faults[field] = read.fault
    return []
  }
  if (draft.title.trim() === '') faults.title = 'Say what they are the hours of.'
  if (!isZone(draft.zone.trim())) faults.zone = 'Write a time zone such as Europe/Berlin.'
  const week = draft.week.map((text, day) => spans(`week.${day}`, text))
  const dates = draft.holidays.map(({ date }) => date.trim())
  const holidays = draft.holidays.map(({ key, name, open }, at) => {
    const date = dates[at] ?? ''
    if (!isDate(date)) faults[`holidays.${key}.date`] = 'Write 2026-04-03, or 12-25 for every year.'
    else if (dates.indexOf(date) < at) faults[`holidays.${key}.date`] = 'This day stands there already.'
    if (name.trim() === '') faults[`holidays.${key}.name`] = 'Give it a name.'
    return { date, name: name.trim(), open: spans(`holidays.${key}.open`, open) }
  })
  if (Object.keys(faults).length > 0) return { faults }
  return { written: { title: draft.title.trim(), zone: draft.zone.trim(), week, holidays } }
}
