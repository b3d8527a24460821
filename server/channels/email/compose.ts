import { buffer } from 'node:stream/consumers'
import type { SendMailOptions } from 'nodemailer'
import type { OutboundMessage } from '../../hub/index.ts'
import { AppError } from '../../platform/errors.ts'
import { strictAddress } from '../../platform/mail/address.ts'
import { isMessageId } from '../../platform/mail/message-ids.ts'
import { plainText } from '../../platform/mail/plain-text.ts'
import type { Addresses } from './addresses.ts'
import { LOOP_FIELD } from './machine-mail.ts'
import { textToHtml } from './text-to-html.ts'
import type { Tokens } from './tokens.ts'

const MAX_REFERENCES = 20

/** An address we may send to (SECURITY E9). Throws invalid. */
export const sendableAddress = (address: string): string => {
  const strict = strictAddress(address)
  if (!strict || strict.endsWith('.invalid'))
    throw new AppError('mail-address', 'invalid', 'Not sent: the customer’s mail names no address that can be answered.')
  return strict
}

/** Text for a header. What would break out of it is refused, not repaired: it did not come from a person. Throws invalid. */
export const headerText = (text: string): string => {
  if (/[\p{Cc}\u2028\u2029]/u.test(text))
    throw new AppError('mail-header', 'invalid', 'Not sent: a name or the subject holds control characters.')
  return text.slice(0, 500)
}

/** The mailbox we write from: the one written to if there is one, else the first. Throws invalid. */
export const senderOf = ({ mailboxes }: Addresses, account?: string): string => {
  const from = mailboxes.find((one) => one === account) ?? mailboxes[0]
  if (!from) throw new AppError('no-mailbox', 'invalid', 'Not sent: the desk has no mailbox. Set MAILBOXES.')
  return from
}

/** A mail to one recipient as the mail library takes it: plain values and bytes only, each field named here (SECURITY E10). */
export const composeMail = async (
  { message, threadKey, references, account, agentName, open }: OutboundMessage,
  recipient: string,
  { addresses, tokens, now }: { addresses: Addresses; tokens: Tokens; now: number },
): Promise<SendMailOptions> => {
  const from = senderOf(addresses, account)
  const replyTo = addresses.replyTo(tokens.reply(threadKey, recipient, now))
  const ids = [...new Set(references.filter(isMessageId))]
  const named = (name: string, address: string) => ({ name: headerText(name), address })
  const text = plainText(message.text)
  const { isAutomatic } = message
  return {
    envelope: { from: addresses.bounceTo(tokens.bounce(message.id)) ?? from, to: [recipient] },
    from: named(agentName, from),
    to: message.to.map(({ address, name }) => named(isAutomatic ? '' : (name ?? ''), sendableAddress(address))),
    ...(replyTo ? { replyTo: named(agentName, replyTo) } : {}),
    // A stranger's words in our automatic mail would make us their messenger (SECURITY E4).
    subject: isAutomatic ? 'We have your message' : subjectOf(headerText(message.subject), ids.length > 0),
    messageId: tokens.messageId(message.id, addresses.idDomain),
    date: message.sentAt,
    ...(ids.length > 0 ? { inReplyTo: ids.at(-1), references: [...ids.slice(0, 1), ...ids.slice(1).slice(-MAX_REFERENCES)] } : {}),
    text,
    html: textToHtml(text),
    headers: isAutomatic ? { 'Auto-Submitted': 'auto-replied', 'X-Auto-Response-Suppress': 'All', [LOOP_FIELD]: addresses.idDomain } : {},
    attachments: await Promise.all(
      message.attachments.map(async ({ fileId, name, type }) => ({
        filename: headerText(name),
        contentType: headerText(type),
        content: await buffer(await open(fileId)),
      })),
    ),
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

const subjectOf = (subject: string, isAnswer: boolean): string => {
  if (subject === '') return isAnswer ? 'Re: your message' : 'Your message to us'
  return isAnswer && !/^re:/i.test(subject) ? `Re: ${subject}` : subject
}
