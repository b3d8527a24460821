import { callbackTo } from '../callback-to.ts'
import { refusal } from '../refusal.ts'
import type { RecordingRecord } from '../shapes.ts'
import type { RestDeps, RestDoor } from './door.ts'
import { all, methodOf, one } from './form.ts'
import { dates, isWithin } from './page.ts'
import type { Present } from './present.ts'

const DATES = dates('DateCreated')

export const recordingDoors = ({ calls, conferences, records, recordings }: RestDeps, present: Present): RestDoor[] => {
  const kept = (): RecordingRecord[] => records.list('recording').filter((each) => !each.isDeleted)
  const find = (sid = '', of?: string): RecordingRecord | undefined => {
    if (sid === 'Twilio.CURRENT' && of) return recordings.running(of)
    const found = records.get('recording', sid)
    return found && !found.isDeleted && (of === undefined || found.callSid === of || found.conferenceSid === of) ? found : undefined
  }
  const remove = async (recording: RecordingRecord | undefined) => {
    if (!recording) return refusal(20404)
    await recordings.remove(recording)
    return { gone: true as const }
  }
  const update: RestDoor['run'] = ({ params, form }) => {
    const recording = find(params.recordingSid, params.callSid ?? params.conferenceSid)
    if (!recording) return refusal(20404)
    if (recording.endedAt) return refusal(21220, 'the recording is over')
    const status = one(form, 'Status')
    if (status === 'paused') recordings.pause(recording, one(form, 'PauseBehavior') === 'skip' ? 'skip' : 'silence')
    else if (status === 'in-progress') recordings.resume(recording)
    else if (status === 'stopped') {
      recordings.stop(recording)
      return { resource: { ...present.recording(recording), status: 'stopped' } }
    } else return refusal(20001, 'Status is needed')
    return { resource: present.recording(recording) }
  }
  const UPDATE = { Status: ['paused', 'in-progress', 'stopped'], PauseBehavior: ['skip', 'silence'] } as const

  return [
    {
      method: 'post',
      path: '/Calls/:callSid/Recordings',
      fields: {
        RecordingStatusCallback: 'url',
        RecordingStatusCallbackMethod: 'method',
        RecordingStatusCallbackEvent: { each: ['in-progress', 'completed', 'absent'] },
        RecordingChannels: ['mono', 'dual'],
        RecordingTrack: ['both'],
        Trim: ['trim-silence', 'do-not-trim'],
      },
      run: ({ params, form }) => {
        const call = calls.get(params.callSid ?? '')
        if (!call) return refusal(20404)
        if (call.status !== 'in-progress') return refusal(21220, 'not eligible for recording')
        if (recordings.running(call.sid)) return refusal(21220, 'this call is recorded already')
        const events = all(form, 'RecordingStatusCallbackEvent')
        const recording = recordings.start(call, {
          source: 'StartCallRecordingAPI',
          channels: one(form, 'RecordingChannels') === 'dual' ? 2 : 1,
          callback: callbackTo(
            one(form, 'RecordingStatusCallback'),
            methodOf(form, 'RecordingStatusCallbackMethod'),
            events.length > 0 ? events.join(' ') : 'completed',
          ),
        })
        return { resource: present.recording(recording), isNew: true }
      },
    },
    {
      method: 'get',
      path: '/Calls/:callSid/Recordings',
      fields: DATES,
      run: ({ params, form }) => {
        if (!calls.get(params.callSid ?? '')) return refusal(20404)
        const found = kept().filter((each) => each.callSid === params.callSid && isWithin(form, 'DateCreated', each.createdAt))
        return { key: 'recordings', items: found.map(present.recording) }
      },
    },
    {
      method: 'get',
      path: '/Calls/:callSid/Recordings/:recordingSid',
      run: ({ params }) => {
        const found = find(params.recordingSid, params.callSid)
        return found ? { resource: present.recording(found) } : refusal(20404)
      },
    },
    { method: 'post', path: '/Calls/:callSid/Recordings/:recordingSid', fields: UPDATE, run: update },
    {
      method: 'delete',
      path: '/Calls/:callSid/Recordings/:recordingSid',
      run: ({ params }) => remove(find(params.recordingSid, params.callSid)),
    },
    {
      method: 'get',
      path: '/Conferences/:conferenceSid/Recordings',
      fields: DATES,
      run: ({ params, form }) => {
        const conference = conferences.find(params.conferenceSid ?? '')
        if (!conference) return refusal(20404)
        const found = kept().filter((each) => each.conferenceSid === conference.sid && isWithin(form, 'DateCreated', each.createdAt))
        return { key: 'recordings', items: found.map(present.recording) }
      },
    },
    { method: 'post', path: '/Conferences/:conferenceSid/Recordings/:recordingSid', fields: UPDATE, run: update },
    {
      method: 'get',
      path: '/Recordings',
      fields: { ...DATES, CallSid: { sid: 'CA' }, ConferenceSid: { sid: 'CF' } },
      run: ({ form }) => {
        const [callSid, conferenceSid] = [one(form, 'CallSid'), one(form, 'ConferenceSid')]
        const found = kept().filter(
          (each) =>
            (callSid === undefined || each.callSid === callSid) &&
            (conferenceSid === undefined || each.conferenceSid === conferenceSid) &&
            isWithin(form, 'DateCreated', each.createdAt),
        )
        return { key: 'recordings', items: found.map(present.recording) }
      },
    },
    {
      method: 'get',
      path: '/Recordings/:recordingSid',
      run: ({ params }) => {
        const found = find(params.recordingSid)
        return found ? { resource: present.recording(found) } : refusal(20404)
      },
    },
    { method: 'delete', path: '/Recordings/:recordingSid', run: ({ params }) => remove(find(params.recordingSid)) },
  ]
}
