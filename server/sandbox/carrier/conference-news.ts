import type { Callbacks } from './callbacks.ts'
import type { Conferences } from './conference.ts'
import type { ConferenceRecord } from './shapes.ts'
import { type CarrierTime, rfc2822 } from './time.ts'

/** Which word of `statusCallbackEvent` an event falls under. */
const SUBSCRIPTION: Record<string, string> = {
  'conference-start': 'start',
  'conference-end': 'end',
  'participant-join': 'join',
  'participant-leave': 'leave',
  'participant-mute': 'mute',
  'participant-unmute': 'mute',
  'participant-hold': 'hold',
  'participant-unhold': 'hold',
  'participant-modify': 'modify',
  'announcement-end': 'announcement',
  'announcement-fail': 'announcement',
}

/** Tells a conference's events, each with the next number of the conference, whether anybody asked for it or not. */
export const createConferenceNews = ({
  callbacks,
  time,
  save,
}: {
  callbacks: Callbacks
  time: CarrierTime
  save(conference: ConferenceRecord): void
}): Conferences['tell'] => {
  return (conference, event, one, more = {}) => {
    const { callback } = conference
    const params: Record<string, string> = {
      ConferenceSid: conference.sid,
      FriendlyName: conference.name,
      StatusCallbackEvent: event,
      SequenceNumber: String(++conference.sequence),
      Timestamp: rfc2822(time.now()),
      ...(one
        ? {
            CallSid: one.callSid,
            Muted: String(one.isMuted),
            Hold: String(one.isHeld),
            Coaching: String(one.isCoaching),
            EndConferenceOnExit: String(one.endsOnExit),
            StartConferenceOnEnter: String(one.startsOnEnter),
            ...(one.coachOf ? { CallSidToCoach: one.coachOf } : {}),
            ...(one.label ? { ParticipantLabel: one.label } : {}),
          }
        : {}),
      ...more,
    }
    save(conference)
    if (callback?.events.includes(SUBSCRIPTION[event] ?? '')) callbacks.tell(callback, params)
  }
}
