/** https://www.twilio.com/docs/api/errors: what Twilio reports of a message it had taken. */
const reasons: Record<string, string> = {
  '11200':
    'The carrier could not fetch an attached file from this desk. Send it again; if it happens again, an admin checks the desk’s public address.',
  '11751': 'The attached files are larger than a text message takes.',
  '12300': 'The carrier does not take a file of this kind.',
  '21610': 'This person has opted out of text messages with STOP.',
  '30003': 'The phone could not be reached: it is off or has no network.',
  '30004': 'This person’s network or phone blocks our messages.',
  '30005': 'This number is not in use.',
  '30006': 'This is a landline or a network that takes no text messages.',
  '30007': 'The network took this for unwanted mail and dropped it.',
  '30019': 'The attached files are larger than this person’s network takes.',
  '30008': 'The network did not deliver it and does not say why.',
  '63016': 'More than 24 hours have passed, so only an approved template may be sent.',
}

export const whyNotDelivered = (code: string | undefined): string =>
  (code && reasons[code]) ?? `The carrier could not deliver it${code ? ` (Twilio error ${code})` : ''}.`
