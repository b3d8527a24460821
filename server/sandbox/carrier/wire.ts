import * as z from 'zod'

/**
 * What a phone says to the carrier and hears from it, over the socket namespace `/carrier`.
 *
 * The socket's token names the phone:
 * - `phone:<E.164>:<key>`: an ordinary telephone with that number. Nobody signs in: the sandbox answers on loopback only.
 * - `client:<access token>:<key>`: a softphone; the token is the one a carrier's SDK would take (`AccessToken` with a `VoiceGrant`).
 *
 * `key` is made by the page and kept for as long as the page is the same phone (a tab's session storage): a page that connects again with the same
 * key is the same phone and finds its call. Two pages with one number and two keys are two phones that ring together.
 *
 * Say `hello` first: it gives the id to watch as `line:<lineId>`. That topic holds rows of these kinds: `call`, `caption`, `edge`, `recording`,
 * `text`; rows of the kind `signal` pass by: they stand in events only, never in a snapshot, and are to be handled once, in the order they come.
 *
 * A phone whose socket is gone for ten seconds has hung up. A page that closes says `hang-up` itself. After each connection say `ready-media` again
 * for the calls that are live: the carrier may have been restarted, and calls go on.
 */
export const LINE_KEY = /^[A-Za-z0-9_-]{8,40}$/
export const phoneToken = (number: string, key: string): string => `phone:${number}:${key}`
export const clientToken = (accessToken: string, key: string): string => `client:${accessToken}:${key}`

/** Made by the page for each life of its audio: another one tells the peers to connect anew. */
const MediaId = z.string().regex(LINE_KEY)
const CallSid = z.string().regex(/^CA[0-9a-f]{32}$/)

export const Hello = z.object({}).strict()
export interface HelloAnswer {
  lineId: string
  /** `+12025550168` or `client:agent_7`. */
  address: string
  /** What can be dialled here. */
  numbers: { number: string; label: string }[]
}

/** A telephone dials a number. A softphone dials its application: `to` is empty, `params` reach the application's webhook as they are. */
export const Dial = z
  .object({
    to: z.string().max(64),
    params: z.record(z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,39}$/), z.string().max(800)).default({}),
    /** Calls without a number shown: the webhook says `+266696687`, as Twilio does. Telephones only. */
    isWithheld: z.boolean().default(false),
  })
  .strict()
export type Dial = z.infer<typeof Dial>
export interface DialAnswer {
  sid: string
}

export const OfCall = z.object({ sid: CallSid }).strict()
export type OfCall = z.infer<typeof OfCall>

