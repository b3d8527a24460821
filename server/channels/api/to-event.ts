import { parsePhoneNumberFromString } from 'libphonenumber-js'
import type { InboundMessage, Party } from '../../hub/index.ts'
import { AppError } from '../../platform/errors.ts'
import { htmlToText } from '../../platform/mail/html-to-text.ts'
import type { Inbound } from './wire.ts'

/** E.164. Throws invalid: a national number says nothing without its country. */
const phone = (text: string): string => {
  const number = parsePhoneNumberFromString(text)
  if (!number?.isPossible()) throw new AppError('phone', 'invalid', 'Give the phone number with its country code, such as +1 202 555 0142.')
  return number.number
}

/** Who wrote: an address is only claimed unless the key may assert identities (SECURITY I3); a phone number always is. */
const partyOf = (from: Inbound['from'], source: string, thread: string, asserts: boolean): Party => {
  const name = from.name ? { name: from.name } : {}
  if (from.email) return { channel: 'email', address: from.email.toLowerCase(), trust: asserts ? 'channel-verified' : 'claimed', ...name }
  if (from.phone) return { channel: 'phone', address: phone(from.phone), trust: 'claimed', ...name }
  // A name alone is nobody in particular: known within this one thread.
  return { channel: 'api', address: `${source}:${thread}`, trust: 'claimed', ...name }
}

/** One post of an integration as an inbound event. `source` is the account its ids are unique in. */
export const toEvent = (posted: Inbound, { source, asserts }: { source: string; asserts: boolean }): InboundMessage => {
  const keyOf = (externalId: string): string => `api:${source}:${externalId}`
  const ownThreadKey = keyOf(posted.inReplyTo ?? posted.externalId)
  return {
    type: 'message',
    channel: 'api',
    account: source,
    externalId: posted.externalId,
    from: partyOf(posted.from, source, posted.inReplyTo ?? posted.externalId, asserts),
    ...(posted.subject ? { subject: posted.subject } : {}),
    text: posted.text?.trim() || htmlToText(posted.html ?? ''),
    ...(posted.html ? { html: posted.html } : {}),
    threadKeys: posted.inReplyTo ? [keyOf(posted.inReplyTo)] : [],
    ownThreadKey,
    aliasKeys: [keyOf(posted.externalId)],
    checkSender: !asserts,
    receivedBy: [source],
    ...(posted.sentAt ? { sentAt: new Date(posted.sentAt) } : {}),
  }
}
