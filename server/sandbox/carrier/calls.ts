import { newSid } from './account.ts'
import type { Callbacks } from './callbacks.ts'
import type { Chaos } from './chaos.ts'
import type { Lines } from './lines.ts'
import { placeParams } from './places.ts'
import type { Records } from './records.ts'
import { type CallRecord, type CallStatus, FINAL } from './shapes.ts'
import { type CarrierTime, rfc2822 } from './time.ts'
import type { LineCall } from './wire.ts'

/** What a phone shows of its call besides the record. */
type Shown = Pick<LineCall, 'ended' | 'isOnHold' | 'isMuted' | 'isSelfMuted' | 'conference' | 'gather'>

export interface Calls {
  open(call: Pick<CallRecord, 'direction' | 'from' | 'to'> & Partial<CallRecord>): CallRecord
  get(sid: string): CallRecord | undefined
  live(): CallRecord[]
  /** Moves forward, tells who asked to be told, and shows it. */
  become(call: CallRecord, status: CallStatus): void
  /** Ends it once; a second end changes nothing. */
  end(call: CallRecord, status: CallStatus, why: Exclude<LineCall['ended'], ''>): void
  isOver(call: CallRecord): boolean
  /** Keeps what was changed of it besides its status. */
  keep(call: CallRecord): void
  /** The parameters every request about a call carries. */
  params(call: CallRecord): Record<string, string>
  show(call: CallRecord, changed?: Partial<Shown>): void
  shown(call: CallRecord): Shown
  /** Whether a phone is in a call or rings. */
  isBusy(lineId: string): boolean
  onEnd(listener: (call: CallRecord) => void): void
}

const EVENT: Partial<Record<CallStatus, string>> = { initiated: 'initiated', ringing: 'ringing', 'in-progress': 'answered' }
const SIP: Partial<Record<CallStatus, string>> = { completed: '200', busy: '486', 'no-answer': '480', failed: '500', canceled: '487' }
const NEW: Shown = { ended: '', isOnHold: false, isMuted: false, isSelfMuted: false, conference: null, gather: null }

export const createCalls = ({
  records,
  callbacks,
  lines,
  time,
  chaos,
}: {
  records: Records
  callbacks: Callbacks
  lines: Lines
  time: CarrierTime
  chaos: Chaos
}): Calls => {
  const shown = new Map<string, Shown>()
  const listeners = new Set<(call: CallRecord) => void>()
  const liveSids = new Set<string>()
  /** What forgets that a call reaches its time limit. */
  const limits = new Map<string, () => void>()
  const isOver = (call: CallRecord): boolean => FINAL.includes(call.status)

  const params = (call: CallRecord): Record<string, string> => ({
    CallSid: call.sid,
    From: call.from,
    To: call.to,
    Caller: call.from,
    Called: call.to,
    CallStatus: call.status,
    Direction: call.direction,
    ...placeParams('From', call.from),
    ...placeParams('Caller', call.from),
    ...placeParams('To', call.to),
    ...placeParams('Called', call.to),
    ...(call.parentCallSid ? { ParentCallSid: call.parentCallSid } : {}),
    ...(call.applicationSid ? { ApplicationSid: call.applicationSid } : {}),
  })
  const tell = (call: CallRecord): void => {
    if (!call.callback) return
    const event = isOver(call) ? 'completed' : EVENT[call.status]
    if (!event || !call.callback.events.includes(event)) return
    const seconds = call.startedAt && call.endedAt ? time.between(call.startedAt, call.endedAt) : 0
    callbacks.tell(call.callback, {
      ...params(call),
      CallbackSource: 'call-progress-events',
      Timestamp: rfc2822(time.now()),
      SequenceNumber: String(call.sequence++),
      ...(isOver(call)
        ? { CallDuration: String(seconds), Duration: String(Math.ceil(seconds / 60)), SipResponseCode: SIP[call.status] ?? '' }
        : {}),
    })
  }
  const stateOf = (call: CallRecord): LineCall['state'] => {
    if (isOver(call)) return 'ended'
    if (call.status === 'in-progress') return 'live'
    return call.direction === 'inbound' ? 'dialling' : 'ringing'
  }
  const show = (call: CallRecord, changed: Partial<Shown> = {}): void => {
    const extra = { ...(shown.get(call.sid) ?? NEW), ...changed }
    shown.set(call.sid, extra)
    const row: LineCall = {
      sid: call.sid,
      direction: call.direction === 'inbound' ? 'out' : 'in',
      from: call.from,
      to: call.to,
      state: stateOf(call),
      since: (call.endedAt ?? call.startedAt ?? call.createdAt).toISOString(),
      params: call.direction === 'inbound' ? {} : call.params,
      ...extra,
    }
    for (const lineId of call.lineId ? [call.lineId] : call.ringsAt) lines.show(lineId, 'call', call.sid, row)
  }
  const save = (call: CallRecord): void => {
    call.updatedAt = time.now()
    records.save('call', call.sid, call)
  }
  const become = (call: CallRecord, status: CallStatus): void => {
    if (isOver(call) || call.status === status) return
    call.status = status
    if (status === 'in-progress') {
      call.startedAt = time.now()
      limits.set(
        call.sid,
        time.after(call.timeLimitSeconds, () => end(call, 'completed', 'the other side hung up')),
      )
    }
    tell(call)
    save(call)
    show(call)
  }
  const end: Calls['end'] = (call, status, why) => {
    if (isOver(call)) return
    liveSids.delete(call.sid)
    limits.get(call.sid)?.()
    limits.delete(call.sid)
    call.position = null
    call.status = status
    call.endedAt = time.now()
    save(call)
    show(call, { ended: why, isOnHold: false, conference: null, gather: null })
    // The news of the end, and of what ends with it, have no order (VOICE.md).
    const isFirst = chaos.coin()
    if (isFirst) tell(call)
    for (const listener of listeners) listener(call)
    if (!isFirst) tell(call)
    time.after(60, () => {
      shown.delete(call.sid)
      for (const lineId of new Set([call.lineId, ...call.ringsAt])) lines.show(lineId, 'call', call.sid)
    })
  }

  return {
    open: (given) => {
      const now = time.now()
      const call: CallRecord = {
        sid: newSid('CA'),
        parentCallSid: null,
        status: 'queued',
        createdAt: now,
        updatedAt: now,
        startedAt: null,
        endedAt: null,
        phoneNumberSid: null,
        applicationSid: null,
        params: {},
        lineId: null,
        ringsAt: [],
        source: null,
        twiml: null,
        callback: null,
        sequence: 0,
        timeoutSeconds: 60,
        timeLimitSeconds: 14_400,
        position: null,
        ...given,
      }
      liveSids.add(call.sid)
      records.save('call', call.sid, call)
      show(call)
      return call
    },
    get: (sid) => records.get('call', sid),
    live: () => {
      // After a restart the records know of calls that nobody here has opened.
      if (liveSids.size === 0) for (const call of records.list('call')) if (!isOver(call)) liveSids.add(call.sid)
      return [...liveSids].flatMap((sid) => records.get('call', sid) ?? [])
    },
    become,
    end,
    isOver,
    keep: save,
    params,
    show,
    shown: (call) => shown.get(call.sid) ?? NEW,
    isBusy: (lineId) =>
      [...liveSids].some((sid) => {
        const call = records.get('call', sid)
        return call?.lineId === lineId || (call?.lineId === null && call.ringsAt.includes(lineId))
      }),
    onEnd: (listener) => void listeners.add(listener),
  }
}
