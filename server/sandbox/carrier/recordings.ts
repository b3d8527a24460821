import { Readable } from 'node:stream'
import type { Files } from '../../platform/files/files.ts'
import { keyedId } from '../../platform/ids.ts'
import type { KeyFor } from '../../platform/keys.ts'
import type { Log } from '../../platform/log.ts'
import { newSid } from './account.ts'
import type { Callbacks } from './callbacks.ts'
import type { Calls } from './calls.ts'
import type { Lines } from './lines.ts'
import type { Recordings } from './recording.ts'
import { tellRecording } from './recording-news.ts'
import type { Records } from './records.ts'
import type { RecordingRecord } from './shapes.ts'
import type { CarrierTime } from './time.ts'
import { layOut, lengthOf } from './wav.ts'
import { CHUNK_BYTES, type LineRecording, SAMPLE_RATE } from './wire.ts'
import { chunkFile, soundFile, writeRecording } from './write-recording.ts'

/** How long after the end a phone may still upload, and how long the carrier takes then, in its seconds. */
const UPLOAD_SECONDS = 5
const PROCESSING_SECONDS = 1
const MAX_BYTES = 2 * 3600 * 32_000

export const createRecordings = ({
  records,
  calls,
  callbacks,
  lines,
  time,
  files,
  keyFor,
  log,
  hasMedia,
  restBase,
}: {
  records: Records
  calls: Calls
  callbacks: Callbacks
  lines: Lines
  time: CarrierTime
  files: Files
  keyFor: KeyFor
  log: Pick<Log, 'error'>
  /** Whether the phone of a call has audio, and so may upload. */
  hasMedia(callSid: string): boolean
  /** Where the account's resources lie: `http://…/2010-04-01/Accounts/AC…`. */
  restBase(): string
}): Recordings => {
  const key = keyFor('sandbox-carrier-upload')
  const tokenOf = (sid: string): string => keyedId(key, sid)
  /** Recordings that wait for the rest of their sound. */
  const waiting = new Map<string, () => void>()
  const running = new Map<string, RecordingRecord>()

  const milliseconds = ({ startedAt, endedAt, pauses }: RecordingRecord): number => {
    const end = endedAt ?? time.now()
    const skipped = pauses.filter((one) => one.behaviour === 'skip')
    const cut = skipped.reduce((sum, { from, to }) => sum + ((to ?? end).getTime() - from.getTime()), 0)
    return Math.max(0, end.getTime() - startedAt.getTime() - cut)
  }
  const seconds = (recording: RecordingRecord): number =>
    time.between(recording.startedAt, new Date(recording.startedAt.getTime() + milliseconds(recording)))
  const url = (recording: RecordingRecord): string => `${restBase()}/Recordings/${recording.sid}`
  const save = (recording: RecordingRecord): void => {
    recording.updatedAt = time.now()
    records.save('recording', recording.sid, recording)
  }
  const show = (recording: RecordingRecord, state: LineRecording['state'] | null): void => {
    const lineId = calls.get(recording.callSid)?.lineId ?? null
    const row: LineRecording | undefined = state
      ? {
          sid: recording.callSid,
          recordingSid: recording.sid,
          url: `/sandbox/carrier/media/${recording.sid}`,
          token: tokenOf(recording.sid),
          state,
        }
      : undefined
    lines.show(lineId, 'recording', recording.sid, row)
  }
  const finish = async (recording: RecordingRecord): Promise<void> => {
    show(recording, null)
    // Half a second rounds to nothing, and nothing would be no recording, though one was made.
    recording.seconds = Math.max(1, seconds(recording))
    const segments = layOut({ ...recording, milliseconds: recording.seconds * 1000 })
    // What there is to hear is what it says.
    recording.seconds = Math.round(lengthOf(segments) / SAMPLE_RATE)
    try {
      if (segments.length > 0)
        await files.put(soundFile(recording.sid), Readable.from(writeRecording(files, recording, segments)), { maxBytes: MAX_BYTES })
      recording.status = segments.length > 0 ? 'completed' : 'absent'
    } catch (error) {
      log.error({ err: error, recording: recording.sid }, 'the sandbox carrier could not write a recording')
      recording.status = 'absent'
    }
    save(recording)
    tellRecording(callbacks, recording, url(recording))
    for (const { n } of recording.chunks) await files.remove(chunkFile(recording.sid, n))
  }
  /** Waits for the rest of the sound, then a moment as the carrier does: not ready at hang-up (VOICE.md). */
  const process = (recording: RecordingRecord): void => {
    recording.status = 'processing'
    save(recording)
    show(recording, 'ended')
    let isDone = false
    const go = (): void => {
      if (isDone) return
      isDone = true
      forget()
      waiting.delete(recording.sid)
      time.after(PROCESSING_SECONDS, () => void finish(recording))
    }
    const forget = time.after(hasMedia(recording.callSid) || recording.chunks.length > 0 ? UPLOAD_SECONDS : 0, go)
    waiting.set(recording.sid, go)
  }
  const stop = (recording: RecordingRecord): void => {
    if (recording.endedAt) return
    recording.endedAt = time.now()
    for (const pause of recording.pauses) pause.to ??= recording.endedAt
    running.delete(recording.sid)
    process(recording)
  }
  calls.onEnd((call) => {
    for (const recording of [...running.values()]) if (recording.callSid === call.sid) stop(recording)
  })

  return {
    start: (call, { source, channels = 1, callback = null, conferenceSid = null }) => {
      const now = time.now()
      const recording: RecordingRecord = {
        sid: newSid('RE'),
        callSid: call.sid,
        conferenceSid,
        source,
        status: 'in-progress',
        channels,
        createdAt: now,
        updatedAt: now,
        startedAt: now,
        endedAt: null,
        pauses: [],
        chunks: [],
        seconds: 0,
        callback,
        isDeleted: false,
      }
      running.set(recording.sid, recording)
      save(recording)
      show(recording, 'running')
      tellRecording(callbacks, recording, url(recording))
      return recording
    },
    running: (of) => [...running.values()].find((one) => (one.conferenceSid ?? one.callSid) === of && one.source !== 'RecordVerb'),
    pause: (recording, behaviour) => {
      if (recording.status === 'paused') return
      recording.status = 'paused'
      recording.pauses.push({ from: time.now(), to: null, behaviour })
      save(recording)
      show(recording, 'paused')
    },
    resume: (recording) => {
      for (const pause of recording.pauses) pause.to ??= time.now()
      recording.status = 'in-progress'
      save(recording)
      show(recording, 'running')
    },
    stop,
    seconds,
    url,
    sound: async (recording) => {
      if (recording.status !== 'completed' || recording.isDeleted) return null
      return files.open(soundFile(recording.sid))
    },
    remove: async (recording) => {
      recording.isDeleted = true
      save(recording)
      await files.remove(soundFile(recording.sid))
    },
    get: (sid) => records.get('recording', sid),
    isToken: (recordingSid, token) => token === tokenOf(recordingSid),
    upload: async (recording, { n, at, bytes }) => {
      await files.put(chunkFile(recording.sid, n), bytes, { maxBytes: CHUNK_BYTES })
      recording.chunks = [...recording.chunks.filter((one) => one.n !== n), { n, at, bytes: bytes.length }]
      save(recording)
    },
    uploaded: (recordingSid, chunks) => {
      const recording = records.get('recording', recordingSid)
      if (recording && recording.chunks.length >= chunks) waiting.get(recordingSid)?.()
    },
    restore: () => {
      for (const recording of records.list('recording')) {
        if (recording.status === 'in-progress' || recording.status === 'paused') running.set(recording.sid, recording)
        if (recording.status === 'processing') process(recording)
      }
    },
  }
}
