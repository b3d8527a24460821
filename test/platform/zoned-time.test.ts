import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instantOf, isZone, zonedTime } from '../../server/platform/zoned-time.ts'

describe('the clock on the wall', () => {
  it.each<[string, number, string, string]>([
    ['2026-11-25', 540, 'Europe/Berlin', '2026-11-25T08:00:00Z'],
    ['2026-07-01', 540, 'Europe/Berlin', '2026-07-01T07:00:00Z'],
    ['2026-03-29', 150, 'Europe/Berlin', '2026-03-29T01:30:00Z'],
    ['2026-10-25', 150, 'Europe/Berlin', '2026-10-25T00:30:00Z'],
    ['2026-12-31', 1440, 'America/New_York', '2027-01-01T05:00:00Z'],
    ['2026-11-25', 0, 'Pacific/Kiritimati', '2026-11-24T10:00:00Z'],
    ['2026-11-25', 0, 'Asia/Kathmandu', '2026-11-24T18:15:00Z'],
    ['2026-04-05', 105, 'Australia/Lord_Howe', '2026-04-04T14:45:00Z'],
  ])('shows %s, minute %i in %s at %s', (date, minute, zone, at) => {
    expect(instantOf(date, minute, zone)).toEqual(new Date(at))
  })

  it('is read back as it was, the first time it shows that', () => {
    const zones = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'America/St_Johns', 'UTC')
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(2020), max: Date.UTC(2035) }), zones, (at, zone) => {
        const instant = new Date(Math.floor(at / 60_000) * 60_000)
        const { date, minute, weekday } = zonedTime(instant, zone)
        const back = instantOf(date, minute, zone)
        expect(zonedTime(back, zone)).toEqual({ date, minute, weekday })
        expect([0, 30 * 60_000, 60 * 60_000]).toContain(instant.getTime() - back.getTime())
      }),
    )
  })

  it('knows which zones there are', () =>
    expect(['Europe/Berlin', 'UTC', 'Moon/Crater', ''].map(isZone)).toEqual([true, true, false, false]))
})
