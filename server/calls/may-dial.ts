import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import type { PhoneSettings } from './wire.ts'
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

export type Verdict =
  | { isAllowed: true /** E.164. */; number: string; country: string }
  | { isAllowed: false; code: RefusalCode /** Plain words for who wanted it. */; why: string }

/** How often was dialled already, this one not counted. */
export interface Dialled {
  agentHour: number
  agentDay: number
  numberHour: number
  numberDay: number
  deskHour: number
  deskDay: number
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
  now: Date
}

/** Of the dialling plans of most countries; whatever has three digits or less is one of them or nothing for us. */
const emergency = new Set(
  '000 08 100 101 102 103 108 110 111 112 113 114 115 117 118 119 120 122 133 144 15 17 18 190 911 988 995 999'.split(' '),
)
/** What ordinary people have, and what costs the caller nothing. */
const ordinary = new Set(['FIXED_LINE', 'MOBILE', 'FIXED_LINE_OR_MOBILE', 'VOIP', 'TOLL_FREE', 'UAN'])

const refuse = (code: RefusalCode, why: string): Verdict => ({ isAllowed: false, code, why })
export const countryOf = (number: string): string | undefined => parsePhoneNumberFromString(number)?.country

/** E.164 of what somebody typed; null when it is no number that could be called. */
export const toE164 = (typed: string, ownNumbers: readonly string[]): string | null =>
  parsePhoneNumberFromString(typed, homeOf(ownNumbers) as never)?.number ?? null

/** The country whose numbers may be typed without its code: that of our first number. */
const homeOf = (ownNumbers: readonly string[]): string | undefined => ownNumbers.map(countryOf).find((one) => one !== undefined)

const hourIn = (zone: string, now: Date): number =>
  Number(new Intl.DateTimeFormat('en-GB', { hour: '2-digit', hourCycle: 'h23', timeZone: zone }).format(now))
const clockIn = (zone: string, now: Date): string =>
  new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone }).format(now)

const outsideHours = (number: string, country: string, { settings: { callingHours }, now }: Wish): string | undefined =>
  zonesOf(number, country).find((zone) => {
    const hour = hourIn(zone, now)
    return hour < callingHours.from || hour >= callingHours.to
  })

/** How often one number may be called protects who is rung up; a partner may be transferred to all day. */
const overCap = ({ settings: { caps }, ringsCustomer }: Wish, dialled: Dialled): Verdict | null => {
  const names = ['agentHour', 'agentDay', ...(ringsCustomer ? (['numberHour', 'numberDay'] as const) : []), 'deskHour', 'deskDay'] as const
  const whose = { agent: 'You have', number: 'This number was', desk: 'This desk has' }
  for (const name of names) {
    if (dialled[name] < caps[name]) continue
    const [who, span] = [name.replace(/Hour|Day/, '') as keyof typeof whose, name.endsWith('Hour') ? 'an hour' : 'a day']
    const what = who === 'number' ? 'called' : 'called out'
    return refuse('too-often', `${whose[who]} ${what} ${caps[name]} times within ${span}. That is the limit.`)
  }
  return dialled.now >= caps.atOnce ? refuse('too-many-at-once', `${caps.atOnce} lines are in use. That is the limit.`) : null
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
  // A freephone number stands in no place, and nobody sleeps behind it.
  const zone = wish.ringsCustomer && parsed.getType() !== 'TOLL_FREE' ? outsideHours(number, country, wish) : undefined
  if (zone !== undefined) {
    const { from, to } = wish.settings.callingHours
    return refuse('calling-hours', `It is ${clockIn(zone, wish.now)} there. Customers are called from ${from}:00 to ${to}:00.`)
  }
  return overCap(wish, wish.dialled(number)) ?? { isAllowed: true, number, country }
}
