import type { Channel, Finding, Intake, OutboundMessage, Sent } from '../../../hub/index.ts'
import { AppError } from '../../../platform/errors.ts'
import { keyedId } from '../../../platform/ids.ts'
import { normaliseNumber, phoneNumberOf } from '../../../platform/phone-number.ts'
import type { Platform } from '../../../platform/room.ts'
import type { Addresses } from '../addresses.ts'
import { askCarrier, codeOf, toCarrierError } from '../carrier-errors.ts'
import type { Rest } from '../rest.ts'
import type { OptOuts } from './opt-outs.ts'
import { type TextFiles, whyNoTextFiles } from './text-files.ts'
import { readThreadKey } from './thread-key.ts'

/** Twilio refuses longer texts (21617). */
const LONGEST = 1_600
/** Clocks of theirs and ours differ. */
const SLACK_MS = 60_000

/** What the gate says of calls alone: how many were made, and how many go on. Texts are counted apart, because an answer is often several. */
const OF_CALLS = ['too-often', 'too-many-at-once']

/** Whether a number may be reached by us at all. */
export type Verdict = { isAllowed: true } | { isAllowed: false; code: string; why: string }

interface Deps {
  platform: Pick<Platform, 'limit' | 'keyFor'>
  rest(): Promise<Rest>
  addresses: Addresses
  optOuts: OptOuts
  textFiles: Pick<TextFiles, 'addressOf'>
  /** The gate for everything that goes out and costs (SECURITY P1). */
  verdictOn(to: string, by: string): Promise<Verdict>
  connect(intake: Intake): void
  check(): Promise<Finding[]>
}

export const smsTraits = {
  kind: 'sms',
  label: 'Text message',
  normalise: normaliseNumber,
  capabilities: {
    maxLength: LONGEST,
    attachments: true,
    richText: false,
    typing: false,
    receipts: true,
    live: false,
    dedupe: 'lookup',
  },
} satisfies Partial<Channel>

/** Says whose limit is reached, where the table knows only that one is. Throws rate-limited. */
const within = async (span: 'an hour' | 'a day', spent: Promise<void>, whose: string): Promise<void> => {
  try {
    await spent
  } catch (error) {
    if (!(error instanceof AppError && error.kind === 'rate-limited')) throw error
    const why = `${whose} as many text messages within ${span} as are allowed, so this one is not sent.`
    throw new AppError('too-many-texts', 'rate-limited', why, { cause: error })
  }
}

/** Text messages, over the same numbers as the calls. */
export const createSmsChannel = ({ platform, rest, addresses, optOuts, textFiles, verdictOn, connect, check }: Deps): Channel => {
  /** Throws invalid for where nothing may go, rate-limited where enough went. */
  const passGate = async (to: string, { authorId: by, customerId }: OutboundMessage['message']): Promise<void> => {
    const verdict = await verdictOn(to, by)
    if (!verdict.isAllowed && !OF_CALLS.includes(verdict.code))
      throw new AppError(verdict.code, verdict.code === 'spend-stop' ? 'rate-limited' : 'invalid', verdict.why)
    const number = keyedId(platform.keyFor('text-limit'), to)
    await within('an hour', platform.limit('text-number', number), 'This number was sent')
    await within('an hour', platform.limit('text-author', by), 'You have sent')
    await within('an hour', platform.limit('text-desk', 'all'), 'This desk has sent')
    await within('a day', platform.limit('text-number-day', number), 'This number was sent')
    await within('a day', platform.limit('text-customer-day', customerId), 'This customer was sent')
    await within('a day', platform.limit('text-author-day', by), 'You have sent')
    await within('a day', platform.limit('text-desk-day', 'all'), 'This desk has sent')
  }

  /** A message of this text to this number since it was written, which is none of those that are known: the one that went out without our hearing so. */
  const lookup = async ({ message, threadKey, references }: OutboundMessage): Promise<Sent | null> => {
    const { ours, theirs } = readThreadKey(threadKey)
    const since = new Date(message.sentAt.getTime() - SLACK_MS)
    try {
      const client = await rest()
      const sent = await askCarrier(() => client.messages.list({ to: theirs, from: ours, dateSentAfter: since, limit: 50 }))
      const found = sent.find(
        (one) => one.direction !== 'inbound' && one.body === message.text && one.dateCreated >= since && !references.includes(one.sid),
      )
      return found ? { externalId: found.sid } : null
    } catch (error) {
      throw toCarrierError(error)
    }
  }

  const send = async (outbound: OutboundMessage): Promise<Sent> => {
    const { message, threadKey } = outbound
    const { ours, theirs } = readThreadKey(threadKey)
    if (await optOuts.isOut(ours, theirs))
      throw new AppError('opted-out', 'invalid', 'This person has opted out of text messages with STOP, so nothing can be sent.')
    const before = (message.delivery?.attempts ?? 1) > 1 ? await lookup(outbound) : null
    if (before) return before
    await passGate(theirs, message)
    try {
      const client = await rest()
      const create = () =>
        client.messages.create({
          to: theirs,
          from: ours,
          ...(message.text ? { body: message.text } : {}),
          ...(message.attachments.length > 0 ? { mediaUrl: message.attachments.map(textFiles.addressOf) } : {}),
          statusCallback: addresses.status({ message: message.id }),
        })
      return { externalId: (await askCarrier(create, { once: true })).sid }
    } catch (error) {
      if (codeOf(error) === 21610) await optOuts.note(ours, theirs, true, message.id)
      throw toCarrierError(error)
    }
  }

  return {
    ...smsTraits,
    sendable: async ({ threadKey }) => {
      const { ours, theirs } = readThreadKey(threadKey)
      return phoneNumberOf(theirs) && !(await optOuts.isOut(ours, theirs)) ? 'free' : 'blocked'
    },
    whyNoFiles: whyNoTextFiles,
    check,
    start: async (intake) => connect(intake),
    send,
    lookup,
  }
}
