import { type CallControl, type CallDocument, DOCUMENT_TOO_LONG, type LegState } from '../../../calls/index.ts'
import { AppError } from '../../../platform/errors.ts'
import type { Addresses } from '../addresses.ts'
import { askCarrier, isGone, toCarrierError } from '../carrier-errors.ts'
import type { FetchMedia } from '../fetch-media.ts'
import type { Rest } from '../rest.ts'
import { legStateOf } from './leg-state.ts'
import type { ToTwiml } from './to-twiml.ts'

/** Twilio takes no longer document than this with a request. */
const LONGEST_TWIML = 4_000
/** A line that everybody forgot does not cost for ever. */
const LONGEST_CALL_S = 4 * 3_600
/** Of an account with more, the others are typed. */
const MOST_NUMBERS = 500
/** Of one name, the latest first: a call that goes back to its queue has another one after it. */
const MOST_CONFERENCES = 20
const LIVE = ['queued', 'ringing', 'in-progress'] as const

interface Deps {
  rest(): Promise<Rest>
  toTwiml: ToTwiml
  addresses: Addresses
  fetchMedia: FetchMedia
  softphoneToken: CallControl['softphoneToken']
  /** Where Twilio turns when the desk does not answer: what the TwiML App names. */
  fallbackUrl(): Promise<string | undefined>
}

/** What the calls do at Twilio. A leg that is gone meanwhile gives `false`, what may pass is tried again, a refusal is said in plain words. */
export const createCallControl = ({ rest, toTwiml, addresses, fetchMedia, softphoneToken, fallbackUrl }: Deps): CallControl => {
  const run = async <T>(ask: (client: Rest) => Promise<T>, options?: { once: boolean }): Promise<T> => {
    try {
      const client = await rest()
      return await askCarrier(() => ask(client), options)
    } catch (error) {
      throw toCarrierError(error)
    }
  }
  /** For changes of something that may be gone. `isDone` reads Twilio's reply where that is what confirms it. */
  const change = async <T>(ask: (client: Rest) => Promise<T>, isDone: (reply: T) => boolean = () => true): Promise<boolean> => {
    try {
      return isDone(await run(ask))
    } catch (error) {
      if (error instanceof AppError && isGone(error.cause)) return false
      throw error
    }
  }
  const participant = (client: Rest, conferenceId: string, carrierId: string) => client.conferences(conferenceId).participants(carrierId)

  return {
    kind: 'twilio',
    dial: async ({ callId, legId, to, from, timeoutSeconds, step }) => {
      const fallback = await fallbackUrl()
      const call = await run(
        (client) =>
          client.calls.create({
            to,
            from,
            url: addresses.step(step),
            method: 'POST',
            timeout: timeoutSeconds,
            timeLimit: LONGEST_CALL_S,
            statusCallback: addresses.status({ call: callId, leg: legId }),
            statusCallbackMethod: 'POST',
            statusCallbackEvent: ['initiated', 'ringing', 'answered', 'completed'],
            ...(fallback ? { fallbackUrl: fallback, fallbackMethod: 'POST' } : {}),
          }),
        { once: true },
      )
      return { carrierId: call.sid }
    },
    redirect: async ({ carrierId }, document: CallDocument) => {
      const twiml = toTwiml(document)
      if (twiml.length > LONGEST_TWIML)
        throw new AppError(DOCUMENT_TOO_LONG, 'invalid', `A live call takes at most ${LONGEST_TWIML} characters at once.`)
      return change((client) => client.calls(carrierId).update({ twiml }))
    },
    hangUp: (carrierId) => change((client) => client.calls(carrierId).update({ status: 'completed' })),
    conferenceOf: async (callId) => {
      const named = await run((client) => client.conferences.list({ friendlyName: callId, limit: MOST_CONFERENCES }))
      return named.find(({ status }) => status !== 'completed')?.sid ?? null
    },
    // Without a HoldUrl Twilio plays its own music (?).
    hold: (conferenceId, carrierId, isHeld) => change((client) => participant(client, conferenceId, carrierId).update({ hold: isHeld })),
    mute: (conferenceId, carrierId, isMuted) => change((client) => participant(client, conferenceId, carrierId).update({ muted: isMuted })),
    coach: (conferenceId, carrierId, of) =>
      change((client) =>
        participant(client, conferenceId, carrierId).update(of ? { coaching: true, callSidToCoach: of } : { coaching: false }),
      ),
    remove: (conferenceId, carrierId) => change((client) => participant(client, conferenceId, carrierId).remove()),
    startRecording: async ({ callId, carrierId }) => {
      const recording = await run(
        (client) =>
          client.calls(carrierId).recordings.create({
            recordingChannels: 'dual',
            trim: 'do-not-trim',
            recordingStatusCallback: addresses.recording(callId),
            recordingStatusCallbackMethod: 'POST',
            recordingStatusCallbackEvent: ['in-progress', 'completed', 'absent'],
          }),
        { once: true },
      )
      return { recordingId: recording.sid }
    },
    // Silence instead of a gap, so that a place in the recording is a time of the call.
    pauseRecording: (carrierId, recordingId, isPaused) =>
      change(
        (client) =>
          client
            .calls(carrierId)
            .recordings(recordingId)
            .update(isPaused ? { status: 'paused', pauseBehavior: 'silence' } : { status: 'in-progress' }),
        ({ status }) => status === (isPaused ? 'paused' : 'in-progress'),
      ),
    stopRecording: (carrierId, recordingId) =>
      change((client) => client.calls(carrierId).recordings(recordingId).update({ status: 'stopped' })),
    fetchRecording: (recordingId) => fetchMedia.recording(recordingId),
    readRecording: (recordingId, receive) => fetchMedia.recordingAsWav(recordingId, receive),
    deleteRecording: (recordingId) => change((client) => client.recordings(recordingId).remove()),
    liveLegs: async () => {
      const lists = await Promise.all(LIVE.map((status) => run((client) => client.calls.list({ status, pageSize: 1000 }))))
      return lists.flat().map(({ sid, status }) => ({ carrierId: sid, state: legStateOf(status) as LegState }))
    },
    stateOf: async (carrierId) => {
      try {
        const { status } = await run((client) => client.calls(carrierId).fetch())
        return legStateOf(status) as LegState
      } catch (error) {
        if (error instanceof AppError && isGone(error.cause)) return null
        throw error
      }
    },
    numbers: async () => {
      const all = await run((client) => client.incomingPhoneNumbers.list({ limit: MOST_NUMBERS }))
      return all
        .filter(({ capabilities }) => capabilities.voice)
        .map(({ phoneNumber, friendlyName }) => ({ number: phoneNumber, label: friendlyName }))
    },
    softphoneToken,
  }
}
