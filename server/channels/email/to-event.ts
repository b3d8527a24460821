import { createHash } from 'node:crypto'
import type { InboundAttachment, InboundMessage, Party } from '../../hub/index.ts'
import { readAddresses } from '../../platform/mail/address.ts'
import { fieldOf, fieldsOf } from '../../platform/mail/header.ts'
import type { Authentication } from '../../platform/mail/mail-reader.ts'
import { readMessageIds } from '../../platform/mail/message-ids.ts'
import type { ParsedMail } from '../../platform/mail/parse-mail.ts'
import { visibleText } from '../../platform/mail/visible-text.ts'
import type { Addresses, Door } from './addresses.ts'
import { judgeMail } from './machine-mail.ts'
import { readSender } from './read-sender.ts'
import { readThreadKeys } from './thread-keys.ts'

const MAX_PARTICIPANTS = 50

export interface Arrived {
  mail: Omit<ParsedMail, 'attachments'>
  attachments: InboundAttachment[]
  /** Why it could not be read; empty when it was. */
  fault: string
  checked: Authentication | null
  /** MAIL FROM; empty for the null sender. */
  envelopeFrom: string
  doors: readonly Door[]
  rawFileId: string
}

/** What the hub is told of a mail. Pure: the same mail makes the same event, apart from where its files lie. */
export const toEvent = (arrived: Arrived, { isOurs, mailboxes, messageOf }: Addresses): InboundMessage => {
  const { mail, doors, checked, envelopeFrom } = arrived
  const { header } = mail
  const identity = identityOf(mail, arrived.rawFileId)
  const [messageId] = readMessageIds(fieldOf(header, 'message-id'))
  const sender = readSender(header, envelopeFrom, checked)
  const name = mail.names[sender.address]
  // Whoever sends us our mail again keeps its Message-ID, whatever else they make of it; an answer to it has one of its own.
  const echoOf = messageId && messageOf(messageId)
  const keys = readThreadKeys(header, doors, `<${identity}@mail.invalid>`)
  const others = ['to', 'cc'].flatMap((field) => readAddresses(fieldsOf(header, field).join(', ')).addresses)
  const addressed = others.map(({ address }) => address).filter((address) => mailboxes.includes(address))
  const boxes = doors.flatMap((door) => (door.as === 'mailbox' ? [door.address] : []))
  const participants = new Map<string, Party>()
  for (const { address } of others)
    if (address !== sender.address && !isOurs(address) && participants.size < MAX_PARTICIPANTS)
      participants.set(address, { channel: 'email', address, ...named(mail.names[address]), trust: 'claimed' })
  return {
    type: 'message',
    channel: 'email',
    account: 'desk',
    externalId: messageId ?? identity,
    identity,
    from: { channel: 'email', address: sender.address, ...named(name), trust: sender.trust },
    participants: [...participants.values()],
    subject: mail.subject,
    text: mail.text,
    ...(mail.html ? { html: mail.html } : {}),
    attachments: arrived.attachments,
    ...keys,
    checkSender: keys.threadKeys.length > 0,
    receivedBy: boxes.length > 0 ? boxes : addressed.length > 0 ? addressed : mailboxes.slice(0, 1),
    ...(mail.sentAt === null ? {} : { sentAt: new Date(mail.sentAt) }),
    ...(echoOf ? { echoOf } : {}),
    ...judgeMail({ fields: header, from: sender.address, envelopeFrom, isOurs }),
    rawFileId: arrived.rawFileId,
    context: { ...facts(arrived), ...asked(header, sender.address, isOurs) },
  }
}

/** Where a mail asks to be answered, if not at its sender: a form on a website writes for somebody else. */
const asked = (header: ParsedMail['header'], sender: string, isOurs: (address: string) => boolean): Record<string, string> => {
  const [first] = readAddresses(fieldsOf(header, 'reply-to').join(', ')).addresses
  return first && first.address !== sender && !isOurs(first.address) ? { answerTo: first.address } : {}
}

const named = (name: string | undefined): { name?: string } => (name ? { name } : {})

/**
 * The same mail to two of our mailboxes is one message, a forged mail under a known Message-ID is another (DESIGN section 4). The Message-ID stands
 * behind the hash, as it does in the ids of mails that came long ago. A mail without Message-ID and Date cannot be told from its like: better twice than lost.
 */
const identityOf = ({ header, bodyHash }: { header: ParsedMail['header']; bodyHash: string }, rawFileId: string): string => {
  const [messageId, from, date] = ['message-id', 'from', 'date'].map((field) => fieldOf(header, field)) as [string, string, string]
  const parts = [messageId, from, date, bodyHash, messageId || date ? '' : rawFileId]
  const hash = createHash('sha256').update(JSON.stringify(parts)).digest('hex')
  return hash + (readMessageIds(messageId)[0] ?? '')
}

const facts = ({ mail, checked, fault, doors }: Arrived): Record<string, string> => {
  const visible = visibleText(mail.text)
  return {
    ...(visible === mail.text ? {} : { visibleText: visible }),
    ...(checked ? { spf: checked.spf, dkim: checked.dkim, dmarc: checked.dmarc } : {}),
    ...(fault ? { unreadable: `This mail could not be read (${fault}). This is its original text.` } : {}),
    ...(doors.some((door) => door.as === 'reply' && door.isOld) ? { replyAddress: 'expired' } : {}),
  }
}
