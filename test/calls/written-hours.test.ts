import { describe, expect, it } from 'vitest'
import { WrittenHours } from '../../server/calls/flows/wire.ts'

const ALL_DAY = ['00:00-24:00']
const NEVER: string[][] = Array.from({ length: 7 }, () => [])
const written = (change: Partial<WrittenHours>): WrittenHours => ({
  title: 'The office',
  zone: 'Europe/Berlin',
  week: NEVER,
  holidays: [],
  ...change,
})

describe('hours as they are written', () => {
  const week = (spans: string[]): string[][] => [spans, [], [], [], [], [], []]
  const day = (date: string) => ({ date, name: 'A day', open: [] })
  it.each<[string, Partial<WrittenHours>, boolean]>([
    ['two spans of a day', { week: week(['09:00-12:30', '13:00-18:00']) }, true],
    ['spans that meet', { week: week(['13:00-18:00', '09:00-13:00']) }, true],
    ['spans that overlap', { week: week(['09:00-13:00', '12:30-18:00']) }, false],
    ['the whole day', { week: week(ALL_DAY) }, true],
    ['a span that ends before it begins', { week: week(['18:00-09:00']) }, false],
    ['a span of no time', { week: week(['09:00-09:00']) }, false],
    ['an hour that is not there', { week: week(['09:00-25:00']) }, false],
    ['a week of six days', { week: NEVER.slice(1) }, false],
    ['a day of every year', { holidays: [day('12-25'), day('2026-12-25')] }, true],
    ['the day of leap years', { holidays: [day('02-29'), day('2028-02-29')] }, true],
    ['a day that is not there', { holidays: [day('2026-02-29')] }, false],
    ['another one', { holidays: [day('04-31')] }, false],
    ['a day that stands there twice', { holidays: [day('12-25'), day('12-25')] }, false],
    ['a holiday without a name', { holidays: [{ ...day('12-25'), name: ' ' }] }, false],
    ['no title', { title: '' }, false],
  ])('%s', (_name, change, isFine) => {
    expect(WrittenHours.safeParse(written(change)).success).toBe(isFine)
  })
})
