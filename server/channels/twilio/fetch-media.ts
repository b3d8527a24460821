import { AppError } from '../../platform/errors.ts'
import { createGuardedFetch, type GuardedAnswer, type GuardedFetch } from '../../platform/guarded-fetch.ts'
import type { TwilioSettings } from './settings.ts'

const API = 'https://api.twilio.com'
/** An hour of sound as MP3 is about 15 MB, as WAV in two channels about 115 MB. */
const LARGEST = 128 * 1024 * 1024
/** Of a text, which brings ten at once at most. */
const LARGEST_OF_TEXT = 25 * 1024 * 1024
const PATIENCE_MS = 60_000
const RECORDING = /^RE[0-9a-f]{32}$/
const MESSAGE = /^(SM|MM)[0-9a-f]{32}$/
const MEDIA = /^ME[0-9a-f]{32}$/
/** Where Twilio's API sends one for the bytes of a picture (r). */
const STORES = /^([a-z0-9-]+\.)*(twilio\.com|twiliocdn\.com|s3(-[a-z0-9-]+|\.[a-z0-9-]+)?\.amazonaws\.com)$/
const REDIRECTS = 2

export interface FetchedMedia {
  type: string
  bytes: Uint8Array
}

/**
 * Sound and pictures from Twilio. We build each address ourselves, from the ids alone, so that what a callback names as an address is never asked;
 * the key goes to the API's own host and follows no redirect (SECURITY P9).
 */
export const createFetchMedia = (settings: TwilioSettings, options: { timeoutMs?: number; maxBytes?: number; ca?: string } = {}) => {
  const guarded = (base: string, maxBytes: number): GuardedFetch =>
    createGuardedFetch({
      timeoutMs: options.timeoutMs ?? PATIENCE_MS,
      maxBytes: Math.min(maxBytes, options.maxBytes ?? LARGEST),
      privateHosts: base === API ? [] : [hostAndPort(base)],
      ...(options.ca ? { ca: options.ca } : {}),
    })
  const key = `Basic ${Buffer.from(`${settings.apiKeySid}:${settings.apiKeySecret}`).toString('base64')}`

  const get = async (path: string, receive?: (chunk: Buffer) => void, maxBytes = LARGEST): Promise<FetchedMedia | null> => {
    const base = settings.apiBase ?? API
    const fetchOne = guarded(base, maxBytes)
    const allowHttp = base.startsWith('http:')
    let url = `${base}/2010-04-01/Accounts/${settings.accountSid}/${path}`
    for (let hop = 0; ; hop++) {
      const isOwn = url.startsWith(`${base}/`)
      const own = isOwn ? { allowHttp, ...(hop === 0 ? { headers: { authorization: key } } : {}) } : {}
      const answer = await fetchOne(url, { ...own, ...(receive ? { receive } : {}) })
      if (answer.status === 200) return { type: typeOf(answer), bytes: answer.body }
      if (answer.status === 404) return null
      if (answer.status < 300 || answer.status > 399 || hop === REDIRECTS)
        throw new AppError('media', 'unavailable', `The carrier did not give the file (${answer.status}).`)
      const location = textOf(answer, 'location')
      const next = URL.canParse(location, url) ? new URL(location, url) : null
      if (!next || !(next.origin === new URL(base).origin || (next.protocol === 'https:' && STORES.test(next.hostname))))
        throw new AppError('media', 'invalid', 'The carrier sent us for the file to a place that is not its own.')
      url = next.href
    }
  }
  const recordingPath = (recordingId: string, kind: string): string => {
    if (!RECORDING.test(recordingId)) throw new AppError('recording-id', 'invalid', 'This is no recording of the carrier.')
    return `Recordings/${recordingId}.${kind}`
  }
  return {
    /** Null while it is not ready. */
    recording: (recordingId: string): Promise<FetchedMedia | null> => get(recordingPath(recordingId, 'mp3')),
    /** As WAV, both channels in one (v), piece by piece: 57 MB an hour, of which nothing is kept. False while it is not ready. */
    recordingAsWav: async (recordingId: string, receive: (chunk: Uint8Array) => void): Promise<boolean> =>
      (await get(recordingPath(recordingId, 'wav?RequestedChannels=1'), receive)) !== null,
    ofMessage: (messageSid: string, mediaSid: string): Promise<FetchedMedia | null> => {
      if (!MESSAGE.test(messageSid) || !MEDIA.test(mediaSid)) throw new AppError('media-id', 'invalid', 'This is no file of the carrier.')
      return get(`Messages/${messageSid}/Media/${mediaSid}`, undefined, LARGEST_OF_TEXT)
    },
  }
}

export type FetchMedia = ReturnType<typeof createFetchMedia>

const textOf = ({ headers }: GuardedAnswer, name: string): string => {
  const value = headers[name]
  return (Array.isArray(value) ? value[0] : value) ?? ''
}

/** One name for one kind of sound: Twilio says `audio/x-wav`. */
const typeOf = (answer: GuardedAnswer): string => {
  const type = textOf(answer, 'content-type').replace(/;.*$/, '').trim().toLowerCase()
  return type.replace(/^audio\/(x-wav|wave)$/, 'audio/wav') || 'application/octet-stream'
}

const hostAndPort = (base: string): string => {
  const url = new URL(base)
  return `${url.hostname}:${url.port || (url.protocol === 'https:' ? 443 : 80)}`
}
