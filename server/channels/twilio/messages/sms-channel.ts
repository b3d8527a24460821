import type { Channel, Finding, Intake, OutboundMessage, Sent } from '../../../hub/index.ts'
import { AppError } from '../../../platform/errors.ts'
import type { Addresses } from '../addresses.ts'
import { askCarrier, codeOf, toCarrierError } from '../carrier-errors.ts'
import { phoneNumberOf } from '../phone-number.ts'
import type { Rest } from '../rest.ts'
import type { OptOuts } from './opt-outs.ts'
import { readThreadKey } from './thread-key.ts'

/** Twilio refuses longer texts (21617). */
const LONGEST = 1_600
/** Clocks of theirs and ours differ. */
const SLACK_MS = 60_000

interface Deps {
  rest(): Promise<Rest>
  addresses: Addresses
  optOuts: OptOuts
  /** The gate for everything that goes out and costs (SECURITY P1). Throws invalid. */
  mayText(message: { to: string; from: string; authorId: string; customerId: string }): Promise<void>
  connect(intake: Intake, signal: AbortSignal): void
  check(): Promise<Finding[]>
}

/** Text messages, over the same numbers as the calls. */
export const createSmsChannel = ({ rest, addresses, optOuts, mayText, connect, check }: Deps): Channel => {
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
    await mayText({ to: theirs, from: ours, authorId: message.authorId, customerId: message.customerId })
    const before = (message.delivery?.attempts ?? 1) > 1 ? await lookup(outbound) : null
    if (before) return before
    try {
      const client = await rest()
      const create = () =>
        client.messages.create({ to: theirs, from: ours, body: message.text, statusCallback: addresses.status({ message: message.id }) })
      return { externalId: (await askCarrier(create, { once: true })).sid }
    } catch (error) {
      if (codeOf(error) === 21610) await optOuts.note(ours, theirs, true, message.id)
      throw toCarrierError(error)
    }
  }

  return {
    kind: 'sms',
    label: 'Text message',
    normalise: (address) => {
      const number = phoneNumberOf(address)
      if (!number) throw new AppError('phone', 'invalid', 'Give the phone number with its country code, such as +1 202 555 0142.')
      return number
    },
    capabilities: {
      maxLength: LONGEST,
      attachments: false,
      richText: false,
      typing: false,
      receipts: true,
      live: false,
      dedupe: 'lookup',
    },
    sendable: async ({ threadKey }) => {
      const { ours, theirs } = readThreadKey(threadKey)
      return phoneNumberOf(theirs) && !(await optOuts.isOut(ours, theirs)) ? 'free' : 'blocked'
    },
    check,
    start: async (intake, signal) => connect(intake, signal),
    send,
    lookup,
  }
}
