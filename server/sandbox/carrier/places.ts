import { parsePhoneNumberFromString } from 'libphonenumber-js/max'

/** Of the numbers that the sandbox gives its people. */
const CITIES: Record<string, { city: string; state: string; zip: string }> = {
  '+1202': { city: 'WASHINGTON', state: 'DC', zip: '20001' },
}

/**
 * Where a number is from, as Twilio guesses it and says beside it: the country by the number itself, the rest for some places only and else empty.
 * https://www.twilio.com/docs/voice/twiml#request-parameters
 */
export const placeParams = (which: 'From' | 'To' | 'Caller' | 'Called', address: string): Record<string, string> => {
  const number = address.startsWith('+') ? parsePhoneNumberFromString(address) : undefined
  // Also of what stands for no number: +266696687 would be one of Lesotho (?).
  if (!number?.isValid()) return {}
  const { city = '', state = '', zip = '' } = CITIES[address.slice(0, 5)] ?? {}
  return { [`${which}City`]: city, [`${which}State`]: state, [`${which}Zip`]: zip, [`${which}Country`]: number.country ?? '' }
}
