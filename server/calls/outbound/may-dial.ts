import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import { isZone, zonedTime } from '../../platform/zoned-time.ts'
import type { PhoneSettings } from '../wire.ts'
import { zonesOf } from './zones.ts'

export type RefusalCode =
  | 'not-a-number'
  | 'emergency'
  | 'short-number'
  | 'country'
  | 'expensive'
  | 'own-number'
  | 'do-not-call'
  | 'calling-hours'
  | 'too-often'
  | 'too-many-at-once'
  | 'spend-stop'

export type Verdict =
  | { isAllowed: true /** E.164. */; number: string; country: string }
  | {
      isAllowed: false
      code: RefusalCode
      /** Plain words for who wanted it. */
      why: string
      /** When it may be otherwise by itself; null: not. */
      until: Date | null
      /** It is the limit of who wants it alone: others may. */
      isOwnLimit?: true
    }

export type Refusal = Extract<Verdict, { isAllowed: false }>

/** How often was dialled already, this one not counted. */
export interface Dialled {
  agentHour: number
  agentDay: number
  numberHour: number
  numberDay: number
  /** At all numbers of a customer who is known by this one; of several such, of the one who was called most. */
  customerHour: number
  customerDay: number
  deskHour: number
  deskDay: number
  /** Begun minutes of the desk, as carriers bill them; from the dialling, so rather too many than too few. */
  deskMinutesDay: number
  now: number
}

export interface Wish {
  /** As somebody typed it, or as it stands in a case. */
  to: string
  ownNumbers: readonly string[]
  settings: Pick<PhoneSettings, 'countries' | 'callingHours' | 'caps'>
  isBlocked(number: string): boolean
  dialled(number: string): Dialled
  /** A customer is rung up, and may sleep: not so who is transferred to, or a message. */
  ringsCustomer: boolean
  /** The time zone of each customer who is known by the number, '' where nothing is known of it. */
  customerZones: readonly string[]
  /** Where this desk itself runs. */
  deskZone: string
  /** When it is to be dialled. */
  now: Date
  /** That is an hour to come. */
  isLater?: boolean
}

/** Of the dialling plans of most countries; whatever has three digits or less is one of them or nothing for us. */
const emergency = new Set(
  '000 08 100 101 102 103 108 110 111 112 113 114 115 117 118 119 120 122 133 144 15 17 18 190 911 988 995 999'.split(' '),
)
/** What ordinary people have, and what costs the caller nothing. */
const ordinary = new Set(['FIXED_LINE', 'MOBILE', 'FIXED_LINE_OR_MOBILE', 'VOIP', 'TOLL_FREE', 'UAN'])

const refuse = (code: RefusalCode, why: string, until: Date | null = null): Refusal => ({ isAllowed: false, code, why, until })
export const countryOf = (number: string): string | undefined => parsePhoneNumberFromString(number)?.country

/** E.164 of what somebody typed; null when it is no number that could be called: what is too short or too long would be another one's. */
export const toE164 = (typed: string, ownNumbers: readonly string[]): string | null => {
  const parsed = parsePhoneNumberFromString(typed, homeOf(ownNumbers) as never)
  return parsed?.isPossible() ? parsed.number : null
}

/** The country whose numbers may be typed without its code: that of our first number. */
const homeOf = (ownNumbers: readonly string[]): string | undefined => ownNumbers.map(countryOf).find((one) => one !== undefined)

const QUARTER_MS = 15 * 60_000
const LOOKED_AHEAD_MS = 48 * 3_600_000

const clockIn = (zone: string, now: Date): string =>
  new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone }).format(now)

/**
 * Where who is called may be, and every one counts: what the desk knows of the customer, else what the number tells. Of a number without a known zone, the
 * zones of our own first number, and without those the zone this desk runs in: nobody is rung at night for want of a zone.
 */
const zonesFor = (
  number: string,
  country: string,
  { customerZones, ownNumbers, deskZone }: Pick<Wish, 'customerZones' | 'ownNumbers' | 'deskZone'>,
): string[] => {
  const ofOwn = (): readonly string[] => {
    const own = ownNumbers.map((one) => ({ one, country: countryOf(one) })).find(({ country }) => country !== undefined)
    return own?.country ? zonesOf(own.one, own.country) : []
  }
  const ofNumber = (): readonly string[] => [zonesOf(number, country), ofOwn(), [deskZone]].find((one) => one.length > 0) ?? []
  const known = customerZones.length > 0 ? customerZones : ['']
  return [...new Set(known.flatMap((zone) => (zone !== '' && isZone(zone) ? [zone] : ofNumber())))]
}

/** The zones whose hours count for a number. A freephone number stands in no place, and nobody sleeps behind it; nor does what is no number. */
export const callingZones = (number: string, wish: Omit<Wish, 'to' | 'isBlocked' | 'dialled'>): string[] => {
  const parsed = parsePhoneNumberFromString(number)
  if (!wish.ringsCustomer || !parsed?.country || parsed.getType() === 'TOLL_FREE') return []
  return zonesFor(number, parsed.country, wish)
}

