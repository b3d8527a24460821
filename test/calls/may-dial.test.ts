import { describe, expect, it } from 'vitest'
import { type Dialled, mayDial, toE164, type Wish } from '../../server/calls/outbound/may-dial.ts'

const none: Dialled = {
  agentHour: 0,
  agentDay: 0,
  numberHour: 0,
  numberDay: 0,
  customerHour: 0,
  customerDay: 0,
  deskHour: 0,
  deskDay: 0,
  deskMinutesDay: 0,
  now: 0,
}
const often = { agentHour: 3, agentDay: 30, numberHour: 2, numberDay: 4, customerHour: 3, customerDay: 5, deskHour: 10, deskDay: 50 }
const caps = { ...often, deskMinutesDay: 90, atOnce: 5 }
/** 10 in the morning in New York, 15:00 in London, 5 in the morning in Honolulu. */
const noon = new Date('2026-03-02T15:00:00Z')
const wish = (to: string, more: Partial<Wish> = {}): Wish => ({
  to,
  ownNumbers: ['+12025550100'],
  settings: { countries: [], callingHours: { from: 8, to: 21 }, caps },
  isBlocked: () => false,
  dialled: () => none,
  ringsCustomer: true,
  customerZones: [],
  deskZone: 'Europe/Berlin',
  now: noon,
  ...more,
})
const verdict = (...asked: Parameters<typeof wish>): string => {
  const said = mayDial(wish(...asked))
  return said.isAllowed ? `calls ${said.number}` : said.code
}

it.each<[string, string | null]>([
  ['(202) 555-0168', '+12025550168'],
  ['+49 30 123456', '+4930123456'],
  // Written without their country, these are of another one, or nobody's.
  ['12', null],
  ['030 123456', null],
  ['0', null],
])('%s is %s', (typed, number) => expect(toE164(typed, ['+12025550100'])).toBe(number))

