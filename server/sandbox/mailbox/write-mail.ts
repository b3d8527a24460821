import { createTransport } from 'nodemailer'
import * as z from 'zod'
import { AppError } from '../../platform/errors.ts'
import { idFrom, newId } from '../../platform/ids.ts'
import { strictAddress } from '../../platform/mail/address.ts'
import { isMessageId } from '../../platform/mail/message-ids.ts'
import type { Platform } from '../../platform/room.ts'
import type { MailStore, SandboxMail } from './store.ts'

/** Where the desk takes mail in, and for which addresses. */
export interface DeskDoor {
  host: string
  port: number
  mailboxes: readonly string[]
}

const address = z
  .string()
  .trim()
  .max(320)
  .transform((text, context) => {
    const strict = strictAddress(text)
    if (!strict) context.addIssue({ code: 'custom', message: 'This is no mail address.' })
    return strict ?? ''
  })
const messageId = z.string().max(320).refine(isMessageId, 'This is no Message-ID.')
const line = (max: number) =>
  z
    .string()
    .trim()
    .max(max)
    .regex(/^\P{Cc}*$/u, 'One line without control characters.')

/** A mail somebody outside writes. `answers`: the id of a mail in their box, which fills what is left out. */
export const WriteMail = z
  .object({
    from: address,
    name: line(200).default(''),
    to: address.optional(),
    subject: line(300).default(''),
    text: z.string().max(100_000).default(''),
    html: z.string().max(100_000).optional(),
    answers: z.string().max(60).optional(),
    messageId: messageId.optional(),
    inReplyTo: messageId.optional(),
    references: z.array(messageId).max(50).optional(),
  })
  .strict()
export type WriteMail = z.infer<typeof WriteMail>

interface Deps {
  platform: Pick<Platform, 'clock'>
  store: MailStore
  door(): DeskDoor
}

/**
 * Sends a mail from outside into the desk's door over SMTP, as any mail program would. Throws not-found (`answers` names no mail of theirs), invalid
 * (the door refused it, in its words), unavailable.
 */
export const createWriteMail =
  ({ platform, store, door }: Deps) =>
  async ({ from, name, text, html, answers, ...given }: WriteMail): Promise<SandboxMail> => {
    const answered = answers ? await store.get(answers) : null
    if (answers && answered?.outside !== from) throw new AppError('mail-not-found', 'not-found', 'There is no such mail in this mailbox.')
    const { host, port, mailboxes } = door()
    const to = given.to ?? answered?.replyTo ?? mailboxes[0] ?? ''
    const ownId = given.messageId ?? `<${newId()}@${from.slice(from.indexOf('@') + 1)}>`
    const inReplyTo = given.inReplyTo ?? answered?.messageId ?? ''
    const references = given.references ?? (answered ? [...answered.references, answered.messageId] : inReplyTo ? [inReplyTo] : [])
    const subject = given.subject || (answered ? `Re: ${answered.subject.replace(/^re:\s*/i, '')}` : '')
    const transport = createTransport({
      host,
      port,
      ignoreTLS: true,
      connectionTimeout: 5_000,
      disableFileAccess: true,
      disableUrlAccess: true,
    })
    try {
      await transport.sendMail({
        envelope: { from, to: [to] },
        from: { name, address: from },
        to: { name: '', address: to },
        subject,
        text,
        ...(html ? { html } : {}),
        messageId: ownId,
        ...(inReplyTo ? { inReplyTo, references } : {}),
        disableFileAccess: true,
        disableUrlAccess: true,
      })
    } catch (error) {
      const { responseCode, response } = error as { responseCode?: number; response?: string }
      if (!responseCode) throw new AppError('door-away', 'unavailable', 'The desk’s mail door does not answer.', { cause: error })
      const kind = responseCode >= 500 ? 'invalid' : 'unavailable'
      throw new AppError('door-refused', kind, `The desk’s mail door refused it: ${response ?? responseCode}`, { cause: error })
    } finally {
      transport.close()
    }
    const mail: SandboxMail = {
      ...{ id: idFrom('to-desk', from, ownId), direction: 'to-desk', outside: from, desk: to, name, subject, text, html: html ?? '' },
      ...{ messageId: ownId, inReplyTo, references, replyTo: '', isAutomatic: false, attachments: [], at: new Date(platform.clock.now()) },
    }
    await store.add(mail)
    return mail
  }
