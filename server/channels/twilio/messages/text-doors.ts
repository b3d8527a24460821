import { cleanName, type DeliveryReport, type InboundAttachment, type Intake } from '../../../hub/index.ts'
import { AppError } from '../../../platform/errors.ts'
import { newId } from '../../../platform/ids.ts'
import { phoneNumberOf } from '../../../platform/phone-number.ts'
import type { Platform } from '../../../platform/room.ts'
import type { FetchedMedia, FetchMedia } from '../fetch-media.ts'
import type { Signed } from '../signature.ts'
import { type OptOuts, readOptOut } from './opt-outs.ts'
import { threadKeyOf } from './thread-key.ts'
import { whyNotDelivered } from './why-not-delivered.ts'

/** Twilio waits 15 s; a text that came without its picture is better than none. */
const MEDIA_PATIENCE_MS = 8_000
const MOST_MEDIA = 10
const MEDIA = /\/Media\/(ME[0-9a-f]{32})$/

const states: Record<string, DeliveryReport['state']> = {
  sent: 'sent',
  delivered: 'delivered',
  read: 'read',
  undelivered: 'failed',
  failed: 'failed',
}

interface Deps {
  platform: Pick<Platform, 'clock' | 'files' | 'log'>
  optOuts: OptOuts
  fetchMedia: FetchMedia
  /** Waits until the hub is there to take it: a desk that starts takes a moment, and Twilio sends a text that was refused never again. */
  intake(): Promise<Intake>
}

/** Text messages that come in, and what became of those that went out. */
export const createTextDoors = ({ platform: { clock, files, log }, optOuts, fetchMedia, intake }: Deps) => {
  const fetchInTime = async (messageSid: string, mediaSid: string): Promise<FetchedMedia | null> => {
    let timer: NodeJS.Timeout | undefined
    const tooLate = new Promise<null>((done) => {
      timer = setTimeout(() => done(null), MEDIA_PATIENCE_MS)
    })
    try {
      return await Promise.race([fetchMedia.ofMessage(messageSid, mediaSid), tooLate])
    } catch (error) {
      log.warn({ err: error, messageSid }, 'a file of a text message could not be fetched')
      return null
    } finally {
      clearTimeout(timer)
    }
  }

  /** The pictures of a message, stored; and how many could not be had. */
  const keepMedia = async (body: Signed): Promise<{ attachments: InboundAttachment[]; missing: number }> => {
    const count = Math.min(MOST_MEDIA, Math.max(0, Number(body.NumMedia) || 0))
    const all = await Promise.all(
      Array.from({ length: count }, async (_none, index) => {
        const mediaSid = MEDIA.exec(body[`MediaUrl${index}`] ?? '')?.[1]
        const media = mediaSid ? await fetchInTime(body.MessageSid ?? '', mediaSid) : null
        if (!media) return null
        const type = body[`MediaContentType${index}`] ?? media.type
        const fileId = newId()
        await files.put(fileId, Buffer.from(media.bytes), { maxBytes: media.bytes.byteLength })
        const ending = (/^[a-z]+\/([a-z0-9]{1,8})\b/.exec(type)?.[1] ?? 'bin').replace('jpeg', 'jpg')
        return { name: cleanName(`file-${index + 1}.${ending}`), type, bytes: media.bytes.byteLength, fileId }
      }),
    )
    const attachments = all.filter((one) => one !== null)
    return { attachments, missing: count - attachments.length }
  }

  return {
    /** Resolves once the message is durable: only then is Twilio told. */
    arrived: async (body: Signed): Promise<void> => {
      const { MessageSid = '', From = '', To = '', Body = '', OptOutType } = body
      if (!/^(SM|MM)[0-9a-f]{32}$/.test(MessageSid) || !From || !To)
        throw new AppError('text-message', 'invalid', 'A text message comes with its id, sender and receiver.')
      if (From.includes(':')) throw new AppError('text-channel', 'invalid', 'Only text messages are taken here.')
      const take = await intake()
      const number = phoneNumberOf(From)
      const theirs = number ?? From
      const optOut = number ? readOptOut(Body, OptOutType) : null
      // "Yes" is an answer like any other from somebody who never left.
      const isWish = optOut === 'out' || (optOut === 'in' && (await optOuts.isOut(To, theirs)))
      if (isWish) await optOuts.note(To, theirs, optOut === 'out', MessageSid)
      const { attachments, missing } = await keepMedia(body)
      const threadKey = threadKeyOf(To, theirs)
      const note =
        missing === 0 ? '' : `(${missing === 1 ? 'A file' : `${missing} files`} of this message could not be fetched from the carrier.)`
      const { isDuplicate } = await take({
        type: 'message',
        channel: 'sms',
        account: To,
        externalId: MessageSid,
        // A sender who is no telephone number (a short code, a name) is known within this thread only.
        from: number
          ? { channel: 'phone', address: number, trust: 'claimed' }
          : { channel: 'sms', address: `${To}/${From}`, name: From, trust: 'claimed' },
        text: [Body, note].filter(Boolean).join('\n\n'),
        attachments,
        threadKeys: [threadKey],
        ownThreadKey: threadKey,
        receivedBy: [To],
        ...(isWish ? { isAutomatic: true, needsReply: false } : {}),
      })
      if (isDuplicate) for (const { fileId } of attachments) await files.remove(fileId)
    },
    /** `messageId` is ours: it stands in the address that Twilio was given and has signed. */
    reported: async (body: Signed, messageId: string): Promise<void> => {
      const { MessageStatus = '', From = '', To = '', ErrorCode } = body
      const state = states[MessageStatus]
      if (!state || !messageId) return
      if (ErrorCode === '21610') await optOuts.note(From, To, true, messageId)
      const take = await intake()
      await take({
        type: 'delivery',
        channel: 'sms',
        account: From,
        messageId,
        state,
        at: new Date(clock.now()),
        ...(state === 'failed' ? { reason: whyNotDelivered(ErrorCode) } : {}),
      })
    },
  }
}

export type TextDoors = ReturnType<typeof createTextDoors>