describe('the outbound gate', () => {
  it.each<[string, string]>([
    ['+1 202 555 0168', 'calls +12025550168'],
    ['(202) 555-0168', 'calls +12025550168'],
    ['+1 800 555 1234', 'calls +18005551234'],
    ['+1 900 555 1234', 'expensive'],
    // In the North American plan, and another country.
    ['+1 876 555 1234', 'country'],
    ['+1 809 555 1234', 'country'],
    ['+44 20 7946 0958', 'country'],
    ['+49 30 123456', 'country'],
    // Satellites and shared networks have no country.
    ['+882 1234567', 'country'],
    ['+870 773111632', 'country'],
    ['+979 123456789', 'country'],
    ['911', 'emergency'],
    ['112', 'emergency'],
    ['9 1 1', 'emergency'],
    ['411', 'short-number'],
    ['22000', 'short-number'],
    ['+1 202 555', 'not-a-number'],
    ['hello', 'short-number'],
    ['+12025550100', 'own-number'],
  ])('%s: %s', (to, says) => expect(verdict(to)).toBe(says))

  it.each<[string, string[], string]>([
    ['+44 20 7946 0958', ['GB', 'US'], 'calls +442079460958'],
    ['+44 871 123 4567', ['GB', 'US'], 'expensive'],
    ['+1 876 555 1234', ['US', 'JM'], 'calls +18765551234'],
    ['+33 899 12 34 56', ['FR'], 'expensive'],
    ['+1 202 555 0168', ['GB'], 'country'],
  ])('%s with %j allowed: %s', (to, countries, says) => expect(verdict(to, { settings: { ...wish('').settings, countries } })).toBe(says))

  it.each<[string, string, boolean, string]>([
    ['+12025550168', '2026-03-02T12:59:00Z', true, 'calling-hours'],
    ['+12025550168', '2026-03-02T13:00:00Z', true, 'calls +12025550168'],
    ['+12025550168', '2026-03-03T01:59:00Z', true, 'calls +12025550168'],
    ['+12025550168', '2026-03-03T02:00:00Z', true, 'calling-hours'],
    // California is three hours behind.
    ['+14155550123', '2026-03-02T15:00:00Z', true, 'calling-hours'],
    ['+14155550123', '2026-03-02T17:00:00Z', true, 'calls +14155550123'],
    // Between two zones, both count.
    ['+17755550123', '2026-03-02T15:30:00Z', true, 'calling-hours'],
    // Who is transferred to is at work.
    ['+14155550123', '2026-03-02T15:00:00Z', false, 'calls +14155550123'],
  ])('%s at %s, a customer: %s → %s', (to, now, ringsCustomer, says) =>
    expect(verdict(to, { now: new Date(now), ringsCustomer })).toBe(says),
  )

  // 15:00 in London.
  it.each<[string, string, readonly string[], string]>([
    ['what is known of the customer', '+12025550168', ['America/Los_Angeles'], 'calling-hours'],
    ['a zone that is none', '+12025550168', ['Mars/Olympus'], 'calls +12025550168'],
    ['several customers at one number', '+12025550168', ['Europe/Berlin', 'Pacific/Auckland'], 'calling-hours'],
    ['one of them of whom nothing is known', '+14155550123', ['Europe/Berlin', ''], 'calling-hours'],
    ['a country of the system alone', '+233302123456', [], 'calls +233302123456'],
    ['a country that is far away', '+6799912345', [], 'calling-hours'],
  ])('goes by the time zone of %s', (_what, to, customerZones, says) => {
    const settings = { ...wish('').settings, countries: ['US', 'GH', 'FJ'] }
    expect(verdict(to, { customerZones, settings })).toBe(says)
  })

  it.each<[string, string, string]>([
    ['is our own', '2026-03-02T03:00:00Z', 'calling-hours'],
    ['is our own by day', '2026-03-02T15:00:00Z', 'calls +38344123456'],
  ])('the zone of a number that has none %s', (_which, now, says) => {
    const settings = { ...wish('').settings, countries: ['XK'] }
    expect(verdict('+38344123456', { now: new Date(now), settings })).toBe(says)
  })

  it('without any of our own, it is where the desk runs', () => {
    const settings = { ...wish('').settings, countries: ['XK'] }
    const asked = { ownNumbers: [], settings, deskZone: 'Asia/Tokyo' }
    expect(verdict('+38344123456', asked)).toBe('calling-hours')
    expect(verdict('+38344123456', { ...asked, deskZone: 'Europe/Berlin' })).toBe('calls +38344123456')
  })

  it.each<[string, string, readonly string[], string | null]>([
    ['in the morning', '2026-03-02T12:59:00Z', ['America/New_York'], '2026-03-02T13:00:00.000Z'],
    ['the next day', '2026-03-03T02:00:00Z', ['America/New_York'], '2026-03-03T13:00:00.000Z'],
    ['on the quarter', '2026-03-02T01:20:00Z', ['Asia/Kathmandu'], '2026-03-02T02:15:00.000Z'],
    ['when it is day in both', '2026-03-02T12:00:00Z', ['Europe/Berlin', 'America/Los_Angeles'], '2026-03-02T16:00:00.000Z'],
    ['never, where it is day in both at no time', '2026-03-02T12:00:00Z', ['Europe/Berlin', 'Asia/Tokyo', 'Pacific/Honolulu'], null],
  ])('says when they may be called: %s', (_when, now, customerZones, until) => {
    const said = mayDial(wish('+12025550168', { now: new Date(now), customerZones }))
    expect(said).toMatchObject({ isAllowed: false, code: 'calling-hours', until: until && new Date(until) })
  })

  it('keeps to who asked not to be called', () =>
    expect(verdict('+12025550168', { isBlocked: (number) => number === '+12025550168' })).toBe('do-not-call'))

  it.each(Object.entries(often))('the cap of %s lets %i through and no more', (name, cap) => {
    expect(verdict('+12025550168', { dialled: () => ({ ...none, [name]: cap - 1 }) })).toBe('calls +12025550168')
    expect(verdict('+12025550168', { dialled: () => ({ ...none, [name]: cap }) })).toBe('too-often')
  })

  it.each([true, false])('stops for the day after so many minutes, whoever is dialled (a customer: %s)', (ringsCustomer) => {
    const onceCalled = (deskMinutesDay: number): string =>
      verdict('+12025550168', { ringsCustomer, dialled: () => ({ ...none, deskMinutesDay }) })
    expect([onceCalled(89), onceCalled(90)]).toEqual(['calls +12025550168', 'spend-stop'])
  })

  it.each<[string, string]>([
    ['numberHour', 'calls +12025550168'],
    ['customerDay', 'calls +12025550168'],
    ['deskDay', 'too-often'],
  ])('a partner who is transferred to is not held to %s as a customer is', (name, says) =>
    expect(verdict('+12025550168', { ringsCustomer: false, dialled: () => ({ ...none, [name]: 50 }) })).toBe(says),
  )

  it('has an end of lines at once', () => {
    expect(verdict('+12025550168', { dialled: () => ({ ...none, now: 4 }) })).toBe('calls +12025550168')
    expect(verdict('+12025550168', { dialled: () => ({ ...none, now: 5 }) })).toBe('too-many-at-once')
  })
})
