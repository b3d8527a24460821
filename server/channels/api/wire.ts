import * as z from 'zod'
import { mailAddress } from '../../platform/wire/mail-address.ts'

/** What an integration posts. `externalId` is its own id of the message: the same one again is the same message. */
export const Inbound = z
  .object({
    externalId: z.string().min(1).max(300),
    from: z
      .object({
        email: mailAddress(254).optional(),
        phone: z.string().trim().min(3).max(40).optional(),
        name: z.string().trim().min(1).max(200).optional(),
      })
      .strict()
      .refine(
        (from) => from.email !== undefined || from.phone !== undefined || from.name !== undefined,
        'Name at least one of email, phone and name.',
      )
      // A sender has one address: of two, one would be lost.
      .refine(
        (from) => from.email === undefined || from.phone === undefined,
        'Give email or phone, not both. A name may come with either.',
      ),
    subject: z.string().max(1000).optional(),
    text: z.string().max(200_000).optional(),
    html: z.string().max(1_000_000).optional(),
    /** The externalId of the message this one answers, be it yours or an answer of the desk. */
    inReplyTo: z.string().min(1).max(300).optional(),
    sentAt: z.iso.datetime({ offset: true }).optional(),
  })
  .strict()
  .refine((message) => Boolean(message.text?.trim() || message.html?.trim()), { message: 'Give text or html.', path: ['text'] })
export type Inbound = z.infer<typeof Inbound>

export const Taken = z.object({ messageId: z.string(), duplicate: z.boolean() }).meta({ id: 'Taken' })
