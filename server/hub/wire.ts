import * as z from 'zod'
import { maskCards } from '../platform/wire/mask-cards.ts'

export const DeliveryView = z.object({
  state: z.enum(['pending', 'sending', 'unknown', 'sent', 'delivered', 'read', 'bounced', 'failed']),
  reason: z.string(),
  at: z.string(),
})
export const AttachmentView = z.object({ id: z.string(), name: z.string(), type: z.string(), bytes: z.number() })

/** The HTML body of a message, made harmless. Its own images are named by `data-cid`, and are to be had as the attachments that `images` names. */
export const MessageHtml = z.object({
  html: z.string(),
  /** Of the rules that made it harmless. */
  sanitiser: z.string(),
  images: z.array(z.object({ contentId: z.string(), attachmentId: z.string(), bytes: z.number() })),
  /** How many pictures it names elsewhere, by `data-remote-src`: they are shown to whoever asks for them, for the sender learns of it. */
  remotePictures: z.number(),
})
export type MessageHtml = z.infer<typeof MessageHtml>
/** The same with those pictures in it. `missing`: so many could not be had, or were none. */
export const MessageWithPictures = MessageHtml.extend({ missing: z.number() })
export type MessageWithPictures = z.infer<typeof MessageWithPictures>

/** A message as staff see it. */
export const MessageView = z
  .object({
    id: z.string(),
    direction: z.enum(['in', 'out']),
    channel: z.string(),
    externalId: z.string(),
    state: z.enum(['new', 'filed', 'quarantined', 'failed']),
    reason: z.string(),
    caseId: z.string().nullable(),
    suggestedCaseId: z.string().nullable(),
    customerId: z.string().nullable(),
    interactionId: z.string().nullable(),
    from: z.object({
      channel: z.string(),
      address: z.string(),
      name: z.string(),
      trust: z.enum(['claimed', 'channel-verified', 'proved']),
    }),
    to: z.array(z.object({ channel: z.string(), address: z.string(), name: z.string() })),
    authorId: z.string().nullable(),
    subject: z.string(),
    /** What was written now, without the quoted history where the channel can tell them apart. */
    text: z.string(),
    /** The quoted history below it; may be empty. */
    quoted: z.string(),
    /** There is an HTML body, to be had from `/messages/:messageId/html`. */
    hasHtml: z.boolean(),
    attachments: z.array(AttachmentView),
    delivery: DeliveryView.nullable(),
    sentAt: z.string(),
    receivedAt: z.string(),
  })
  .meta({ id: 'Message' })
export type MessageView = z.infer<typeof MessageView>

/** A message that waits for a person: as much of it as the count and the news of it need. */
export interface HeldRow {
  id: string
  at: string
  /** Who wrote: a name, else an address. */
  from: string
  /** The case it names, or the one at the end of its merges. */
  caseId: string | null
}

export const MessageQuery = z
  .object({
    channel: z.string().max(30).optional(),
    /** As the sender's system gave it: of a mail its Message-ID, with or without the angle brackets. */
    externalId: z.string().max(500).optional(),
    /** `held`: quarantined or failed, whatever waits for a person. */
    state: z.enum(['new', 'filed', 'quarantined', 'failed', 'held']).optional(),
    limit: z.coerce.number().int().min(1).max(100).default(50),
    cursor: z.string().max(500).optional(),
  })
  .strict()

export const SendReply = z
  .object({
    /** A way to answer by its id; else one in this interaction; else one of this channel; else the default. Of several, the customer's own, used last. */
    wayId: z.string().max(60).optional(),
    interactionId: z.string().max(60).optional(),
    channel: z.string().max(30).optional(),
    text: z.string().trim().min(1).max(50_000),
    attachments: z.array(z.string().max(60)).max(10).default([]),
    /** Status after sending; waiting for the customer when left out. */
    status: z.enum(['open', 'waiting']).default('waiting'),
  })
  .strict()
/** What begins a case with a message of ours. */
export const WriteFirst = z
  .object({
    channel: z.string().max(30),
    /** One of the customer's own. */
    address: z.string().trim().min(1).max(320),
    /** The default queue when left out. */
    queueId: z.string().max(60).optional(),
    subject: z.string().trim().min(1).max(200).overwrite(maskCards),
    text: z.string().trim().min(1).max(50_000).overwrite(maskCards),
  })
  .strict()
/** What to do with a quarantined message: file it into the case it names, or into a case of its own sender. */
export const ReleaseMessage = z.object({ into: z.enum(['suggested', 'own']) }).strict()
export const ResolveUnknown = z.object({ action: z.enum(['resend', 'mark-sent']) }).strict()

/** A way to answer, for the reply box. */
export const ReplyWay = z
  .object({
    id: z.string(),
    interactionId: z.string(),
    channel: z.string(),
    label: z.string(),
    /** Their address, or their name where an address says nothing to people. */
    to: z.string(),
    /** Beside a name that others may have too. */
    firstSeenAt: z.iso.datetime().nullable(),
    sendable: z.enum(['free', 'template-only', 'blocked']),
    why: z.string(),
    maxLength: z.number(),
    attachments: z.boolean(),
    /** Whoever is there comes in by a token of ours, which can be ended. */
    isRevocable: z.boolean(),
    /** It leads to the case's own customer. */
    isCustomer: z.boolean(),
    /** Where an answer goes unless told. */
    isDefault: z.boolean(),
  })
  .meta({ id: 'ReplyWay' })
export type ReplyWay = z.infer<typeof ReplyWay>
