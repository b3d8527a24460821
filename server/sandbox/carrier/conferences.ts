import { newSid } from './account.ts'
import type { Callbacks } from './callbacks.ts'
import type { Calls } from './calls.ts'
import type { Conferences, LeaveReason } from './conference.ts'
import { createConferenceNews } from './conference-news.ts'
import type { Edges } from './edges.ts'
import { hears } from './hears.ts'
import type { Records } from './records.ts'
import type { ConferenceRecord, ParticipantRecord } from './shapes.ts'
import type { CarrierTime } from './time.ts'

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
  const tell = createConferenceNews({ callbacks, time, save })
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
      if (found && participants(found).length >= settings.maxParticipants) return { refused: 16020, why: 'the conference is full' }
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
