import { callbackTo } from '../callback-to.ts'
import type { LeaveReason } from '../conference.ts'
import type { Method, ParticipantRecord } from '../shapes.ts'
import type { Speak } from './speak.ts'
import type { Studio, VerbRun } from './studio.ts'
import type { XmlElement } from './xml.ts'

/** Why a refused join stops nothing: 13240 goes to the action, a label clash (16025) to the next verb. */
export type Met = { left: LeaveReason | 'time' | 'star' } | { refused: number }

/** Puts the call into a conference until something takes it out. */
export const createDialConference =
  ({ conferences, inputs, time, log }: Studio, { event }: Speak) =>
  async ({ call, element, resolve, signal }: VerbRun, conference: XmlElement): Promise<Met> => {
    const { attributes } = conference
    const joined = conferences.join(call, {
      name: conference.text,
      label: attributes.participantLabel ?? null,
      isMuted: attributes.muted === 'true',
      beep: (attributes.beep ?? 'true') as ParticipantRecord['beep'],
      startsOnEnter: attributes.startConferenceOnEnter !== 'false',
      endsOnExit: attributes.endConferenceOnExit === 'true',
      coachOf: attributes.coach ?? null,
      waitUrl: attributes.waitUrl === undefined || attributes.waitUrl === '' ? (attributes.waitUrl ?? null) : resolve(attributes.waitUrl),
      waitMethod: (attributes.waitMethod ?? 'POST') as Method,
      maxParticipants: Number(attributes.maxParticipants ?? 250),
      // Without words only the end of a recording is told, and of the conference start and end.
      callback: callbackTo(
        attributes.statusCallback,
        attributes.statusCallbackMethod,
        attributes.statusCallbackEvent ?? 'start end',
        resolve,
      ),
      recording:
        attributes.record === 'record-from-start'
          ? {
              callback: callbackTo(
                attributes.recordingStatusCallback,
                attributes.recordingStatusCallbackMethod,
                attributes.recordingStatusCallbackEvent ?? 'completed',
                resolve,
              ),
            }
          : null,
    })
    if ('refused' in joined) {
      log.warn({ call: call.sid, code: joined.refused, why: joined.why }, 'the sandbox carrier did not let a call into a conference')
      event(call, `Not let in here: ${joined.why} (${joined.refused})`)
      return joined
    }
    let taken: 'time' | 'star' | undefined
    const take = (why: 'time' | 'star'): void => {
      taken = why
      conferences.leave(call.sid, 'participant_hung_up')
    }
    const forget = time.after(Number(element.attributes.timeLimit ?? 14_400), () => take('time'))
    const unlisten = inputs.listen(call.sid, (input) => {
      if (element.attributes.hangupOnStar === 'true' && 'keys' in input && input.keys.includes('*')) take('star')
    })
    const leave = (): void =>
      conferences.leave(call.sid, signal.reason === 'replaced' ? 'participant_updated_via_api' : 'participant_hung_up')
    signal.addEventListener('abort', leave, { once: true })
    if (signal.aborted) leave()
    const left = await joined.left
    forget()
    unlisten()
    signal.removeEventListener('abort', leave)
    return { left: taken ?? left }
  }
