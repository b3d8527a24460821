import { describe, expect, it } from 'vitest'
import { readSound } from '../../server/platform/sounds.ts'
import { silence } from '../setup/silence.ts'

const mp3 = (header: number[], bytes: number, tag = Buffer.alloc(0)): Buffer =>
  Buffer.concat([tag, Buffer.from(header), Buffer.alloc(bytes - header.length)])
const id3 = Buffer.from([...Buffer.from('ID3'), 4, 0, 0, 0, 0, 1, 0, ...Buffer.alloc(128)])

describe('a sound file', () => {
  it.each<[string, Buffer, ReturnType<typeof readSound>]>([
    ['a WAV', silence(90), { mime: 'audio/wav', seconds: 90 }],
    ['an MP3 of 128 kbit/s', mp3([0xff, 0xfb, 0x90], 32_000), { mime: 'audio/mpeg', seconds: 2 }],
    ['an MP3 of 32 kbit/s, as telephones like it', mp3([0xff, 0xf3, 0x40], 8_000), { mime: 'audio/mpeg', seconds: 2 }],
    ['an MP3 with a title before it', mp3([0xff, 0xfb, 0x90], 32_000, id3), { mime: 'audio/mpeg', seconds: 2 }],
    ['a text', Buffer.from('a long text that is no sound, whatever it is called, because of what it says'), null],
    ['a WAV that says nothing of its speed', silence(1).fill(0, 28, 32), null],
    ['next to nothing', Buffer.from('RIFF'), null],
  ])('is known by its bytes: %s', (_what, bytes, sound) => {
    expect(readSound(bytes)).toEqual(sound)
  })
})
