import { newId } from '../../platform/ids.ts'
import { plainText } from '../../platform/mail/plain-text.ts'
import type { Platform } from '../../platform/room.ts'
import type { Addresses } from './addresses.ts'
import { headerText, sendableAddress, senderOf } from './compose.ts'
import { LOOP_FIELD } from './machine-mail.ts'
import { type MailError, toMailFailure } from './mail-failure.ts'
import type { Transport } from './transport.ts'

export interface DeskMail {
  to: string
  subject: string
  text: string
}

interface Deps {
  platform: Pick<Platform, 'clock'>
  addresses: Addresses
  transport(): Transport
}

/**
 * Sends one plain mail of the desk itself to one of its people. A copy that comes back would lie in a mailbox that others read, with the link in it:
 * so the envelope names an address the mail door refuses, or none, and no notification is asked for. Throws AppError invalid when it can never
 * arrive, with the reason in plain words, and unavailable when it may later.
 */
export const createSendDeskMail =
  ({ platform, addresses, transport }: Deps) =>
  async ({ to, subject, text }: DeskMail): Promise<void> => {
    const recipient = sendableAddress(to)
    const id = newId()
    const mail = {
      envelope: { from: addresses.refused ?? '', to: [recipient] },
      dsn: { id, return: 'headers' as const, notify: 'never' as const },
      from: { name: 'Patchbay', address: senderOf(addresses) },
      to: { name: '', address: recipient },
      subject: headerText(subject),
      messageId: `<desk-${id}@${addresses.idDomain}>`,
      date: new Date(platform.clock.now()),
      text: plainText(text),
      headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All', [LOOP_FIELD]: addresses.idDomain },
      disableFileAccess: true,
      disableUrlAccess: true,
    }
    try {
      await transport().sendMail(mail)
    } catch (error) {
      throw toMailFailure(error as MailError, recipient)
    }
  }
