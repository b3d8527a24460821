import type { Readable } from 'node:stream'
import type { Files } from '../../platform/files/files.ts'
import { newSid } from './account.ts'
import type { Records } from './records.ts'
import type { MessageRecord } from './shapes.ts'
import type { Webhooks } from './webhook.ts'

/** Of all files of one message together (https://www.twilio.com/docs/messaging/guides/accepted-mime-types). */
const LARGEST = 5 * 1024 * 1024
export const MOST_FILES = 10
const TYPES = new RegExp(
  '^(image/(jpeg|jpg|gif|png|heic|heif|tiff|bmp)|audio/(basic|L24|mp4|mpeg|ogg|vorbis|vnd\\.wave|3gpp2?|ac3|webm|amr(-nb)?)|' +
    'video/(mpeg4?|mp4|quicktime|webm|3gpp2?|H26[134])|text/(x-)?vcard|text/(csv|rtf|richtext|calendar|directory)|application/(pdf|vcard))$',
)

const idOf = (sid: string): string => `carrier_media_${sid}`

/** Files of text messages: fetched as Twilio does before one goes, and kept for the telephone to show. */
export const createTextFiles = ({
  files,
  records,
  webhooks,
}: {
  files: Pick<Files, 'put' | 'open' | 'remove'>
  records: Records
  webhooks: Pick<Webhooks, 'file'>
}) => ({
  /** Twilio's error when one cannot be had: 11200 no good answer, 12300 a kind it does not take, 11751 too large. Null: they are there. */
  fetch: async (message: MessageRecord): Promise<11200 | 11751 | 12300 | null> => {
    const kept: NonNullable<MessageRecord['files']> = []
    let bytes = 0
    for (const url of message.media) {
      const answer = await webhooks.file(url, 4 * LARGEST)
      if (!answer) return 11200
      const type = String(answer.headers['content-type'] ?? '').replace(/;.*$/, '')
      if (!TYPES.test(type)) return 12300
      bytes += answer.body.length
      if (bytes > LARGEST) return 11751
      const sid = newSid('ME')
      await files.put(idOf(sid), answer.body, { maxBytes: LARGEST })
      kept.push({ sid, type })
    }
    message.files = kept
    return null
  },
  /** Null for what was never fetched, or is forgotten. */
  open: async (sid: string): Promise<{ type: string; bytes: Readable } | null> => {
    const found = records
      .list('message')
      .flatMap((one) => one.files ?? [])
      .find((one) => one.sid === sid)
    return found ? { type: found.type, bytes: await files.open(idOf(sid)) } : null
  },
  remove: async ({ files: kept = [] }: Pick<MessageRecord, 'files'>): Promise<void> => {
    for (const { sid } of kept) await files.remove(idOf(sid))
  },
})
export type TextFiles = ReturnType<typeof createTextFiles>
