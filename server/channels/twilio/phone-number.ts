import { parsePhoneNumberFromString } from 'libphonenumber-js'

/** E.164, or null for what is no telephone number of the world: `anonymous`, `client:x`, short codes, sender names. */
export const phoneNumberOf = (text: string): string | null => {
  const number = parsePhoneNumberFromString(text)
  return number?.isPossible() ? number.number : null
}
