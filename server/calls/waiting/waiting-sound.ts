import { MUSIC_SECONDS } from '../documents.ts'

/** What a telephone line carries. */
const RATE = 8_000
const HEADER_BYTES = 44

/** Chords of two seconds each, in hertz: A minor, F, C, G, twice, the second time an octave of air above. */
const chords: readonly (readonly number[])[] = [
  [220, 261.63, 329.63],
  [174.61, 220, 261.63],
  [196, 261.63, 329.63],
  [196, 246.94, 293.66],
  [220, 329.63, 440],
  [174.61, 261.63, 349.23],
  [196, 329.63, 392],
  [196, 293.66, 392],
  [220, 261.63, 329.63],
  [220, 329.63, 440],
]

/** The sound at a moment: a chord that swells and fades, its notes one after another. */
const sampleAt = (seconds: number): number => {
  const span = MUSIC_SECONDS / chords.length
  const chord = chords[Math.floor(seconds / span) % chords.length] ?? []
  const within = seconds % span
  const sum = chord.reduce((total, hertz, index) => {
    const since = within - (index * span) / 8
    if (since < 0) return total
    const loudness = Math.min(1, since * 8) * Math.exp(-since * 1.4)
    return total + loudness * (Math.sin(2 * Math.PI * hertz * seconds) + 0.25 * Math.sin(4 * Math.PI * hertz * seconds))
  }, 0)
  return (sum / 4) * Math.min(1, (span - within) * 10)
}

const make = (): Buffer => {
  const samples = RATE * MUSIC_SECONDS
  const file = Buffer.alloc(HEADER_BYTES + samples * 2)
  file.write('RIFF', 0)
  file.writeUInt32LE(file.length - 8, 4)
  file.write('WAVEfmt ', 8)
  file.writeUInt32LE(16, 16)
  file.writeUInt16LE(1, 20)
  file.writeUInt16LE(1, 22)
  file.writeUInt32LE(RATE, 24)
  file.writeUInt32LE(RATE * 2, 28)
  file.writeUInt16LE(2, 32)
  file.writeUInt16LE(16, 34)
  file.write('data', 36)
  file.writeUInt32LE(samples * 2, 40)
  for (let index = 0; index < samples; index++)
    file.writeInt16LE(Math.round(Math.max(-1, Math.min(1, sampleAt(index / RATE))) * 20_000), HEADER_BYTES + index * 2)
  return file
}

let made: Buffer | undefined

/** The music of the queue when nobody gave their own: made when it is first asked for, the same bytes each time. A RIFF file of 16-bit samples. */
export const waitingSound = (): Buffer => {
  made ??= make()
  return made
}
