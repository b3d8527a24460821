/** How sure we are that an address belongs to who uses it (SECURITY section 0). Caller ID and typed addresses are always claimed. */
export type Trust = 'claimed' | 'channel-verified' | 'proved'

/** An address on a channel, as an inbound event names it. */
export interface Party {
  /** `email`, `phone`, `chat`, `slack`: the kind of address, which may differ from the channel that carries the message. */
  channel: string
  /** Already normalised by the channel. */
  address: string
  name?: string
  trust: Trust
}

export interface InboundAttachment {
  name: string
  /** As declared; the type that counts is read from the bytes. */
  type: string
  bytes: number
  /** Where the bytes already lie in `platform/files`. */
  fileId: string
  /** For images shown inside HTML. */
  contentId?: string
}

/** What every channel makes of what arrives. */
export type InboundEvent = InboundMessage | DeliveryReport

export interface InboundMessage {
  type: 'message'
  channel: string
  /** The account or source the provider's id is unique in: `desk` for email, a site for chat, the key's source for the API. */
  account: string
  /** The provider's id, or what stands for it, by which a message can be asked for. The same account and id are the same message for ever. */
  externalId: string
  /** What makes it the same message, where a sender may give the id of one message to another (email). `externalId` when left out. */
  identity?: string
  from: Party
  /** Others who take part: Cc, third parties. */
  participants?: Party[]
  subject?: string
  text: string
  html?: string
  attachments?: InboundAttachment[]
  /** Opaque, most specific first: reply token, Message-IDs it refers to, session. The first that names a thread wins. */
  threadKeys: string[]
  /** The key that later messages of this thread will carry; stored when no key was known. */
  ownThreadKey: string
  /** Nothing came in its thread before: it need not be looked for. Should there be one all the same, it is joined. */
  beginsThread?: boolean
  /** Other keys by which a later message may name this thread (email: this message's own Message-ID). */
  aliasKeys?: string[]
  /**
   * The address a reply token was issued to, when a thread key is a token or a reference: a sender who is neither this address nor a participant is
   * quarantined (SECURITY E2). Absent where the channel itself proves the sender's right to the thread (a visitor's session).
   */
  checkSender?: boolean
  /** Which of our addresses it came to; decides the queue. Several mailboxes of one mail are a set. */
  receivedBy: string[]
  /** When the sender says it was sent; when it arrived is ours. */
  sentAt?: Date
  /** Never answered automatically, and asks for nobody who has answered already. */
  isAutomatic?: boolean
  /** A person wrote it though no machine may answer it (a mailing list passed it on): it asks as any other. */
  isPerson?: true
  /** False: it belongs into the history and asks for nobody, as a call that the phone menu served. True when left out. */
  needsReply?: boolean
  /** What the channel knows already of who should take it (a phone menu was answered). The queue is an id. */
  demand?: Demanded
  /** The raw original in `platform/files`, when kept. */
  rawFileId?: string
  /** Our own message that this one carries the mark of, where the channel could tell that the mark is ours: it went out and came back. */
  echoOf?: string
  /** Facts for the screen that are not content of the message: page, language, DMARC result. Strings only. */
  context?: Record<string, string>
}

export interface DeliveryReport {
  type: 'delivery'
  channel: string
  account: string
  /** Of the message it is about: our message id. */
  messageId: string
  state: 'sent' | 'delivered' | 'read' | 'bounced' | 'failed'
  reason?: string
  at: Date
}

/** Skills are levels from 1 to 3, beside what the queue asks for. */
export interface Demanded {
  /** The case it belongs to, where somebody of the staff decided that: a call they made. Only for a thread that has none yet. */
  caseId?: string
  queueId?: string
  skills?: Record<string, number>
  priority?: 'low' | 'normal' | 'high' | 'urgent'
  /** Since when somebody waits, where that is longer than since this message: asked for once more, they keep their place. */
  waitsSince?: Date
  /** Which of the staff means to take it: offered them first when they are free. */
  meantFor?: string
}

export type MessageState = 'new' | 'filed' | 'quarantined' | 'failed'

/** Ranked: a report never moves a message back. `unknown`: cut off while sending on a channel that cannot tell. */
export type DeliveryState = 'pending' | 'sending' | 'unknown' | 'sent' | 'delivered' | 'read' | 'bounced' | 'failed'

export interface Delivery {
  state: DeliveryState
  reason?: string
  at: Date
  attempts: number
}

/** One thing said. Its document is the erasable content; its place in a case is an entry. */
export interface Message {
  /** `m_` + hash(channel, account, external id) when it came in, random when we wrote it. */
  id: string
  direction: 'in' | 'out'
  channel: string
  account: string
  externalId: string
  state: MessageState
  from: Party
  to: Party[]
  participants: Party[]
  subject: string
  text: string
  html: string
  attachments: StoredAttachment[]
  threadKeys: string[]
  ownThreadKey: string
  aliasKeys: string[]
  checkSender: boolean
  receivedBy: string[]
  sentAt: Date
  receivedAt: Date
  isAutomatic: boolean
  isPerson?: true
  needsReply: boolean
  demand: Demanded
  rawFileId: string
  context: Record<string, string>
  caseId: string
  customerId: string
  interactionId: string
  suggestedCaseId: string
  /** Why it was quarantined or failed, in plain words. */
  reason: string
  /** Of an outgoing message: who wrote it. */
  authorId: string
  delivery: Delivery | null
}

export interface StoredAttachment {
  fileId: string
  name: string
  /** Read from the bytes. */
  type: string
  bytes: number
  contentId: string
}
