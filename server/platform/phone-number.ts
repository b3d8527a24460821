import { parsePhoneNumberFromString } from 'libphonenumber-js'
import { AppError } from './errors.ts'

/** E.164, or null for what is no telephone number of the world: `anonymous`, `client:x`, short codes, sender names. */
export const phoneNumberOf = (text: string): string | null => {
  const number = parsePhoneNumberFromString(text)
  return number?.isPossible() ? number.number : null
}

/** For addresses that people type. Throws invalid: a national number says nothing without its country. */
export const normaliseNumber = (address: string): string => {
  const number = phoneNumberOf(address)
  if (!number) throw new AppError('phone', 'invalid', 'Give the phone number with its country code, such as +1 202 555 0142.')
  return number
}
