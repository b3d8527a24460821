import { timingSafeEqual } from 'node:crypto'
import type { Readable } from 'node:stream'
import { AppError } from '../../platform/errors.ts'
import type { Files } from '../../platform/files/files.ts'
import { keyedId } from '../../platform/ids.ts'
import type { KeyFor } from '../../platform/keys.ts'
import { createRecent } from '../../platform/recent.ts'
import { newSid } from './account.ts'
import type { Records } from './records.ts'
import type { MessageRecord } from './shapes.ts'
import type { CarrierTime } from './time.ts'
import type { Webhooks } from './webhook.ts'

/** Of all files of one message together (https://www.twilio.com/docs/messaging/guides/accepted-mime-types). */
const LARGEST = 5 * 1024 * 1024
export const MOST_FILES = 10
const TYPES = new RegExp(
  '^(image/(jpeg|jpg|gif|png|heic|heif|tiff|bmp)|audio/(basic|L24|mp4|mpeg|ogg|vorbis|vnd\\.wave|3gpp2?|ac3|webm|amr(-nb)?)|' +
    'video/(mpeg4?|mp4|quicktime|webm|3gpp2?|H26[134])|text/(x-)?vcard|text/(csv|rtf|richtext|calendar|directory)|application/(pdf|vcard))$',
)
/** How many uploads of telephones wait for the text they come with. */
const WAITING = 20
/** https://help.twilio.com/articles/223183748: where the bytes lie is told to who has the key, and good for four hours. */
const ADDRESS_SECONDS = 4 * 3600

const idOf = (sid: string): string => `carrier_media_${sid}`
const tooLarge = (): AppError => new AppError('text-too-large', 'too-large', 'A text takes files of 5 MB together.')

/** Files of text messages: fetched as Twilio does before one goes, or sent by a telephone, and kept for it to show and for the desk to fetch. */
export const createTextFiles = ({
  files,
  records,
  webhooks,
  keyFor,
  time,
}: {
  files: Pick<Files, 'put' | 'open' | 'remove'>
  records: Records
  webhooks: Pick<Webhooks, 'file'>
  keyFor: KeyFor
  time: Pick<CarrierTime, 'now'>
}) => {
  const waiting = createRecent<string, { type: string; bytes: Buffer }>(WAITING)
  const key = keyFor('sandbox-carrier-media')
  const signed = (sid: string, until: string): string => keyedId(key, `${sid}.${until}`)
  const put = async (type: string, bytes: Buffer): Promise<{ sid: string; type: string }> => {
    const sid = newSid('ME')
    await files.put(idOf(sid), bytes, { maxBytes: LARGEST })
    return { sid, type }
  }
  return {
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
        kept.push(await put(type, answer.body))
      }
      message.files = kept
      return null
    },
    /** A telephone's own file waits for its text. Gives the name to say with it. Throws invalid. */
    upload: (type: string, bytes: Buffer): string => {
      if (!TYPES.test(type)) throw new AppError('text-file-type', 'invalid', 'Texts take no files of this kind.')
      if (bytes.length === 0) throw new AppError('text-file-empty', 'invalid', 'The file is empty.')
      const upload = newSid('ME')
      waiting.set(upload, { type, bytes })
      return upload
    },
    /** What a telephone has uploaded, kept. Throws invalid for what is not there, too-large. */
    take: async (uploads: readonly string[]): Promise<{ sid: string; type: string }[]> => {
      const found = uploads.map((upload) => {
        const one = waiting.get(upload)
        if (!one) throw new AppError('text-file-missing', 'invalid', 'The file is not there any more. Choose it again.')
        return one
      })
      if (found.reduce((sum, { bytes }) => sum + bytes.length, 0) > LARGEST) throw tooLarge()
      for (const upload of uploads) waiting.delete(upload)
      return Promise.all(found.map(({ type, bytes }) => put(type, bytes)))
    },
    /** Null for what was never there, or is forgotten. */
    open: async (sid: string): Promise<{ type: string; bytes: Readable } | null> => {
      const found = records
        .list('message')
        .flatMap((one) => one.files ?? [])
        .find((one) => one.sid === sid)
      return found ? { type: found.type, bytes: await files.open(idOf(sid)) } : null
    },
    /** Where the bytes of a file lie, below the carrier's place: for who was let in by the key, and for a while. */
    addressOf: (sid: string): string => {
      const until = String(time.now().getTime() + ADDRESS_SECONDS * 1000)
      return `/stored/${sid}?${new URLSearchParams({ until, signature: signed(sid, until) })}`
    },
    isAddress: (sid: string, until: string, signature: string): boolean => {
      const [good, given] = [Buffer.from(signed(sid, until)), Buffer.from(signature)]
      return good.length === given.length && timingSafeEqual(good, given) && Number(until) > time.now().getTime()
    },
    remove: async ({ files: kept = [] }: Pick<MessageRecord, 'files'>): Promise<void> => {
      for (const { sid } of kept) await files.remove(idOf(sid))
    },
  }
}
export type TextFiles = ReturnType<typeof createTextFiles>
