import type { Message } from './message.ts'

type Given = Pick<
  Message,
  | 'id'
  | 'channel'
  | 'account'
  | 'to'
  | 'subject'
  | 'text'
  | 'attachments'
  | 'ownThreadKey'
  | 'context'
  | 'caseId'
  | 'customerId'
  | 'interactionId'
> &
  Pick<Message, 'authorId' | 'delivery'>

/** A message of somebody of ours before it has its place in the case. */
export const outgoingMessage = (given: Given, now: Date): Message => ({
  direction: 'out',
  externalId: given.id,
  state: 'new',
  from: { channel: given.channel, address: given.account, trust: 'proved' },
  participants: [],
  html: '',
  threadKeys: [],
  aliasKeys: [],
  checkSender: false,
  receivedBy: [],
  sentAt: now,
  receivedAt: now,
  isAutomatic: false,
  needsReply: false,
  demand: {},
  rawFileId: '',
  suggestedCaseId: '',
  reason: '',
  ...given,
})
