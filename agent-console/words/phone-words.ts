import { parsePhoneNumberFromString } from 'libphonenumber-js/min'

/** `+1 202 555 0168`: a phone number in the groups of its country. Whatever is none, a mail address or a name, stays as it is. */
export const phoneWords = (address: string): string => {
  if (!/^\+\d+$/.test(address)) return address
  return parsePhoneNumberFromString(address)?.formatInternational() ?? address
}

/** A title or a sentence of the desk, in which numbers stand as the carrier writes them. */
export const withPhoneWords = (text: string): string => text.replace(/(?<!\w)\+\d{7,15}\b/g, phoneWords)
