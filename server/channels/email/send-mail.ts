import type { OutboundMessage, Sent } from '../../hub/index.ts'
import { AppError } from '../../platform/errors.ts'
import type { Platform } from '../../platform/room.ts'
import type { Addresses } from './addresses.ts'
import type { AutomaticMail } from './automatic-mail.ts'
import { composeMail, sendableAddress } from './compose.ts'
import { type MailError, toMailFailure } from './mail-failure.ts'
import type { Tokens } from './tokens.ts'
import type { Handing, Transport } from './transport.ts'

interface Deps {
  platform: Pick<Platform, 'clock' | 'connection'>
  addresses: Addresses
  tokens: Tokens
  automatic: AutomaticMail
  transport(): Transport
}

/**
 * Sends a message, to each recipient with a reply address of its own (SECURITY E3). Throws AppError invalid when it can never arrive, with the reason
 * in plain words, and unavailable when it may later. Whether a server that took all of a mail and did not answer sends it on, nobody knows: tried again,
 * it could arrive eight times.
 */
export const createSendMail =
  ({ platform, addresses, tokens, automatic, transport }: Deps) =>
  async (outbound: OutboundMessage): Promise<Sent> => {
    const { message } = outbound
    const recipients = [...new Set(message.to.map(({ address }) => sendableAddress(address)))]
    if (recipients.length === 0) throw new AppError('no-recipient', 'invalid', 'Not sent: there is nobody to send it to.')
    if (message.isAutomatic) await automatic.allow(message)
    const sent = platform.connection.collection<{ _id: string; at: Date }>('mail_sent')
    let unknown: Pick<Sent, 'state' | 'reason'> = {}
    for (const recipient of recipients) {
      const key = `${message.id}:${recipient}`
      if (recipients.length > 1 && (await sent.findOne({ _id: key }))) continue
      const mail = await composeMail(outbound, recipient, { addresses, tokens, now: platform.clock.now() })
      let isWithServer = false
      const handing: Handing = {
        handedOver: () => {
          isWithServer = true
        },
      }
      try {
        await transport().sendMail({ ...mail, ...handing })
      } catch (error) {
        if (!isWithServer || (error as MailError).responseCode) throw toMailFailure(error as MailError, recipient)
        unknown = { state: 'unknown', reason: 'our mail server took it and broke off without an answer' }
        continue
      }
      if (recipients.length > 1) await sent.updateOne({ _id: key }, { $set: { at: new Date(platform.clock.now()) } }, { upsert: true })
    }
    return { externalId: tokens.messageId(message.id, addresses.idDomain), ...unknown }
  }
