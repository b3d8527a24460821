import { newSid } from './account.ts'
import type { Callbacks } from './callbacks.ts'
import type { Calls } from './calls.ts'
import type { Edges } from './edges.ts'
import { hears } from './hears.ts'
import type { Records } from './records.ts'
import type { CallbackTo, CallRecord, ConferenceRecord, ParticipantRecord } from './shapes.ts'
import { type CarrierTime, rfc2822 } from './time.ts'

/** Why a participant is no longer there, in the carrier's words. */
export type LeaveReason =
  | 'conference_ended_via_api'
  | 'moderator_ended_conference'
  | 'participant_updated_via_api'
  | 'participant_hung_up'
  /** Removed by the API; its callbacks say `participant_updated_via_api`. */
  | 'kicked'

/** What a `<Conference>` asks for. */
export interface JoinSettings {
  name: string
  label: string | null
  isMuted: boolean
  beep: ParticipantRecord['beep']
  startsOnEnter: boolean
  endsOnExit: boolean
  coachOf: string | null
  waitUrl: string | null
  waitMethod: 'GET' | 'POST'
  maxParticipants: number
  callback: CallbackTo | null
  recording: { callback: CallbackTo | null } | null
}

/** Codes of Twilio's dictionary; the document goes on with its next verb, or its action. */
export type Joined = { left: Promise<LeaveReason> } | { refused: number; why: string }

export interface Conferences {
  join(call: CallRecord, settings: JoinSettings): Joined
  leave(callSid: string, reason: LeaveReason): void
  /** By sid, or by the name of one that is not over. */
  find(sidOrName: string): ConferenceRecord | undefined
  /** Those who are in it now, first joiner first. */
  participants(conference: ConferenceRecord): ParticipantRecord[]
  participant(conference: ConferenceRecord, callSidOrLabel: string): ParticipantRecord | undefined
  /** The conference a call is in. */
  of(callSid: string): { conference: ConferenceRecord; participant: ParticipantRecord } | undefined
  complete(conference: ConferenceRecord): void
  /** Something of a participant was changed: shown, planned and told. */
  changed(conference: ConferenceRecord, participant: ParticipantRecord, event: string): void
  tell(conference: ConferenceRecord, event: string, participant?: ParticipantRecord, more?: Record<string, string>): void
  /** A label that may not be one (16023), by TwiML or REST alike. */
  isLabel(label: string): boolean
  hasLabel(name: string, label: string): boolean
  onStart(listener: (conference: ConferenceRecord) => void): void
  onEnd(listener: (conference: ConferenceRecord) => void): void
  onBeep(listener: (callSid: string) => void): void
  /** What a participant hears besides people may have changed. */
  onSound(listener: (callSid: string) => void): void
}

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

