import type { Readable } from 'node:stream'
import type { CallbackTo, CallRecord, RecordingRecord } from './shapes.ts'

export interface Recordings {
  start(
    call: CallRecord,
    wanted: { source: RecordingRecord['source']; channels?: 1 | 2; callback?: CallbackTo | null; conferenceSid?: string | null },
  ): RecordingRecord
  /** The one of a call or of a conference that runs or is paused; what a `<Record>` takes is its own. */
  running(callOrConferenceSid: string): RecordingRecord | undefined
  pause(recording: RecordingRecord, behaviour: 'skip' | 'silence'): void
  resume(recording: RecordingRecord): void
  get(sid: string): RecordingRecord | undefined
  /** Ends the capture; the sound is ready a moment later. */
  stop(recording: RecordingRecord): void
  seconds(recording: RecordingRecord): number
  url(recording: RecordingRecord): string
  /** Null while it is not ready, and for one that is deleted or empty. */
  sound(recording: RecordingRecord): Promise<Readable | null>
  remove(recording: RecordingRecord): Promise<void>
  /** Whether a phone may upload for it. */
  isToken(recordingSid: string, token: string): boolean
  upload(recording: RecordingRecord, chunk: { n: number; at: number; bytes: Buffer }): Promise<void>
  /** The phone has sent everything. */
  uploaded(recordingSid: string, chunks: number): void
  /** After a restart: what had ended is finished now. */
  restore(): void
}
