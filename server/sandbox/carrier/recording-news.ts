import type { Callbacks } from './callbacks.ts'
import type { RecordingRecord } from './shapes.ts'
import { rfc2822 } from './time.ts'

/** Tells a recording's state to whoever asked for that state. */
export const tellRecording = (callbacks: Callbacks, recording: RecordingRecord, url: string): void => {
  const { callback, status } = recording
  if (!callback?.events.includes(status)) return
  callbacks.tell(callback, {
    CallSid: recording.callSid,
    ...(recording.conferenceSid ? { ConferenceSid: recording.conferenceSid } : {}),
    RecordingSid: recording.sid,
    RecordingUrl: url,
    RecordingStatus: status,
    RecordingDuration: String(recording.seconds),
    RecordingChannels: String(recording.channels),
    RecordingStartTime: rfc2822(recording.startedAt),
    RecordingSource: recording.source,
    RecordingTrack: 'both',
    ...(status === 'absent' ? { ErrorCode: '0' } : {}),
  })
}
