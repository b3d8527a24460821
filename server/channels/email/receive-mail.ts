import { buffer } from 'node:stream/consumers'
import { cleanName, type InboundAttachment, type Intake } from '../../hub/index.ts'
import { newId } from '../../platform/ids.ts'
import { bodyHash } from '../../platform/mail/body-hash.ts'
import { fieldOf, readDate, readHeader } from '../../platform/mail/header.ts'
import { mailLimits } from '../../platform/mail/limits.ts'
import type { MailReader, Sender } from '../../platform/mail/mail-reader.ts'
import type { ParsedMail } from '../../platform/mail/parse-mail.ts'
import { oneLine, plainText } from '../../platform/mail/plain-text.ts'
import type { Platform } from '../../platform/room.ts'
import type { Addresses, Door } from './addresses.ts'
import { TOKEN_DAYS } from './limits.ts'
import { readBounce } from './read-bounce.ts'
import { toEvent } from './to-event.ts'

const DAY_MS = 86_400_000

/** What a part without a name is called: by `file` alone no program knows what to do with it. */
const UNNAMED: Readonly<Record<string, string>> = {
  'text/calendar': 'invitation.ics',
  'message/rfc822': 'message.eml',
  'text/html': 'page.html',
  'application/pdf': 'document.pdf',
  'image/jpeg': 'picture.jpg',
  'image/png': 'picture.png',
}

/** A mail whose bytes lie in `files` under `rawFileId`, and how it came. */
export interface Envelope {
  rawFileId: string
  /** The same bytes, when they are still at hand. */
  raw: Buffer | null
  sender: Sender
  doors: readonly Door[]
}

interface Deps {
  platform: Pick<Platform, 'files' | 'clock' | 'log'>
  reader: MailReader
  addresses: Addresses
  /** When the case of a thread was closed; null while it is open, or when there is none. */
  closedAt(threadKey: string): Promise<Date | null>
}

/**
 * Turns a stored mail into an event and hands it over; resolves once that is durable. A mail that cannot be read becomes a message with its raw text
 * (SECURITY E8). When it throws, nothing of it is kept: the sender was not acknowledged and will come again.
 */
export const createReceiveMail =
  ({ platform: { files, clock, log }, reader, addresses, closedAt }: Deps) =>
  async (intake: Intake, { rawFileId, raw: atHand, sender, doors }: Envelope): Promise<void> => {
    const isLongClosed = async (threadKey: string): Promise<boolean> => {
      const at = await closedAt(threadKey)
      return at !== null && clock.now() - at.getTime() > TOKEN_DAYS * DAY_MS
    }
    const kept: string[] = [rawFileId]
    const forget = () => Promise.all(kept.map((fileId) => files.remove(fileId).catch(() => undefined)))
    try {
      let raw: Buffer = Buffer.alloc(0)
      const read = await reader.parse(async () => {
        raw = atHand ?? (await buffer(await files.open(rawFileId)))
        return raw
      })
      const fault = 'fault' in read ? read.fault : ''
      const mail = 'mail' in read ? read.mail : asRawText(raw)
      if (fault) log.warn({ rawFileId, fault }, 'a mail could not be read and is shown as raw text')

      const others: Door[] = []
      for (const door of doors) {
        const bounce = door.as === 'bounce' ? readBounce(door.messageId, mail.statusReports, new Date(clock.now())) : null
        if (bounce?.report) await intake(bounce.report)
        if (!bounce) others.push(door.as === 'reply' && door.isOld ? { ...door, isOld: await isLongClosed(door.threadKey) } : door)
      }
      if (others.length === 0) return void (await forget())

      const checked = fault ? null : await reader.authenticate(raw, sender)
      const attachments: InboundAttachment[] = []
      for (const { name, type, contentId, content } of mail.attachments) {
        const fileId = newId()
        kept.push(fileId)
        await files.put(fileId, Buffer.from(content.buffer, content.byteOffset, content.byteLength), { maxBytes: content.byteLength })
        attachments.push({
          name: cleanName(name || (UNNAMED[type] ?? '')),
          type,
          bytes: content.byteLength,
          fileId,
          ...(contentId ? { contentId } : {}),
        })
      }
      const arrived = { mail, attachments, fault, checked, envelopeFrom: sender.sender, doors: others, rawFileId }
      const { isDuplicate } = await intake(toEvent(arrived, addresses))
      if (isDuplicate) await forget()
    } catch (error) {
      await forget()
      throw error
    }
  }

/** A mail nobody could take apart, as it came. */
const asRawText = (raw: Buffer): ParsedMail => {
  const { fields, bodyStart } = readHeader(raw)
  return {
    header: fields,
    names: {},
    subject: oneLine(fieldOf(fields, 'subject')).slice(0, 500),
    text: plainText(raw.toString('utf8', 0, Math.min(raw.length, mailLimits.rawTextBytes))),
    html: '',
    attachments: [],
    statusReports: [],
    sentAt: readDate(fieldOf(fields, 'date')),
    bodyHash: bodyHash(raw, bodyStart),
  }
}
