import { buffer } from 'node:stream/consumers'
import type { Files } from '../../platform/files/files.ts'
import type { RecordingRecord } from './shapes.ts'
import { lengthOf, mixDown, type Segment, wavHeader } from './wav.ts'

/** Where an uploaded piece of a recording lies, and the whole once it is written. */
export const chunkFile = (sid: string, n: number): string => `sandbox-recording:${sid}:${n}`
export const soundFile = (sid: string): string => `sandbox-recording:${sid}`

/** The recording as a WAV, piece by piece, so that an hour of it fits through memory. */
export const writeRecording = async function* (
  files: Files,
  recording: Pick<RecordingRecord, 'sid' | 'channels'>,
  segments: readonly Segment[],
): AsyncGenerator<Buffer> {
  const { channels, sid } = recording
  yield wavHeader(lengthOf(segments), channels)
  for (const one of segments) {
    if ('silence' in one) {
      const zero = Buffer.alloc(64 * 1024)
      for (let left = one.silence * channels * 2; left > 0; left -= zero.length) yield zero.subarray(0, Math.min(left, zero.length))
    } else {
      const stereo = (await buffer(await files.open(chunkFile(sid, one.chunk)))).subarray(0, one.samples * 4)
      yield channels === 1 ? mixDown(stereo) : stereo
    }
  }
}
