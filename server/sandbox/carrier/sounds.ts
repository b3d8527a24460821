import type { Calls } from './calls.ts'
import type { Conferences } from './conference.ts'
import type { Lines } from './lines.ts'
import type { CallRecord, Method, ParticipantRecord } from './shapes.ts'
import type { CarrierTime } from './time.ts'
import { readDocument } from './twiml/document.ts'
import type { Speak } from './twiml/speak.ts'
import type { Webhooks } from './webhook.ts'

export interface Sounds {
  /** Says something to one participant; tells when it is over. */
  announce(call: CallRecord, participant: ParticipantRecord, to: { url: string; method: Method }): Promise<void>
}

/** What participants hear besides people: music until the conference starts and on hold, announcements, beeps. */
export const createSounds = ({
  calls,
  conferences,
  lines,
  time,
  webhooks,
  speaking,
}: {
  calls: Calls
  conferences: Conferences
  lines: Lines
  time: CarrierTime
  webhooks: Webhooks
  speaking: Speak
}): Sounds => {
  const playing = new Map<string, { what: string; abort: AbortController }>()

  /** Plays a waiting document once; gives the next address, or false if there was nothing to play. */
  const playOnce = async (call: CallRecord, to: { url: string; method: Method }, params: Record<string, string>, signal: AbortSignal) => {
    const answer = await webhooks.ask(to, { ...calls.params(call), ...params })
    const read = answer.ok ? readDocument(answer, to.url, 'wait') : null
    if (!read || !('verbs' in read) || read.verbs.length === 0) return false
    const resolve = (url: string): string => new URL(url, to.url).href
    for (const element of read.verbs) {
      if (signal.aborted) break
      if (element.name === 'Redirect') return { url: resolve(element.text), method: (element.attributes.method ?? 'POST') as Method }
      await speaking.speak({ call, element, resolve, signal })
    }
    return to
  }
  const music = (call: CallRecord, signal: AbortSignal): void => {
    const shown = lines.caption(call.lineId, { sid: call.sid, what: 'music', text: '', language: '', times: 0 })
    signal.addEventListener('abort', () => shown.end(), { once: true })
  }
  const loop = async (
    call: CallRecord,
    first: { url: string; method: Method } | null,
    params: Record<string, string>,
    signal: AbortSignal,
  ) => {
    let next: { url: string; method: Method } | false = first ?? false
    while (next && !signal.aborted) {
      const began = Date.now()
      next = await playOnce(call, next, params, signal)
      // A document that takes no time would ask for itself without end.
      if (Date.now() - began < 50) await time.pass(1, signal)
    }
    if (!signal.aborted) music(call, signal)
  }
  const refresh = (callSid: string): void => {
    const call = calls.get(callSid)
    const found = conferences.of(callSid)
    const { participant: one, conference } = found ?? {}
    const isWaiting = one !== undefined && !one.isHeld && conference?.status === 'init' && one.waitUrl !== ''
    const what = one?.isHeld ? `hold ${one.holdUrl}` : isWaiting ? `wait ${one.waitUrl}` : ''
    const now = playing.get(callSid)
    if ((now?.what ?? '') === what) return
    now?.abort.abort()
    playing.delete(callSid)
    if (!what || !one || !conference || !call || calls.isOver(call)) return
    const abort = new AbortController()
    playing.set(callSid, { what, abort })
    const address = one.isHeld
      ? one.holdUrl && { url: one.holdUrl, method: one.holdMethod }
      : one.waitUrl && { url: one.waitUrl, method: one.waitMethod }
    void loop(call, address || null, { ConferenceSid: conference.sid, FriendlyName: conference.name }, abort.signal)
  }
  conferences.onSound(refresh)
  conferences.onBeep((callSid) => {
    const call = calls.get(callSid)
    if (call) speaking.event(call, 'beep')
  })
  calls.onEnd((call) => {
    playing.get(call.sid)?.abort.abort()
    playing.delete(call.sid)
  })

  return {
    announce: async (call, participant, to) => {
      const abort = new AbortController()
      const conference = conferences.of(call.sid)?.conference
      const played = await playOnce(call, to, {}, abort.signal)
      if (!conference) return
      const event = played ? 'announcement-end' : 'announcement-fail'
      conferences.tell(conference, event, participant, {
        AnnounceUrl: to.url,
        ...(played ? {} : { ReasonAnnouncementFailed: 'the document could not be played' }),
      })
    },
  }
}
