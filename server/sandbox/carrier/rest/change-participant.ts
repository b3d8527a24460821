import type { Conferences } from '../conference.ts'
import { type Refusal, refusal } from '../refusal.ts'
import type { ConferenceRecord, ParticipantRecord } from '../shapes.ts'
import type { RestDeps } from './door.ts'
import { type Form, isTrue, methodOf, one } from './form.ts'

/** Says what is wrong with a new coach, or changes it. */
const coach = (
  { participants }: Pick<Conferences, 'participants'>,
  conference: ConferenceRecord,
  participant: ParticipantRecord,
  form: Form,
): Refusal | null => {
  const isCoaching = isTrue(form, 'Coaching') ?? (one(form, 'CallSidToCoach') ? true : undefined)
  if (isCoaching === undefined) return null
  const sid = one(form, 'CallSidToCoach') ?? participant.coachOf
  if (!isCoaching) {
    Object.assign(participant, { isCoaching: false, coachOf: null })
    return null
  }
  const coached = sid ? participants(conference).find((each) => each.callSid === sid) : undefined
  if (!sid) return refusal(20001, 'Coaching needs CallSidToCoach')
  if (!/^CA[0-9a-f]{32}$/.test(sid)) return refusal(13240)
  if (!coached || coached === participant) return refusal(16028)
  if (coached.isHeld) return refusal(16027)
  Object.assign(participant, { isCoaching: true, coachOf: sid })
  return null
}

/** Holds, mutes, coaches and announces, as one request may ask for at once; gives what is refused, and then nothing is changed. */
export const createChangeParticipant =
  ({ calls, conferences, sounds }: Pick<RestDeps, 'calls' | 'conferences' | 'sounds'>) =>
  (conference: ConferenceRecord, participant: ParticipantRecord, form: Form): Refusal | null => {
    const was = { ...participant }
    const wrong = coach(conferences, conference, participant, form)
    if (wrong) return wrong
    const [isHeld, isMuted, endsOnExit] = [isTrue(form, 'Hold'), isTrue(form, 'Muted'), isTrue(form, 'EndConferenceOnExit')]
    if (isHeld !== undefined)
      Object.assign(participant, { isHeld, holdUrl: one(form, 'HoldUrl') || null, holdMethod: methodOf(form, 'HoldMethod') })
    if (isMuted !== undefined) participant.isMuted = isMuted
    if (endsOnExit !== undefined) participant.endsOnExit = endsOnExit
    const events = [
      ...(was.isHeld === participant.isHeld ? [] : [participant.isHeld ? 'participant-hold' : 'participant-unhold']),
      ...(was.isMuted === participant.isMuted ? [] : [participant.isMuted ? 'participant-mute' : 'participant-unmute']),
      ...(was.endsOnExit === participant.endsOnExit && was.coachOf === participant.coachOf ? [] : ['participant-modify']),
    ]
    for (const event of events) conferences.changed(conference, participant, event)
    const call = calls.get(participant.callSid)
    const announce = one(form, 'AnnounceUrl')
    if (call && announce) void sounds.announce(call, participant, { url: announce, method: methodOf(form, 'AnnounceMethod') })
    return null
  }
