import { setImmediate } from 'node:timers/promises'
import type { FlowDeps } from '../deps.ts'
import { createPeaks } from './peaks.ts'

/** So much at once, and then everybody else has their turn. */
const PIECE_BYTES = 1024 * 1024

/**
 * The shape of a recording that was just fetched, so that it is seen before anybody listens. A carrier that gives another kind of file is asked for WAV
 * too, which is read as it comes and not kept. Null when there is none, or it does not come: it is heard all the same, and shown once it is.
 */
export const readPeaks = async (
  { control, platform: { log } }: Pick<FlowDeps, 'control' | 'platform'>,
  recordingId: string,
  sound: { type: string; bytes: Uint8Array },
): Promise<number[] | null> => {
  const peaks = createPeaks()
  try {
    if (sound.type === 'audio/wav')
      for (let at = 0; at < sound.bytes.length; at += PIECE_BYTES) {
        peaks.add(sound.bytes.subarray(at, at + PIECE_BYTES))
        await setImmediate()
      }
    else if (!(await control.readRecording(recordingId, peaks.add))) return null
    return peaks.read()
  } catch (error) {
    log.warn({ err: error, recordingId }, 'a recording is kept without its shape')
    return null
  }
}
