import { describe, expect, it } from 'vitest'
import { comingHolidays, type Hours, holidayAt, hoursAt, isOpen, nextOpening, readHours } from '../../server/calendars/index.ts'

const read = readHours(
  'hours.yaml',
  `hours:
  office:
    zone: Europe/Berlin
    open:
      mon-fri: [13:00-18:00, 09:00-12:30]
      sat: 10:00-14:00
    holidays:
      12-25: Christmas Day
      2026-12-24: { name: Christmas Eve, open: 09:00-11:00 }
      12-24: Christmas Eve
  night:
    zone: Europe/Berlin
    open:
      sun: [00:00-02:30, 03:00-24:00]
  skipped:
    zone: Europe/Berlin
    open:
      sun: 02:15-02:45
  shop:
    zone: America/New_York
    open: { sun-mon: 09:00-17:00 }
  always:
    zone: UTC
    open: { mon-sun: 00:00-24:00 }
  never:
    zone: UTC
    open: {}
`,
)
const hours = (name: string): Hours => read.hours[name] as Hours

describe('hours', () => {
  it('are read whole', () => {
    expect(read.faults).toEqual([])
    expect(Object.keys(read.hours)).toEqual(['office', 'night', 'skipped', 'shop', 'always', 'never'])
  })

  it.each<[string, string, string, boolean, string | null]>([
    // hours, what about it, instant, open?, opens next
    ['office', 'before it opens on a Wednesday', '2026-11-25T07:59:59Z', false, '2026-11-25T08:00:00Z'],
    ['office', 'as it opens', '2026-11-25T08:00:00Z', true, '2026-11-25T08:00:00Z'],
    ['office', 'at lunch', '2026-11-25T11:30:00Z', false, '2026-11-25T12:00:00Z'],
    ['office', 'in the last minute', '2026-11-25T16:59:59Z', true, '2026-11-25T16:59:59Z'],
    ['office', 'as it closes', '2026-11-25T17:00:00Z', false, '2026-11-26T08:00:00Z'],
    ['office', 'after Saturday, over the week’s end', '2026-11-28T13:00:00Z', false, '2026-11-30T08:00:00Z'],
    ['office', 'in summer, an hour earlier in UTC', '2026-07-01T07:00:00Z', true, '2026-07-01T07:00:00Z'],
    ['office', 'on a short holiday', '2026-12-24T09:30:00Z', true, '2026-12-24T09:30:00Z'],
    ['office', 'after it, over Christmas Day to Saturday', '2026-12-24T10:00:00Z', false, '2026-12-26T09:00:00Z'],
    ['office', 'on the same day of another year, which is all closed', '2027-12-24T09:30:00Z', false, '2027-12-27T08:00:00Z'],
    ['office', 'in the evening before the clocks change', '2026-03-28T20:00:00Z', false, '2026-03-30T07:00:00Z'],
    ['night', 'before the skipped hour', '2026-03-29T00:59:00Z', true, '2026-03-29T00:59:00Z'],
    ['night', 'after the skipped hour, when 03:00 follows 01:59', '2026-03-29T01:00:00Z', true, '2026-03-29T01:00:00Z'],
    ['night', 'in the hour that comes twice, the first time', '2026-10-25T00:29:00Z', true, '2026-10-25T00:29:00Z'],
    ['night', 'between half past two and what is two again', '2026-10-25T00:45:00Z', false, '2026-10-25T02:00:00Z'],
    ['night', 'in the hour that comes twice, the second time', '2026-10-25T01:15:00Z', true, '2026-10-25T01:15:00Z'],
    ['skipped', 'that lie in the skipped hour wait for the week after', '2026-03-29T00:00:00Z', false, '2026-04-05T00:15:00Z'],
    ['shop', 'on a Saturday there that is Sunday here', '2026-11-29T03:00:00Z', false, '2026-11-29T14:00:00Z'],
    ['shop', 'over the end of the week', '2026-11-30T21:59:00Z', true, '2026-11-30T21:59:00Z'],
    ['shop', 'after Monday', '2026-11-30T22:00:00Z', false, '2026-12-06T14:00:00Z'],
    ['always', 'at midnight', '2026-11-25T00:00:00Z', true, '2026-11-25T00:00:00Z'],
    ['always', 'in the last minute of a day', '2026-11-25T23:59:59Z', true, '2026-11-25T23:59:59Z'],
    ['never', 'at all', '2026-11-25T12:00:00Z', false, null],
  ])('%s %s', (name, _what, at, open, next) => {
    const now = new Date(at)
    expect(isOpen(hours(name), now)).toBe(open)
    expect(nextOpening(hours(name), now)).toEqual(next === null ? null : new Date(next))
  })

  it('know their holidays, by the day it is there', () => {
    expect(holidayAt(hours('office'), new Date('2026-12-24T22:59:00Z'))).toBe('Christmas Eve')
    expect(holidayAt(hours('office'), new Date('2026-12-24T23:00:00Z'))).toBe('Christmas Day')
    expect(holidayAt(hours('office'), new Date('2026-12-25T23:00:00Z'))).toBeNull()
    expect(hoursAt(hours('office'), new Date('2026-12-25T10:00:00Z'))).toEqual({
      isOpen: false,
      isHoliday: true,
      opensAt: new Date('2026-12-26T09:00:00Z'),
    })
  })

  it.each<[string, string, number, RegExp]>([
    ['no zone', 'zone: Mars/Base\n    open: {}', 3, /time zone/],
    ['a span that is none', 'zone: UTC\n    open:\n      mon: 9-18', 5, /09:00-18:00/],
    ['a span over midnight', 'zone: UTC\n    open:\n      mon: 22:00-02:00', 5, /two spans/],
    ['a day that is none', 'zone: UTC\n    open:\n      monday: 09:00-18:00', 5, /mon-fri/],
    ['a date that is none', 'zone: UTC\n    open: {}\n    holidays:\n      25.12.: Christmas', 6, /2026-04-03/],
  ])('are refused at the line for %s', (_name, text, line, reason) => {
    const { hours: found, faults } = readHours('hours.yaml', `hours:\n  office:\n    ${text}\n`)
    expect(found).toEqual({})
    expect(faults).toEqual([
      { file: 'hours.yaml', line, column: expect.any(Number), level: 'error', reason: expect.stringMatching(reason) },
    ])
  })
})

describe('the holidays to come', () => {
  const dates = (at: string) => comingHolidays(hours('office'), new Date(at)).map(({ date, name, open }) => [date, name, open.length])
  it.each<[string, string, unknown[]]>([
    [
      'have the date itself before what comes every year',
      '2026-11-25T08:00:00Z',
      [
        ['2026-12-24', 'Christmas Eve', 1],
        ['2026-12-25', 'Christmas Day', 0],
      ],
    ],
    [
      'have today’s until the day is over there',
      '2026-12-24T22:59:00Z',
      [
        ['2026-12-24', 'Christmas Eve', 1],
        ['2026-12-25', 'Christmas Day', 0],
      ],
    ],
    [
      'come again in the next year',
      '2026-12-25T23:00:00Z',
      [
        ['2027-12-24', 'Christmas Eve', 0],
        ['2027-12-25', 'Christmas Day', 0],
      ],
    ],
  ])('%s', (_what, at, expected) => expect(dates(at)).toEqual(expected))
})
