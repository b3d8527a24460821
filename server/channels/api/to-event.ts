import { type InboundMessage, type Message, messageIdOf, type Party } from '../../hub/index.ts'
import { htmlToText } from '../../platform/mail/html-to-text.ts'
import { normaliseNumber } from '../../platform/phone-number.ts'
import type { Inbound } from './wire.ts'

const keyOf = (source: string, externalId: string): string => `api:${source}:${externalId}`
/** The key by which whoever answers one of our messages names it: by the id that it has in `GET /messages`. */
export const keyOfAnswer = (source: string, { id }: Pick<Message, 'id'>): string => keyOf(source, id)

/** The desk's ids of what an integration may mean by an id: a message it posted, or an answer it fetched. */
export const idsMeant = (source: string, externalId: string): string[] => [messageIdOf('api', source, externalId), externalId]
/** Whoever a message of this channel that has no address but its thread was from, or went to. Undefined: not of this source, or of somebody with an address. */
export const namelessIn = (source: string, messages: readonly Message[]): string | undefined =>
  messages
    .filter((one) => one.channel === 'api' && one.account === source)
    .flatMap((one) => (one.direction === 'in' ? [one.from] : one.to))
    .find((one) => one.channel === 'api')?.address

/** Who wrote: an address is only claimed unless the key may assert identities (SECURITY I3); a phone number always is. */
const partyOf = (from: Inbound['from'], nameless: string, asserts: boolean): Party => {
  const name = from.name ? { name: from.name } : {}
  if (from.email) return { channel: 'email', address: from.email.toLowerCase(), trust: asserts ? 'channel-verified' : 'claimed', ...name }
  if (from.phone) return { channel: 'phone', address: normaliseNumber(from.phone), trust: 'claimed', ...name }
  // A name alone is nobody in particular: known within this one thread.
  return { channel: 'api', address: nameless, trust: 'claimed', ...name }
}

/**
 * One post of an integration as an inbound event. `source` is the account its ids are unique in; `nameless`: by what somebody without an address is known in
 * the thread that is answered, if it was begun by such a one.
 */
export const toEvent = (
  posted: Inbound,
  { source, asserts, nameless }: { source: string; asserts: boolean; nameless?: string | undefined },
): InboundMessage => {
  const answered = posted.inReplyTo ?? posted.externalId
  return {
    type: 'message',
    channel: 'api',
    account: source,
    externalId: posted.externalId,
    from: partyOf(posted.from, nameless ?? `${source}:${answered}`, asserts),
    ...(posted.subject ? { subject: posted.subject } : {}),
    text: posted.text?.trim() || htmlToText(posted.html ?? ''),
    ...(posted.html ? { html: posted.html } : {}),
    threadKeys: posted.inReplyTo ? [keyOf(source, posted.inReplyTo)] : [],
    ownThreadKey: keyOf(source, answered),
    aliasKeys: [keyOf(source, posted.externalId)],
    checkSender: !asserts,
    receivedBy: [source],
    ...(posted.sentAt ? { sentAt: new Date(posted.sentAt) } : {}),
  }
}
