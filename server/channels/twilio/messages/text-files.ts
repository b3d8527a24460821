import { timingSafeEqual } from 'node:crypto'
import type { RequestHandler } from 'express'
import type { OutboundMessage } from '../../../hub/index.ts'
import { notFound } from '../../../platform/errors.ts'
import { keyedId } from '../../../platform/ids.ts'
import type { Platform } from '../../../platform/room.ts'
import { sendStream } from '../../../platform/send-stream.ts'
import type { Addresses } from '../addresses.ts'

/**
 * What Twilio takes, of what is known here by its bytes (https://www.twilio.com/docs/messaging/guides/accepted-mime-types). Pictures it makes smaller for
 * each telephone; all else goes as it is.
 */
const PICTURES: Record<string, string> = { jpg: 'image/jpeg', png: 'image/png', gif: 'image/gif' }
const TYPES: Record<string, string> = { ...PICTURES, mp3: 'audio/mpeg', pdf: 'application/pdf' }
const MOST = 10
/** Of all files of one message together. */
const LARGEST = 5 * 1024 * 1024
/** Of those that are no pictures: what all networks pass on (https://help.twilio.com/articles/360018832773). */
const LARGEST_UNCHANGED = 600 * 1024
/** Twilio keeps a message back for hours at most while too many go out, and fetches its files when it is sent. */
const LIVES_MS = 10 * 3_600_000
const TOKEN = new RegExp(`^([\\w-]{1,80})\\.(${Object.keys(TYPES).join('|')})\\.(\\d{13})\\.[\\w-]{20,}$`)

type File = OutboundMessage['message']['attachments'][number]

const endingOf = ({ type }: Pick<File, 'type'>): string | undefined => Object.keys(TYPES).find((one) => TYPES[one] === type)

const bytesOf = (files: readonly Pick<File, 'bytes'>[]): number => files.reduce((sum, one) => sum + one.bytes, 0)

/** Why these cannot go out by text message, in plain words; null when they can. */
export const whyNoTextFiles = (files: readonly Pick<File, 'name' | 'type' | 'bytes'>[]): string | null => {
  const odd = files.find((one) => endingOf(one) === undefined)
  if (odd) return `${odd.name} cannot be sent by text message. Pictures (JPEG, PNG, GIF), PDF documents and MP3 sounds can.`
  if (files.length > MOST) return `A text message takes at most ${MOST} files.`
  if (bytesOf(files) > LARGEST) return 'The files are larger than the 5 MB that a text message takes.'
  const unchanged = files.filter(({ type }) => !Object.values(PICTURES).includes(type))
  if (bytesOf(unchanged) <= LARGEST_UNCHANGED) return null
  return 'PDF documents and sounds may have 600 KB together in a text message: many phone networks pass on no more. Send them by email.'
}

/**
 * The files of text messages. Twilio fetches them, unsigned, from an address that it is told: it names one file, is good for some hours and is made by
 * nobody else. Like all that is secret in an address it stands in the query, which no log keeps (SECURITY R3).
 */
export const createTextFiles = (
  { keyFor, clock, files }: Pick<Platform, 'keyFor' | 'clock' | 'files'>,
  addresses: Pick<Addresses, 'file'>,
) => {
  const key = keyFor('twilio-text-file')
  const signed = (text: string): string => `${text}.${keyedId(key, text)}`
  /** Throws not-found for what was not made here, and for what is too old. */
  const read = (token: string): { fileId: string; ending: string } => {
    const [, fileId = '', ending = '', until = ''] = TOKEN.exec(token) ?? []
    const made = Buffer.from(signed(`${fileId}.${ending}.${until}`))
    const given = Buffer.from(token)
    const isOurs = fileId !== '' && made.length === given.length && timingSafeEqual(made, given)
    if (!isOurs || Number(until) <= clock.now()) throw notFound('file')
    return { fileId, ending }
  }
  const give: RequestHandler = (request, response, next) => {
    const run = async (): Promise<void> => {
      const { fileId, ending } = read(typeof request.query.file === 'string' ? request.query.file : '')
      const there = await files.stat(fileId)
      if (!there) throw notFound('file')
      response.set({
        'Content-Type': TYPES[ending],
        'Content-Length': String(there.bytes),
        // Twilio shows people no longer name than 20 characters.
        'Content-Disposition': `inline; filename="file.${ending}"`,
        'Content-Security-Policy': "sandbox; default-src 'none'",
        'X-Content-Type-Options': 'nosniff',
        'Cache-Control': 'private, no-store',
      })
      if (request.method === 'HEAD') response.end()
      else await sendStream(await files.open(fileId), response)
    }
    run().catch(next)
  }
  return {
    /** Where Twilio finds a file of a message. */
    addressOf: (file: Pick<File, 'fileId' | 'type'>): string =>
      addresses.file(signed(`${file.fileId}.${endingOf(file)}.${clock.now() + LIVES_MS}`)),
    /** GET and HEAD of such an address: Twilio asks both. */
    give,
  }
}
export type TextFiles = ReturnType<typeof createTextFiles>
