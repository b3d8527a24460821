import { readdir, readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'

/** What a telephone line can be played: uncompressed WAV, or MP3. `seconds` of an MP3 is by the bit rate of its first frame. */
export interface Sound {
  mime: 'audio/wav' | 'audio/mpeg'
  seconds: number
}

const WAV_HEADER = 44
/** kbit/s by the index in the frame header (ISO 11172-3 and 13818-3, layer III): MPEG 1, then MPEG 2 and 2.5. */
const BIT_RATES = [
  [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
]

const readWav = (bytes: Buffer): Sound | null => {
  const perSecond = bytes.readUInt32LE(28)
  return perSecond > 0 ? { mime: 'audio/wav', seconds: (bytes.length - WAV_HEADER) / perSecond } : null
}

const readMp3 = (bytes: Buffer): Sound | null => {
  // The size of a tag is written in four bytes of seven bits (ID3v2).
  const tag = bytes.toString('latin1', 0, 3) === 'ID3' ? 10 + [6, 7, 8, 9].reduce((sum, at) => sum * 128 + ((bytes[at] ?? 0) & 0x7f), 0) : 0
  const [sync = 0, kind = 0, rate = 0] = bytes.subarray(tag, tag + 3)
  const isFrame = sync === 0xff && (kind & 0xe6) === 0xe2
  const kbits = isFrame ? BIT_RATES[(kind & 0x18) === 0x18 ? 0 : 1]?.[rate >> 4] : undefined
  return kbits ? { mime: 'audio/mpeg', seconds: (bytes.length - tag) / (kbits * 125) } : null
}

/** Pure: by its bytes, whatever it is called. Null when it is neither. */
export const readSound = (bytes: Buffer): Sound | null => {
  if (bytes.length <= WAV_HEADER) return null
  return bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WAVE' ? readWav(bytes) : readMp3(bytes)
}

/** More is no prompt: ten minutes of a telephone's sound. */
const MOST_BYTES = 10_000_000

/** A sound file that lies in a folder, or why it cannot be played. */
export type SoundFile = (Sound & { path: string }) | { why: string }

const readOne = async (path: string): Promise<SoundFile> => {
  if ((await stat(path)).size > MOST_BYTES) return { why: 'is over 10 MB' }
  const sound = readSound(await readFile(path))
  return sound ? { ...sound, path } : { why: 'is neither an uncompressed WAV nor an MP3 file' }
}

/** All sound files of a folder, by their names below `base`: `sounds/welcome.wav`. There need not be a folder. */
export const soundsIn = async (base: string, folder: string): Promise<Record<string, SoundFile>> => {
  const entries = await readdir(resolve(base, folder), { withFileTypes: true }).catch(() => [])
  const files = entries.filter((one) => one.isFile() && /\.(wav|mp3)$/.test(one.name))
  return Object.fromEntries(
    await Promise.all(
      files.map(
        async ({ name }) =>
          [`${folder}/${name}`, await readOne(resolve(base, folder, name)).catch(() => ({ why: 'cannot be read' }))] as const,
      ),
    ),
  )
}