export const createConferences = ({
  records,
  calls,
  callbacks,
  edges,
  time,
}: {
  records: Records
  calls: Calls
  callbacks: Callbacks
  edges: Edges
  time: CarrierTime
}): Conferences => {
  /** Who waits for a call to leave. */
  const leaving = new Map<string, (reason: LeaveReason) => void>()
  const listeners = {
    start: new Set<(one: ConferenceRecord) => void>(),
    end: new Set<(one: ConferenceRecord) => void>(),
    beep: new Set<(callSid: string) => void>(),
    sound: new Set<(callSid: string) => void>(),
  }
  /** By conference: those in it, in the order they came. */
  const inside = new Map<string, ParticipantRecord[]>()
  const byCall = new Map<string, ConferenceRecord>()
  const open = new Map<string, ConferenceRecord>()
  let isRestored = false
  /** After a restart: who was where. */
  const restore = (): void => {
    if (isRestored) return
    isRestored = true
    for (const one of records.list('conference').reverse()) if (one.status !== 'completed') open.set(one.name, one)
    for (const one of records.list('participant').reverse()) {
      const conference = records.get('conference', one.conferenceSid)
      if (one.endedAt || !conference || conference.status === 'completed') continue
      inside.set(conference.sid, [...(inside.get(conference.sid) ?? []), one])
      byCall.set(one.callSid, conference)
    }
  }

  const participants = (conference: ConferenceRecord): ParticipantRecord[] => {
    restore()
    return inside.get(conference.sid) ?? []
  }
  const save = (conference: ConferenceRecord): void => {
    conference.updatedAt = time.now()
    records.save('conference', conference.sid, conference)
  }
  const saveParticipant = (one: ParticipantRecord): void => {
    one.updatedAt = time.now()
    records.save('participant', `${one.conferenceSid}:${one.callSid}`, one)
  }
  const tell: Conferences['tell'] = (conference, event, one, more = {}) => {
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
  const plan = (conference: ConferenceRecord): void => {
    const all = participants(conference)
    const byId = new Map(all.map((one) => [one.callSid, one]))
    edges.plan(conference.sid, {
      members: all.map((one) => one.callSid),
      hears: (listener, speaker) => {
        const [a, b] = [byId.get(listener), byId.get(speaker)]
        return conference.status === 'in-progress' && a !== undefined && b !== undefined && hears(a, b)
      },
    })
  }
  const showTo = (conference: ConferenceRecord, one: ParticipantRecord): void => {
    const call = calls.get(one.callSid)
    if (call && !calls.isOver(call)) calls.show(call, { conference: conference.name, isOnHold: one.isHeld, isMuted: one.isMuted })
    for (const listener of listeners.sound) listener(one.callSid)
  }
  const beep = (conference: ConferenceRecord, one: ParticipantRecord, when: 'onEnter' | 'onExit'): void => {
    if (one.beep === 'true' || one.beep === when)
      for (const other of participants(conference)) if (other !== one) for (const hear of listeners.beep) hear(other.callSid)
  }
  const end = (conference: ConferenceRecord, reason: string, by: ParticipantRecord | null, leave: LeaveReason): void => {
    if (conference.status === 'completed') return
    conference.status = 'completed'
    conference.endedAt = time.now()
    conference.reason = reason
    conference.endedBy = by?.callSid ?? null
    open.delete(conference.name)
    for (const one of [...participants(conference)]) remove(conference, one, leave)
    edges.plan(conference.sid, { members: [], hears: () => false })
    tell(conference, 'conference-end', undefined, {
      ReasonConferenceEnded: reason,
      Reason: reason.replaceAll('-', ' '),
      ...(by ? { CallSidEndingConference: by.callSid } : {}),
      ...(by?.label ? { ParticipantLabelEndingConference: by.label } : {}),
    })
    for (const listener of listeners.end) listener(conference)
  }
  const remove = (conference: ConferenceRecord, one: ParticipantRecord, reason: LeaveReason): void => {
    one.endedAt = time.now()
    saveParticipant(one)
    inside.set(
      conference.sid,
      participants(conference).filter((other) => other !== one),
    )
    byCall.delete(one.callSid)
    const call = calls.get(one.callSid)
    if (call && !calls.isOver(call)) calls.show(call, { conference: null, isOnHold: false, isMuted: false })
    for (const listener of listeners.sound) listener(one.callSid)
    tell(conference, 'participant-leave', one, {
      ReasonParticipantLeft: reason === 'kicked' ? 'participant_updated_via_api' : reason,
      ParticipantCallStatus: call?.status ?? 'completed',
    })
    const settle = leaving.get(one.callSid)
    leaving.delete(one.callSid)
    settle?.(reason)
  }
  const startIfDue = (conference: ConferenceRecord): void => {
    const all = participants(conference)
    if (conference.status !== 'init' || all.length < 2 || !all.some((one) => one.startsOnEnter)) return
    conference.status = 'in-progress'
    save(conference)
    tell(conference, 'conference-start')
    for (const listener of listeners.start) listener(conference)
    for (const one of all) showTo(conference, one)
  }

  const isLabel = (label: string): boolean => label.length <= 128 && !/^CA[0-9a-f]{32}$/.test(label) && !/\/|%2f/i.test(label)
  const hasLabel = (name: string, label: string): boolean => {
    const conference = find(name)
    return conference !== undefined && participants(conference).some((one) => one.label === label)
  }
  const find = (sidOrName: string): ConferenceRecord | undefined => {
    restore()
    return records.get('conference', sidOrName) ?? open.get(sidOrName)
  }
  const of: Conferences['of'] = (callSid) => {
    restore()
    const conference = byCall.get(callSid)
    const one = conference && participants(conference).find((each) => each.callSid === callSid)
    return conference && one ? { conference, participant: one } : undefined
  }

  const leave: Conferences['leave'] = (callSid, reason) => {
    const found = of(callSid)
    if (!found) return
    const { conference, participant: one } = found
    remove(conference, one, reason)
    beep(conference, one, 'onExit')
    if (one.endsOnExit)
      end(
        conference,
        `participant-with-end-conference-on-exit-${reason === 'kicked' ? 'kicked' : 'left'}`,
        one,
        'moderator_ended_conference',
      )
    else if (participants(conference).length === 0)
      end(conference, reason === 'kicked' ? 'last-participant-kicked' : 'last-participant-left', one, reason)
    else plan(conference)
  }
  // Also of a call that runs no document now, as after a restart.
  calls.onEnd((call) => leave(call.sid, 'participant_hung_up'))

  return {
    join: (call, settings) => {
      const held = of(call.sid)
      // After a restart the call is still in: nobody is told that it joins.
      if (held) {
        showTo(held.conference, held.participant)
        plan(held.conference)
        return { left: new Promise((resolve) => leaving.set(call.sid, resolve)) }
      }
      const { label, coachOf } = settings
      const found = open.get(settings.name)
      if (label !== null && !isLabel(label)) return { refused: 16023, why: `the participant label ${label} is not one` }
      if (label !== null && hasLabel(settings.name, label)) return { refused: 16025, why: `the participant label ${label} is in use` }
      const coached = coachOf && found ? participants(found).find((one) => one.callSid === coachOf) : undefined
      if (coachOf && !coached) return { refused: 13240, why: `${coachOf} is not in the conference` }
      if (coached?.isHeld) return { refused: 16027, why: `${coachOf} is on hold` }
      if (found && participants(found).length >= settings.maxParticipants) return { refused: 13238, why: 'the conference is full' }
      const now = time.now()
      const conference: ConferenceRecord = found ?? {
        sid: newSid('CF'),
        name: settings.name,
        status: 'init',
        createdAt: now,
        updatedAt: now,
        endedAt: null,
        callback: settings.callback,
        sequence: 0,
        reason: null,
        endedBy: null,
        recording: settings.recording,
      }
      const one: ParticipantRecord = {
        conferenceSid: conference.sid,
        callSid: call.sid,
        label,
        isMuted: settings.isMuted,
        isHeld: false,
        holdUrl: null,
        holdMethod: 'POST',
        isCoaching: coachOf !== null,
        coachOf,
        startsOnEnter: settings.startsOnEnter,
        endsOnExit: settings.endsOnExit,
        beep: settings.beep,
        waitUrl: settings.waitUrl,
        waitMethod: settings.waitMethod,
        createdAt: now,
        updatedAt: now,
        endedAt: null,
      }
      open.set(conference.name, conference)
      byCall.set(call.sid, conference)
      inside.set(conference.sid, [...participants(conference), one])
      save(conference)
      saveParticipant(one)
      const left = new Promise<LeaveReason>((resolve) => leaving.set(call.sid, resolve))
      tell(conference, 'participant-join', one)
      startIfDue(conference)
      showTo(conference, one)
      plan(conference)
      beep(conference, one, 'onEnter')
      return { left }
    },
    leave,
    find,
    participants,
    participant: (conference, key) => participants(conference).find((one) => one.callSid === key || one.label === key),
    of,
    complete: (conference) => end(conference, 'conference-ended-via-api', null, 'conference_ended_via_api'),
    changed: (conference, one, event) => {
      saveParticipant(one)
      showTo(conference, one)
      plan(conference)
      tell(conference, event, one, event === 'participant-modify' ? { EventName: 'participant-modify' } : {})
    },
    tell,
    isLabel,
    hasLabel,
    onStart: (listener) => void listeners.start.add(listener),
    onEnd: (listener) => void listeners.end.add(listener),
    onBeep: (listener) => void listeners.beep.add(listener),
    onSound: (listener) => void listeners.sound.add(listener),
  }
}