/** Verbs with the body `OfCall`: `answer`, `hang-up`, and `decline` (busy). */
export const Digits = z.object({ sid: CallSid, digits: z.string().regex(/^[0-9*#wW]{1,32}$/) }).strict()
export type Digits = z.infer<typeof Digits>

/** What the caller says to a machine that listens; people are heard over the edges. */
export const Speech = z.object({ sid: CallSid, text: z.string().trim().min(1).max(500) }).strict()
export type Speech = z.infer<typeof Speech>

/** The phone's own mute: known to the carrier so that captions can say it. The page silences its track itself. */
export const Mute = z.object({ sid: CallSid, isMuted: z.boolean() }).strict()
export type Mute = z.infer<typeof Mute>

/** The page can send and take audio for this call from now on; without it there are no edges. */
export const ReadyMedia = z.object({ sid: CallSid, mediaId: MediaId }).strict()
export type ReadyMedia = z.infer<typeof ReadyMedia>

/** Passed to the peer of an edge as it is. `toMediaId` is the one of the edge's row: what was meant for an older life is dropped. */
export const Signal = z
  .object({
    sid: CallSid,
    to: CallSid,
    mediaId: MediaId,
    toMediaId: MediaId,
    description: z
      .object({ type: z.enum(['offer', 'answer', 'pranswer', 'rollback']), sdp: z.string().max(64_000).optional() })
      .strict()
      .optional(),
    candidate: z
      .object({
        candidate: z.string().max(2_000),
        sdpMid: z.string().max(40).nullable().optional(),
        sdpMLineIndex: z.number().int().nullable().optional(),
        usernameFragment: z.string().max(300).nullable().optional(),
      })
      .strict()
      .nullable()
      .optional(),
  })
  .strict()
export type Signal = z.infer<typeof Signal>

/** Everything of a recording that has ended is uploaded. */
export const Uploaded = z.object({ recordingSid: z.string().regex(/^RE[0-9a-f]{32}$/), chunks: z.number().int().min(0) }).strict()
export type Uploaded = z.infer<typeof Uploaded>

/**
 * A text message from this telephone. Its files come first: each by `POST <the carrier's place>/files` with its bytes and their `Content-Type`, which is
 * answered `{ upload }`.
 */
export const Text = z
  .object({
    to: z.string().max(64),
    text: z.string().max(1600),
    uploads: z
      .array(z.string().regex(/^ME[0-9a-f]{32}$/))
      .max(10)
      .default([]),
  })
  .strict()
  .refine(({ text, uploads }) => text !== '' || uploads.length > 0)
export type Text = z.infer<typeof Text>

/** Row kind `call`, id = `sid`. Ended calls stay for a minute. */
export interface LineCall {
  sid: string
  /** As this phone sees it. */
  direction: 'in' | 'out'
  from: string
  to: string
  state: 'dialling' | 'ringing' | 'live' | 'ended'
  /** When the state began. */
  since: string
  /** Why it ended, for people; empty before. */
  ended: '' | 'hung up here' | 'the other side hung up' | 'busy' | 'declined' | 'no answer' | 'failed' | 'lost connection'
  /** In a conference and put on hold there. */
  isOnHold: boolean
  /** Muted by the carrier's conference, not by the phone. */
  isMuted: boolean
  /** What the phone said of itself by `mute`. */
  isSelfMuted: boolean
  /** The name of the conference it is in. */
  conference: string | null
  /** A machine listens now. */
  gather: { digits: boolean; speech: boolean; language: string } | null
  /** What an application passes to a softphone that rings. */
  params: Record<string, string>
}

/** Row kind `caption`, id counts up: what a caller would hear or did. The last 200 of the phone's calls. */
export interface LineCaption {
  sid: string
  at: string
  /** `keys` and `speech` are the phone's own; keys of a step that asks are shown as dots. */
  what: 'say' | 'play' | 'music' | 'event' | 'keys' | 'speech'
  /** `play` and `music`: an address to play; empty for hold music of the carrier's own, which the page makes itself. */
  text: string
  /** BCP 47, for `say`. */
  language: string
  /** False once it is over or cut short. Speak and play only while true. */
  isNow: boolean
  /** `play`, `music`: how often; 0 is until it ends. */
  times: number
}

/** Row kind `edge`, id = `${sid}:${peer}`: another phone of the same conference, or the other side of a direct call. */
export interface LineEdge {
  sid: string
  /** The peer's call sid. */
  peer: string
  /** The peer's media id: another one means another connection. */
  mediaId: string
  /** Whether the peer's sound is to be heard here, and ours there. Both false on hold: keep the connection, stop the sound. */
  iHear: boolean
  theyHear: boolean
  /** Of WebRTC's perfect negotiation; exactly one of both is polite. The one that is not polite begins. */
  isPolite: boolean
}

/** Row kind `signal`: passes by. */
export interface LineSignal {
  sid: string
  from: string
  mediaId: string
  toMediaId: string
  description?: Signal['description']
  candidate?: Signal['candidate']
}

/**
 * Row kind `recording`, id = `recordingSid`: this phone's call is recorded, and the phone keeps the sound for the carrier. Leaves the topic when
 * the carrier needs nothing more.
 *
 * Upload: `PUT <url>/<chunk>?at=<ms>` with header `Authorization: Bearer <token>`, body 16-bit little-endian PCM at 8000 Hz in two interleaved
 * channels (left: what this phone says; right: what it hears), `Content-Type: application/octet-stream`, at most 256 KB; `chunk` counts from 0,
 * `at` is `Date.now()` when the chunk's first sample was heard. The same chunk again replaces it. Nothing is to be captured while `paused`.
 * On `ended` send what is left and say `uploaded`; after five seconds the carrier goes on with what it has.
 */
export interface LineRecording {
  sid: string
  recordingSid: string
  url: string
  token: string
  state: 'running' | 'paused' | 'ended'
}
export const CHUNK_BYTES = 256 * 1024
export const SAMPLE_RATE = 8000

/** Row kind `text`, id = the message's sid: text messages to and from this telephone; the last 50. */
export interface LineText {
  direction: 'in' | 'out'
  from: string
  to: string
  text: string
  /** Below the carrier's place. */
  files: { path: string; type: string }[]
  at: string
}
