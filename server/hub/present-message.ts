import type { Message, Party } from './message.ts'
import type { MessageView } from './wire.ts'

const partyView = ({ channel, address, name }: Party) => ({ channel, address, name: name ?? '' })

/** Parts what was written now from the history quoted below it, where the channel could tell. */
const splitQuoted = ({ text, context }: Message): { text: string; quoted: string } => {
  const visible = context.visibleText
  return visible !== undefined && visible !== '' && text.startsWith(visible)
    ? { text: visible.trimEnd(), quoted: text.slice(visible.length).trim() }
    : { text, quoted: '' }
}

/** A message as staff see it. Customers have their own presenter, in the channel that shows it. */
export const presentMessage = (message: Message): MessageView => ({
  id: message.id,
  direction: message.direction,
  channel: message.channel,
  externalId: message.externalId,
  state: message.state,
  reason: message.reason,
  caseId: message.caseId || null,
  suggestedCaseId: message.suggestedCaseId || null,
  customerId: message.customerId || null,
  interactionId: message.interactionId || null,
  from: { ...partyView(message.from), trust: message.from.trust },
  to:
    message.direction === 'in'
      ? message.receivedBy.map((address) => ({ channel: message.channel, address, name: '' }))
      : message.to.map(partyView),
  authorId: message.authorId || null,
  subject: message.subject,
  ...splitQuoted(message),
  hasHtml: message.html !== '',
  attachments: message.attachments.map(({ fileId, name, type, bytes }) => ({ id: fileId, name, type, bytes })),
  delivery: message.delivery && {
    state: message.delivery.state,
    reason: message.delivery.reason ?? '',
    at: message.delivery.at.toISOString(),
  },
  sentAt: message.sentAt.toISOString(),
  receivedAt: message.receivedAt.toISOString(),
})
