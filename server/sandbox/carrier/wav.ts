import type { RecordingRecord } from './shapes.ts'
import { SAMPLE_RATE } from './wire.ts'

/** What a finished recording is made of, in order; lengths in samples of one channel. */
export type Segment = { silence: number } | { chunk: number; samples: number }

/** Uploads come in both channels: two samples of two bytes. */
const FRAME = 4
/** Chunks that follow each other closely are one stretch of sound: clocks of browsers are not that good. */
const JITTER_MS = 250

/**
 * Lays the uploaded chunks on the recording's own time. `skip` cuts a pause out, `silence` leaves it empty; what is missing is silent, and what a
 * phone sent of the time after the end is left away. Pure.
 */
export const layOut = ({
  startedAt,
  endedAt,
  pauses,
  chunks,
  milliseconds,
}: Pick<RecordingRecord, 'startedAt' | 'endedAt' | 'pauses' | 'chunks'> & { milliseconds: number }): Segment[] => {
  const start = startedAt.getTime()
  const end = (endedAt ?? startedAt).getTime()
  const cut = (at: number): number =>
    pauses
      .filter((one) => one.behaviour === 'skip')
      .reduce((sum, { from, to }) => sum + Math.max(0, Math.min(at, (to ?? endedAt ?? from).getTime()) - from.getTime()), 0)
  const segments: Segment[] = []
  let filled = 0
  const toSamples = (ms: number): number => Math.round((ms * SAMPLE_RATE) / 1000)
  for (const { n, at, bytes } of [...chunks].sort((a, b) => a.at - b.at || a.n - b.n)) {
    const most = toSamples(Math.max(end - start - cut(end), milliseconds) + JITTER_MS)
    if (at > end + JITTER_MS) continue
    const place = toSamples(Math.max(0, Math.min(at, end) - start - cut(at)))
    if (place - filled > toSamples(JITTER_MS)) {
      segments.push({ silence: place - filled })
      filled = place
    }
    const samples = Math.min(Math.floor(bytes / FRAME), most - filled)
    if (samples <= 0) continue
    segments.push({ chunk: n, samples })
    filled += samples
  }
  const rest = toSamples(milliseconds) - filled
  if (rest > 0) segments.push({ silence: rest })
  return segments
}

export const lengthOf = (segments: readonly Segment[]): number =>
  segments.reduce((sum, one) => sum + ('silence' in one ? one.silence : one.samples), 0)

/** The 44 bytes before 16-bit PCM. */
export const wavHeader = (samples: number, channels: 1 | 2): Buffer => {
  const bytes = samples * channels * 2
  const header = Buffer.alloc(44)
  header.write('RIFF', 0)
  header.writeUInt32LE(36 + bytes, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(channels, 22)
  header.writeUInt32LE(SAMPLE_RATE, 24)
  header.writeUInt32LE(SAMPLE_RATE * channels * 2, 28)
  header.writeUInt16LE(channels * 2, 32)
  header.writeUInt16LE(16, 34)
  header.write('data', 36)
  header.writeUInt32LE(bytes, 40)
  return header
}

/** Both channels as one: the sum, held within what 16 bits take. */
export const mixDown = (stereo: Buffer): Buffer => {
  const mono = Buffer.alloc(Math.floor(stereo.length / FRAME) * 2)
  for (let at = 0; at < mono.length; at += 2) {
    const sum = stereo.readInt16LE(at * 2) + stereo.readInt16LE(at * 2 + 2)
    mono.writeInt16LE(Math.max(-32_768, Math.min(32_767, sum)), at)
  }
  return mono
}
