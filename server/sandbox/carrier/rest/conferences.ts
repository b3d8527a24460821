import type { LeaveReason } from '../conference.ts'
import { isRefusal, refusal } from '../refusal.ts'
import type { ConferenceRecord, ParticipantRecord } from '../shapes.ts'
import { participantTwiml } from './add-participant.ts'
import { CALL_EVENTS } from './calls.ts'
import { createChangeParticipant } from './change-participant.ts'
import type { RestDeps, RestDoor } from './door.ts'
import { all, CALL_SECONDS, isTrue, methodOf, one, RING_SECONDS } from './form.ts'
import { dates, isWithin } from './page.ts'
import type { Present } from './present.ts'

const CONFERENCE_EVENTS = ['start', 'end', 'join', 'leave', 'mute', 'hold', 'modify', 'speaker', 'announcement'] as const

const SHAPE: Omit<ParticipantRecord, 'conferenceSid' | 'callSid' | 'label' | 'createdAt' | 'updatedAt'> = {
  isMuted: false,
  isHeld: false,
  holdUrl: null,
  holdMethod: 'POST',
  isCoaching: false,
  coachOf: null,
  startsOnEnter: true,
  endsOnExit: false,
  beep: 'true',
  waitUrl: null,
  waitMethod: 'POST',
  endedAt: null,
}