/** In which of them it is no hour for calling, and when it will be one in all; `until` null: not within two days. */
const outsideHours = (zones: readonly string[], { settings: { callingHours }, now }: Wish): { zone: string; until: Date | null } | null => {
  const isDay = (zone: string, at: number): boolean => {
    const { minute } = zonedTime(new Date(at), zone)
    return minute >= callingHours.from * 60 && minute < callingHours.to * 60
  }
  const zone = zones.find((one) => !isDay(one, now.getTime()))
  if (zone === undefined) return null
  // All zones of the world begin their hours at a quarter.
  const first = Math.ceil(now.getTime() / QUARTER_MS) * QUARTER_MS
  for (let at = first; at <= first + LOOKED_AHEAD_MS; at += QUARTER_MS)
    if (zones.every((one) => isDay(one, at))) return { zone, until: new Date(at) }
  return { zone, until: null }
}

/** When there may be room again: what fills a limit is over bit by bit, so nobody counts when exactly. */
const ROOM_MS = { Hour: 20 * 60_000, Day: 2 * 3_600_000, atOnce: 2 * 60_000 }

/** What has stopped everything that goes out for the day; null: nothing. */
export const deskStop = (
  { deskDay, deskMinutesDay }: Pick<Dialled, 'deskDay' | 'deskMinutesDay'>,
  caps: PhoneSettings['caps'],
): { what: 'calls' | 'minutes'; limit: number } | null => {
  if (deskMinutesDay >= caps.deskMinutesDay) return { what: 'minutes', limit: caps.deskMinutesDay }
  return deskDay >= caps.deskDay ? { what: 'calls', limit: caps.deskDay } : null
}

/** How often one number may be called protects who is rung up; a partner may be transferred to all day. */
const overCap = ({ settings: { caps }, ringsCustomer, now }: Wish, dialled: Dialled): Verdict | null => {
  const ofCustomer = ringsCustomer ? (['numberHour', 'numberDay', 'customerHour', 'customerDay'] as const) : []
  const names = ['agentHour', 'agentDay', ...ofCustomer, 'deskHour', 'deskDay'] as const
  const later = (ms: number): Date => new Date(now.getTime() + ms)
  const whose = { agent: 'You have', number: 'This number was', customer: 'This customer was', desk: 'This desk has' }
  for (const name of names) {
    if (dialled[name] < caps[name]) continue
    const [who, span] = [name.replace(/Hour|Day/, '') as keyof typeof whose, name.endsWith('Hour') ? 'an hour' : 'a day']
    const what = who === 'number' || who === 'customer' ? 'called' : 'called out'
    const until = later(name.endsWith('Hour') ? ROOM_MS.Hour : ROOM_MS.Day)
    const refusal = refuse('too-often', `${whose[who]} ${what} ${caps[name]} times within ${span}. That is the limit.`, until)
    return who === 'agent' ? { ...refusal, isOwnLimit: true } : refusal
  }
  if (dialled.deskMinutesDay >= caps.deskMinutesDay)
    return refuse(
      'spend-stop',
      `This desk has called out for ${caps.deskMinutesDay} minutes within a day. That is the limit.`,
      later(ROOM_MS.Day),
    )
  if (dialled.now < caps.atOnce) return null
  return refuse('too-many-at-once', `${caps.atOnce} lines are in use. That is the limit.`, later(ROOM_MS.atOnce))
}

/**
 * Pure: whether a number may be dialled, by anything on this desk (SECURITY P1). Countries go by the number's own country and never by its prefix,
 * because +1 876 is Jamaica; what has no country (satellites, shared networks) and what is expensive by its kind is refused whatever the country.
 */
export const mayDial = (wish: Wish): Verdict => {
  const typed = wish.to.trim()
  const digits = typed.replace(/\D/g, '')
  if (emergency.has(digits))
    return refuse('emergency', 'Emergency numbers are not called from here. Use a phone at the place where help is needed.')
  if (digits.length < 7) return refuse('short-number', 'Short numbers are not called from here.')
  const home = homeOf(wish.ownNumbers)
  const parsed = parsePhoneNumberFromString(typed, home as never)
  if (!parsed?.isPossible()) return refuse('not-a-number', 'This is not a phone number.')
  const allowed = wish.settings.countries.length > 0 ? wish.settings.countries : [...new Set(wish.ownNumbers.map(countryOf))]
  const { number, country } = parsed
  if (country === undefined || !allowed.includes(country)) {
    const name = country ? new Intl.DisplayNames('en', { type: 'region' }).of(country) : undefined
    return refuse('country', `Calls to ${name ?? 'this network'} are not allowed here. An admin can allow countries under Settings, Phone.`)
  }
  if (!parsed.isValid()) return refuse('not-a-number', 'There is no such phone number.')
  if (!ordinary.has(parsed.getType() ?? '')) return refuse('expensive', 'This kind of number costs extra, so it is not called from here.')
  if (wish.ownNumbers.includes(number)) return refuse('own-number', 'This is one of our own numbers.')
  if (wish.isBlocked(number)) return refuse('do-not-call', 'This person asked not to be called.')
  const night = outsideHours(callingZones(number, wish), wish)
  if (night) {
    const { from, to } = wish.settings.callingHours
    const time = clockIn(night.zone, wish.now)
    const why = `${wish.isLater ? `It will be ${time} there then` : `It is ${time} there`}. Customers are called from ${from}:00 to ${to}:00.`
    return refuse('calling-hours', why, night.until)
  }
  return overCap(wish, wish.dialled(number)) ?? { isAllowed: true, number, country }
}
