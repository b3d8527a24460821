import type { CallContents } from '../contents.ts'

/** As many as a recording is shown by; a screen draws fewer of them as it likes. */
export const PEAKS = 240
/** Stretches that are told apart until the length is known, which a stream says last: at most twice as many. */
const STRETCHES = PEAKS * 8
/** Of the full scale: what is quieter all along is silence. */
const QUIETEST = 0.005
const FULL_SCALE = 32_768
const PCM = 1
/** A format of two parts, of which the second says again what the first would. */
const EXTENSIBLE = 0xfffe
const LONGEST_FORMAT = 64
const RIFF_BYTES = 12
const HEAD_BYTES = 8
/** What a file says of its length that was written while nobody knew it. */
const UNKNOWN_LENGTHS = [0, 0xffff_ffff]

const keyOf = (recordingId: string): string => recordingId.replace(/[^\w-]/g, '_')
/** Where the shape of a recording stands among what can be erased of its call. */
export const peaksPath = (recordingId: string): string => `peaks.${keyOf(recordingId)}`
export const peaksOf = (contents: Pick<CallContents, 'peaks'> | undefined, recordingId: string): number[] | undefined =>
  contents?.peaks?.[keyOf(recordingId)]

/** How loud the stretches of a sound are, whose length nobody knows before its end: twice as long ones, whenever there are too many. */
const createStretches = () => {
  let loudest: number[] = []
  let length = 1
  let filled = 0
  let most = 0
  const close = (): void => {
    loudest.push(most)
    most = 0
    filled = 0
    if (loudest.length < STRETCHES * 2) return
    loudest = Array.from({ length: STRETCHES }, (_, at) => Math.max(loudest[at * 2] ?? 0, loudest[at * 2 + 1] ?? 0))
    length *= 2
  }
  return {
    add: (level: number): void => {
      if (level > most) most = level
      if (++filled === length) close()
    },
    /** Null of nothing. */
    read: (): number[] | null => {
      const all = filled > 0 ? [...loudest, most] : loudest
      if (all.length === 0) return null
      const bars = Array.from({ length: PEAKS }, (_, at) => {
        const from = Math.floor((at * all.length) / PEAKS)
        const to = Math.max(from + 1, Math.floor(((at + 1) * all.length) / PEAKS))
        return all.slice(from, to).reduce((a, b) => Math.max(a, b), 0)
      })
      const top = Math.max(...bars)
      return top < QUIETEST * FULL_SCALE ? bars.map(() => 0) : bars.map((one) => Math.round((one / top) * 100))
    },
  }
}

/**
 * The shape of a sound, of its WAV file as it comes in, of which no more is kept than that shape: 16-bit PCM of one channel or two, the louder of which
 * counts. Whatever else comes has no shape; nothing throws.
 *
 * @example
 * const peaks = createPeaks()
 * for await (const chunk of file) peaks.add(chunk)
 * peaks.read() // 240 numbers from 0 to 100, hundredths of the loudest; null of no such file
 */
export const createPeaks = () => {
  const stretches = createStretches()
  let part: 'riff' | 'head' | 'format' | 'skipped' | 'sound' | 'over' = 'riff'
  /** How much of this part is to come; of the sound possibly more than a number says. */
  let left = RIFF_BYTES
  let channels = 0
  /** What came of something that is read as a whole. */
  let held = Buffer.alloc(0)

  const expect = (next: typeof part, bytes: number): void => {
    part = next
    left = bytes
  }
  const readHead = (head: Buffer): void => {
    const [name, bytes] = [head.toString('latin1', 0, 4), head.readUInt32LE(4)]
    if (name === 'fmt ' && channels === 0 && bytes >= 16 && bytes <= LONGEST_FORMAT) expect('format', bytes + (bytes % 2))
    else if (name === 'data' && channels > 0) expect('sound', UNKNOWN_LENGTHS.includes(bytes) ? Number.POSITIVE_INFINITY : bytes)
    else if (name === 'fmt ' || name === 'data') expect('over', 0)
    else expect('skipped', bytes + (bytes % 2))
  }
  const readFormat = (format: Buffer): void => {
    channels = format.readUInt16LE(2)
    const isRead = [PCM, EXTENSIBLE].includes(format.readUInt16LE(0)) && format.readUInt16LE(14) === 16
    expect(isRead && (channels === 1 || channels === 2) ? 'head' : 'over', HEAD_BYTES)
  }
  const readWhole = (bytes: Buffer): void => {
    if (part === 'head') readHead(bytes)
    else if (part === 'format') readFormat(bytes)
    else if (bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8) === 'WAVE') expect('head', HEAD_BYTES)
    else expect('over', 0)
  }
  const readSound = (bytes: Buffer): void => {
    const frame = channels * 2
    for (let at = 0; at < bytes.length; at += frame) {
      const level = Math.abs(bytes.readInt16LE(at))
      stretches.add(channels === 1 ? level : Math.max(level, Math.abs(bytes.readInt16LE(at + 2))))
    }
  }
  /** As much of it as can be read now: so many bytes. */
  const take = (bytes: Buffer): number => {
    if (part === 'skipped') {
      const skipped = Math.min(left, bytes.length)
      left -= skipped
      if (left === 0) expect('head', HEAD_BYTES)
      return skipped
    }
    if (part !== 'sound') {
      if (bytes.length < left) return 0
      const whole = left
      readWhole(bytes.subarray(0, whole))
      return whole
    }
    const there = Math.min(left, bytes.length)
    const read = there - (there % (channels * 2))
    readSound(bytes.subarray(0, read))
    left -= read
    // Half a frame at the end of the sound is none.
    if (left < channels * 2) expect('over', 0)
    return read
  }

  return {
    add: (chunk: Uint8Array): void => {
      let bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
      if (held.length > 0) bytes = Buffer.concat([held, bytes])
      while (part !== 'over') {
        const before = part
        const taken = take(bytes)
        if (taken === 0 && part === before) break
        bytes = bytes.subarray(taken)
      }
      held = part === 'over' ? Buffer.alloc(0) : Buffer.from(bytes)
    },
    /** Of all that came. */
    read: stretches.read,
  }
}