export const conferenceDoors = ({ calls, chaos, conferences, records, dialling, sounds, time }: RestDeps, present: Present): RestDoor[] => {
  const isLive = (found: ConferenceRecord | undefined): found is ConferenceRecord => found !== undefined && found.status !== 'completed'
  /** By its id alone: Twilio documents a name only where somebody is added. */
  const bySid = (sid = ''): ConferenceRecord | undefined => {
    const found = conferences.find(sid)
    return found?.sid === sid ? found : undefined
  }
  const inIt = (params: Record<string, string>): { conference: ConferenceRecord; participant: ParticipantRecord } | undefined => {
    const conference = bySid(params.conferenceSid)
    if (!isLive(conference)) return undefined
    const participant = conferences.participant(conference, params.callSid ?? '')
    return participant ? { conference, participant } : undefined
  }
  const update = createChangeParticipant({ calls, conferences, sounds })

  return [
    {
      method: 'get',
      path: '/Conferences',
      fields: {
        FriendlyName: 'text',
        Status: ['init', 'in-progress', 'completed'],
        ...dates('DateCreated'),
      },
      run: ({ form }) => {
        const [name, status] = [one(form, 'FriendlyName'), one(form, 'Status')]
        const found = records
          .list('conference')
          .filter(
            (each) =>
              (name === undefined || each.name === name) &&
              (status === undefined || each.status === status) &&
              isWithin(form, 'DateCreated', each.createdAt),
          )
        return { key: 'conferences', items: found.map(present.conference) }
      },
    },
    {
      method: 'get',
      path: '/Conferences/:conferenceSid',
      run: ({ params }) => {
        const found = bySid(params.conferenceSid)
        return found ? { resource: present.conference(found) } : refusal(20404)
      },
    },
    {
      method: 'post',
      path: '/Conferences/:conferenceSid',
      fields: { Status: ['completed'], AnnounceUrl: 'url', AnnounceMethod: 'method' },
      run: ({ params, form }) => {
        const conference = bySid(params.conferenceSid)
        if (!isLive(conference)) return refusal(20404)
        const announce = one(form, 'AnnounceUrl')
        if (announce)
          for (const participant of conferences.participants(conference)) {
            const call = calls.get(participant.callSid)
            if (call) void sounds.announce(call, participant, { url: announce, method: methodOf(form, 'AnnounceMethod') })
          }
        if (one(form, 'Status')) conferences.complete(conference)
        return { resource: present.conference(conference) }
      },
    },
    {
      method: 'get',
      path: '/Conferences/:conferenceSid/Participants',
      fields: { Muted: 'bool', Hold: 'bool', Coaching: 'bool' },
      run: ({ params, form }) => {
        const conference = bySid(params.conferenceSid)
        if (!conference) return refusal(20404)
        const [isMuted, isHeld, isCoaching] = ['Muted', 'Hold', 'Coaching'].map((name) => isTrue(form, name))
        const found = conferences
          .participants(conference)
          .filter(
            (each) =>
              (isMuted ?? each.isMuted) === each.isMuted &&
              (isHeld ?? each.isHeld) === each.isHeld &&
              (isCoaching ?? each.isCoaching) === each.isCoaching,
          )
        return { key: 'participants', items: found.map((each) => present.participant(each)) }
      },
    },
    {
      method: 'post',
      path: '/Conferences/:conferenceSid/Participants',
      fields: {
        From: 'text',
        To: 'text',
        Label: 'text',
        Timeout: RING_SECONDS,
        TimeLimit: CALL_SECONDS,
        Muted: 'bool',
        Beep: ['true', 'false', 'onEnter', 'onExit'],
        StartConferenceOnEnter: 'bool',
        EndConferenceOnExit: 'bool',
        WaitUrl: 'url',
        WaitMethod: 'method',
        Coaching: 'bool',
        CallSidToCoach: 'text',
        StatusCallback: 'url',
        StatusCallbackMethod: 'method',
        StatusCallbackEvent: { each: CALL_EVENTS },
        ConferenceStatusCallback: 'url',
        ConferenceStatusCallbackMethod: 'method',
        ConferenceStatusCallbackEvent: { each: CONFERENCE_EVENTS },
      },
      run: ({ params, form }) => {
        const [to, from, label] = [one(form, 'To'), one(form, 'From'), one(form, 'Label')]
        // The real one begins a conference by adding to it; nobody here does.
        const conference = conferences.find(params.conferenceSid ?? '')
        if (!isLive(conference)) return refusal(20404)
        if (!to) return refusal(21201)
        if (!from) return refusal(21213)
        if (label !== undefined && !conferences.isLabel(label)) return refusal(16024)
        if (label !== undefined && conferences.hasLabel(conference.name, label)) return refusal(16026)
        const events = all(form, 'StatusCallbackEvent')
        const callback = one(form, 'StatusCallback')
        const call = dialling.byRest({
          to,
          from,
          twiml: participantTwiml(conference.name, form),
          timeoutSeconds: Number(one(form, 'Timeout') ?? 60),
          callback: callback
            ? { url: callback, method: methodOf(form, 'StatusCallbackMethod'), events: events.length > 0 ? events : ['completed'] }
            : null,
        })
        if (isRefusal(call)) return call
        const now = time.now()
        const shown: ParticipantRecord = {
          ...SHAPE,
          conferenceSid: conference.sid,
          callSid: call.sid,
          label: label ?? null,
          createdAt: now,
          updatedAt: now,
        }
        return { resource: present.participant(shown, 'queued'), isNew: true }
      },
    },
    {
      method: 'get',
      path: '/Conferences/:conferenceSid/Participants/:callSid',
      run: ({ params }) => {
        const found = inIt(params)
        return found ? { resource: present.participant(found.participant) } : refusal(20404)
      },
    },
    {
      method: 'post',
      path: '/Conferences/:conferenceSid/Participants/:callSid',
      fields: {
        Muted: 'bool',
        Hold: 'bool',
        HoldUrl: 'url',
        HoldMethod: 'method',
        AnnounceUrl: 'url',
        AnnounceMethod: 'method',
        EndConferenceOnExit: 'bool',
        Coaching: 'bool',
        CallSidToCoach: 'text',
      },
      run: ({ params, form }) => {
        const found = inIt(params)
        if (!found || chaos.isParticipantRefused()) return refusal(20404)
        return update(found.conference, found.participant, form) ?? { resource: present.participant(found.participant) }
      },
    },
    {
      method: 'delete',
      path: '/Conferences/:conferenceSid/Participants/:callSid',
      run: ({ params }) => {
        const found = inIt(params)
        if (!found) return refusal(20404)
        conferences.leave(found.participant.callSid, 'kicked' satisfies LeaveReason)
        return { gone: true }
      },
    },
  ]
}
